"""The development issuer: tokens for named accounts. It exists in a local system only.

Anybody who reaches it may become any account; production uses a real OpenID Connect
provider and leaves `CONSOLE_ISSUER_KEY` unset. Sources: OpenID Connect Discovery 1.0, RFC 7517
(keys), RFC 7638 (their names), RFC 7519 (tokens).
"""

from __future__ import annotations

import asyncio
import base64
import hashlib
import json
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Annotated, Any

import jwt
import msgspec
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import ec, ed25519
from fastapi import APIRouter, Form
from fastapi.responses import JSONResponse
from jwt.algorithms import ECAlgorithm, OKPAlgorithm

from services.console.accountrefusals import AccountUnknown
from services.console.accounts import Accounts
from services.console.sessions import SESSION_LIFE, Session
from shared.access import AUDIENCE
from shared.http.problems import problem

if TYPE_CHECKING:
    from pathlib import Path

TOKEN_LIFE = SESSION_LIFE
_NAMED_BY = ("crv", "kty", "x", "y")

SigningKey = ed25519.Ed25519PrivateKey | ec.EllipticCurvePrivateKey


class IssuerKeyUnfit(Exception):
    """The file holds no Ed25519 or P-256 private key."""


class Issuer:
    """Signs tokens with the private key of a PEM file."""

    def __init__(self, issuer: str, key_file: Path, accounts: Accounts) -> None:
        self.issuer = issuer
        self.accounts = accounts
        self._key = _read_key(key_file)
        self._algorithm = (
            "EdDSA" if isinstance(self._key, ed25519.Ed25519PrivateKey) else "ES256"
        )
        self._jwk = _public_jwk(self._key)

    def token(self, login: str, now: datetime) -> str:
        """A token for an account. Raises `AccountUnknown`."""
        account = self.accounts.named(login)
        claims = {
            "iss": self.issuer,
            "sub": account.login,
            "aud": AUDIENCE,
            "name": account.name,
            "roles": msgspec.to_builtins(account.grants),
            "iat": now,
            "exp": now + TOKEN_LIFE,
        }
        return jwt.encode(
            claims, self._key, algorithm=self._algorithm, headers={"kid": self._jwk["kid"]}
        )

    def session(self, login: str, now: datetime) -> Session:
        """Who is signed in by nothing but a click. Raises `AccountUnknown`."""
        return Session(login, self.token(login, now), now + TOKEN_LIFE)

    def keys(self) -> dict[str, Any]:
        """The public key as a JWK set."""
        return {"keys": [self._jwk | {"alg": self._algorithm, "use": "sig"}]}

    def configuration(self) -> dict[str, Any]:
        """What OpenID Connect Discovery says of this issuer."""
        return {
            "issuer": self.issuer,
            "jwks_uri": f"{self.issuer}/jwks.json",
            "token_endpoint": f"{self.issuer}/token",
            "id_token_signing_alg_values_supported": [self._algorithm],
            "response_types_supported": ["token"],
            "subject_types_supported": ["public"],
        }


def router(issuer: Issuer) -> APIRouter:
    """The issuer's own addresses, mounted under `/oidc`."""
    routes = APIRouter(prefix="/oidc", tags=["development issuer"])

    @routes.get("/.well-known/openid-configuration")
    async def configuration() -> dict[str, Any]:
        return issuer.configuration()

    @routes.get("/jwks.json")
    async def keys() -> dict[str, Any]:
        return issuer.keys()

    @routes.post("/token")
    async def token(account: Annotated[str, Form()]) -> JSONResponse:
        try:
            signed = await asyncio.to_thread(issuer.token, account, datetime.now(UTC))
        except AccountUnknown as error:
            return problem(404, "account_unknown", str(error))
        return JSONResponse(
            {
                "access_token": signed,
                "token_type": "Bearer",
                "expires_in": int(TOKEN_LIFE.total_seconds()),
            },
            headers={"Cache-Control": "no-store"},
        )

    return routes


def _read_key(path: Path) -> SigningKey:
    key = serialization.load_pem_private_key(path.read_bytes(), password=None)
    if isinstance(key, ed25519.Ed25519PrivateKey):
        return key
    if isinstance(key, ec.EllipticCurvePrivateKey) and isinstance(key.curve, ec.SECP256R1):
        return key
    raise IssuerKeyUnfit(f"{path.name} holds no Ed25519 or P-256 private key")


def _public_jwk(key: SigningKey) -> dict[str, Any]:
    if isinstance(key, ed25519.Ed25519PrivateKey):
        jwk = OKPAlgorithm.to_jwk(key.public_key(), as_dict=True)
    else:
        jwk = ECAlgorithm.to_jwk(key.public_key(), as_dict=True)
    named_by = {name: jwk[name] for name in _NAMED_BY if name in jwk}
    canonical = json.dumps(named_by, sort_keys=True, separators=(",", ":"))
    digest = hashlib.sha256(canonical.encode()).digest()
    public = {name: value for name, value in jwk.items() if name in _NAMED_BY}
    return public | {"kid": base64.urlsafe_b64encode(digest).rstrip(b"=").decode()}
