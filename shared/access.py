"""Who may do what: accounts from bearer tokens, roles with a scope, one permission a use case.

Missing means no: a role that a permission does not name, or a scope that the account does not
hold, is refused. Source: OpenID Connect Core 1.0, RFC 7519, RFC 6750.
"""

from __future__ import annotations

import asyncio
import json
import time
from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING, Any
from urllib.request import urlopen

import jwt
import msgspec

if TYPE_CHECKING:
    from uuid import UUID

AUDIENCE = "thidua"
KEYS_KEPT_SECONDS = 300
# By how much the clocks of the issuer and of this machine may differ.
LEEWAY_SECONDS = 30
MOST_KEPT = 4_096


class Role(StrEnum):
    """What an account is; those held in units or blocs carry the id of one as scope."""

    EMULATION_OFFICER = "emulation_officer"
    UNIT_OFFICER = "unit_officer"
    UNIT_HEAD = "unit_head"
    BLOC_HEAD = "bloc_head"
    BLOC_DEPUTY = "bloc_deputy"
    COUNCIL_MEMBER = "council_member"
    AUTHORITY = "authority"
    OPERATOR = "operator"
    VIEWER = "viewer"


OF_BLOCS = frozenset({Role.BLOC_HEAD, Role.BLOC_DEPUTY})
# Held in a unit, in a bloc, or (on the council) in either: without a scope nothing may be done.
SCOPED = frozenset({Role.UNIT_OFFICER, Role.UNIT_HEAD, Role.COUNCIL_MEMBER}) | OF_BLOCS
EVERYBODY = frozenset(Role)


class NotSignedIn(Exception):
    """The request carries no valid token; sign in and send it as `Authorization: Bearer`."""


class IssuerAway(Exception):
    """The issuer's keys cannot be read, so no token can be checked; try again shortly."""


class NotAllowed(Exception):
    """The account's roles do not permit this; ask the emulation officer for the role."""

    def __init__(self, permission: Permission, scope: UUID | None) -> None:
        where = "" if scope is None else f" for {scope}"
        needed = ", ".join(sorted(permission.roles))
        super().__init__(f"{permission.name}{where} needs one of the roles: {needed}")


class Grant(msgspec.Struct, frozen=True):
    """A role, and for a scoped one the unit or bloc it is held in."""

    role: Role
    scope: str | None = None

    @property
    def held(self) -> bool:
        """Whether it counts anywhere: a scoped role without a scope is held nowhere."""
        return self.role not in SCOPED or self.scope is not None


@dataclass(frozen=True)
class Account:
    """Somebody who signed in."""

    login: str
    name: str
    grants: tuple[Grant, ...]

    def audiences(self) -> tuple[str, ...]:
        """How messages address this account: `role` or `role@scope`."""
        return tuple(
            grant.role if grant.scope is None else f"{grant.role}@{grant.scope}"
            for grant in self.grants
        )


@dataclass(frozen=True)
class Permission:
    """What one use case needs: any of `roles`; a scoped role counts for its own scope only."""

    name: str
    roles: frozenset[Role]

    def check_role(self, account: Account) -> None:
        """Raise `NotAllowed` unless the account holds one of the roles, wherever."""
        if not any(grant.role in self.roles and grant.held for grant in account.grants):
            raise NotAllowed(self, None)

    def check_scope(self, account: Account, *scopes: UUID) -> None:
        """Raise `NotAllowed` unless a role is unscoped or held in one of `scopes`."""
        held = {str(scope) for scope in scopes}
        for grant in account.grants:
            if grant.role in self.roles and (grant.role not in SCOPED or grant.scope in held):
                return
        raise NotAllowed(self, scopes[0] if scopes else None)


def allow(name: str, *roles: Role) -> Permission:
    """A permission for these roles; without any, for everybody who signed in."""
    return Permission(name, frozenset(roles) or EVERYBODY)


class PublishedKeys:
    """Verifies what an issuer signed, with the keys it publishes, which are kept a while.

    A signature by a key that is not known has the keys read anew: that is how an issuer
    rotates them.
    """

    def __init__(self, issuer: str, jwks_url: str) -> None:
        self._issuer = issuer
        self._jwks_url = jwks_url
        self._keys: dict[str, jwt.PyJWK] = {}
        self._read_at = float("-inf")
        # How often they were read: what was verified before the last time may not hold.
        self.reading = 0

    async def claims(self, token: str, audience: str) -> dict[str, Any]:
        """The claims of a token that is for `audience`.

        Raises `NotSignedIn` for a token that is not good, `IssuerAway`.
        """
        try:
            key_id = str(jwt.get_unverified_header(token)["kid"])
            key = await self._key(key_id)
            return jwt.decode(
                token,
                key.key,
                algorithms=["EdDSA", "ES256", "RS256"],
                audience=audience,
                issuer=self._issuer,
                leeway=LEEWAY_SECONDS,
                options={"require": ["exp", "iat", "sub"]},
            )
        except (jwt.PyJWTError, KeyError) as error:
            raise NotSignedIn(f"the token is not valid ({error}); sign in again") from error

    async def _key(self, key_id: str) -> jwt.PyJWK:
        if self.are_stale() or key_id not in self._keys:
            try:
                self._keys = await asyncio.to_thread(self._read_keys)
            except (OSError, ValueError) as error:
                raise IssuerAway(f"the issuer's keys cannot be read: {error}") from error
            self._read_at = time.monotonic()
            self.reading += 1
        return self._keys[key_id]

    def are_stale(self) -> bool:
        """Whether they are to be read anew before anything is verified."""
        return time.monotonic() - self._read_at > KEYS_KEPT_SECONDS

    def _read_keys(self) -> dict[str, jwt.PyJWK]:
        # The address comes from the service's settings or the issuer they name: a web address,
        # or a file in the local profile, where the issuer may start after the services.
        with urlopen(self._jwks_url, timeout=5) as response:  # noqa: S310 (as the comment says)
            published = json.load(response)
        return {key["kid"]: jwt.PyJWK(key) for key in published["keys"] if _signs(key)}


@dataclass(frozen=True)
class _Good:
    """What a token was found to say, until when, in seconds since 1970, by which keys."""

    account: Account
    expires_at: float
    reading: int


class Tokens:
    """Reads accounts from bearer tokens: `sub`, `name`, and `roles` as `Grant`s.

    A token that was found good is good until it expires or the keys are read again, and is not
    verified a second time: a signature costs as much as all the rest of a small request.
    """

    def __init__(self, issuer: str, jwks_url: str) -> None:
        self._published = PublishedKeys(issuer, jwks_url)
        self._good: dict[str, _Good] = {}

    async def account(self, token: str) -> Account:
        """The account of a good token. Raises `NotSignedIn`, `IssuerAway`."""
        good = self._good.get(token)
        if good is not None and self._still_holds(good):
            return good.account
        claims = await self._published.claims(token, AUDIENCE)
        try:
            grants = msgspec.convert(claims.get("roles", []), tuple[Grant, ...])
        except msgspec.ValidationError as error:
            raise NotSignedIn(f"the token is not valid ({error}); sign in again") from error
        account = Account(claims["sub"], str(claims.get("name", claims["sub"])), grants)
        self._good[token] = _Good(account, float(claims["exp"]), self._published.reading)
        if len(self._good) > MOST_KEPT:
            del self._good[next(iter(self._good))]
        return account

    def _still_holds(self, good: _Good) -> bool:
        keys = self._published
        fresh = good.reading == keys.reading and not keys.are_stale()
        return fresh and time.time() < good.expires_at


def _signs(key: dict[str, Any]) -> bool:
    """An issuer publishes keys to encrypt for it beside those it signs with."""
    return "kid" in key and key.get("use", "sig") == "sig"
