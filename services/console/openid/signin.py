"""To the issuer and back: authorization code with PKCE, and signing out there.

The browser goes to the issuer with a state, a nonce and a challenge, whose secrets it keeps
sealed in a cookie, and comes back with a code; the console exchanges it for the access token
that it then sends to the services. Sources: OpenID Connect Core 1.0 (3.1), RP-Initiated Logout
1.0, RFC 7636 (PKCE), RFC 9207 (`iss` in the answer).
"""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING
from urllib.parse import parse_qsl

import jwt
import msgspec
from authlib.common.security import generate_token
from authlib.common.urls import add_params_to_uri
from authlib.oauth2.rfc6749.parameters import prepare_grant_uri
from authlib.oauth2.rfc7636 import create_s256_code_challenge
from authlib.oidc.core import CodeIDToken
from joserfc.errors import JoseError

from services.console.openid.remote import IssuerUnfit, SignInRefused
from services.console.sessions import SESSION_LIFE, Session
from shared.access import LEEWAY_SECONDS, IssuerAway, NotSignedIn

if TYPE_CHECKING:
    from services.console.openid.remote import Issued, RemoteIssuer
    from shared.access import Tokens

CALLBACK = "/dang-nhap/tro-lai"
SECRET_LENGTH = 64


class SignInNotOurs(Exception):
    """The answer belongs to no sign-in that this browser began here, or began lately."""


class IdTokenUnfit(Exception):
    """The issuer's ID token is not for this sign-in: signature, time, nonce or receiver."""


class AccessTokenUnfit(Exception):
    """The issuer's access token is none the services take; see docs/operating.md."""


class Pending(msgspec.Struct, frozen=True):
    """A sign-in that was begun: its secrets, and the page to go back to."""

    state: str
    nonce: str
    verifier: str
    back: str


class SignIn:
    """Sessions by the tokens of an issuer; raises what `RemoteIssuer` raises."""

    def __init__(self, issuer: RemoteIssuer, tokens: Tokens) -> None:
        self.issuer = issuer
        self._tokens = tokens

    async def begin(self, back: str) -> tuple[str, Pending]:
        """Where to send the browser, and what has to be known when it comes back."""
        state, nonce, verifier = (generate_token(SECRET_LENGTH) for _ in range(3))
        pending = Pending(state, nonce, verifier, back)
        client = self.issuer.client
        address = prepare_grant_uri(
            (await self.issuer.described()).authorization_endpoint,
            client_id=client.client_id,
            response_type="code",
            redirect_uri=self._redirect_uri,
            scope=client.scopes,
            state=pending.state,
            nonce=pending.nonce,
            code_challenge=create_s256_code_challenge(pending.verifier),
            code_challenge_method="S256",
        )
        return address, pending

    async def finish(self, answer: str, pending: Pending, now: datetime) -> Session:
        """The session of who comes back with `answer`, the query of the address.

        Raises `SignInNotOurs`, `SignInRefused`, `IdTokenUnfit`, `AccessTokenUnfit`.
        """
        said = dict(parse_qsl(answer))
        known = self.issuer.client.issuer
        if said.get("state") != pending.state or said.get("iss", known) != known:
            raise SignInNotOurs("the state or the issuer is another one")
        if "code" not in said:
            raise SignInRefused(said.get("error_description") or said.get("error", "no code"))
        issued = await self.issuer.exchange(
            "authorization_code",
            code=said["code"],
            redirect_uri=self._redirect_uri,
            code_verifier=pending.verifier,
        )
        await self._require_for(pending, issued)
        return await self._session(issued, now + SESSION_LIFE)

    async def renewed(self, session: Session) -> Session:
        """The session with another access token. Raises `SignInRefused`, `AccessTokenUnfit`."""
        issued = await self.issuer.exchange(
            "refresh_token", refresh_token=session.refresh_token
        )
        kept = msgspec.structs.replace(
            issued,
            refresh_token=issued.refresh_token or session.refresh_token,
            id_token=issued.id_token or session.id_token,
        )
        return await self._session(kept, session.expires_at)

    async def leaving(self, session: Session) -> str | None:
        """Where to sign out at the issuer; none where it has no such place, or is away."""
        try:
            place = (await self.issuer.described()).end_session_endpoint
        except (IssuerAway, IssuerUnfit):
            return None
        if place is None:
            return None
        client = self.issuer.client
        params = {
            "client_id": client.client_id,
            "post_logout_redirect_uri": f"{client.public_url}/dang-nhap",
            "id_token_hint": session.id_token,
        }
        given = [(name, value) for name, value in params.items() if value is not None]
        leaving: str = add_params_to_uri(place, given)
        return leaving

    @property
    def _redirect_uri(self) -> str:
        return f"{self.issuer.client.public_url}{CALLBACK}"

    async def _session(self, issued: Issued, until: datetime) -> Session:
        try:
            account = await self._tokens.account(issued.access_token)
        except NotSignedIn as error:
            raise AccessTokenUnfit(str(error)) from error
        # Verified a line ago; when it runs out is the token's own word, not `expires_in`.
        claims = jwt.decode(issued.access_token, options={"verify_signature": False})
        runs_out = min(until, datetime.fromtimestamp(claims["exp"], UTC))
        renewable = issued.refresh_token is not None
        return Session(
            account=account.login,
            token=issued.access_token,
            expires_at=until if renewable else runs_out,
            renews_at=runs_out - timedelta(seconds=LEEWAY_SECONDS) if renewable else None,
            refresh_token=issued.refresh_token,
            id_token=issued.id_token,
        )

    async def _require_for(self, pending: Pending, issued: Issued) -> None:
        if issued.id_token is None:
            raise IdTokenUnfit("there is none; CONSOLE_SCOPES has to name openid")
        try:
            told = CodeIDToken(
                await self.issuer.claims(issued.id_token),
                jwt.get_unverified_header(issued.id_token),
                params={
                    "nonce": pending.nonce,
                    "client_id": self.issuer.client.client_id,
                    "access_token": issued.access_token,
                },
            )
            told.validate(leeway=LEEWAY_SECONDS)
        except (NotSignedIn, JoseError) as error:
            raise IdTokenUnfit(str(error)) from error
