"""A small OpenID Connect provider on loopback, as strict as one should be; for tests alone.

Whoever comes is `login` at once. What it says can be made wrong, one thing at a time.
"""

from __future__ import annotations

import base64
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from secrets import token_urlsafe
from threading import Thread
from typing import Any
from urllib.parse import urlencode

import jwt
import uvicorn
from authlib.oauth2.rfc7636 import create_s256_code_challenge
from authlib.oidc.core.util import create_half_hash
from cryptography.hazmat.primitives.asymmetric import ec
from jwt.algorithms import ECAlgorithm
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, RedirectResponse, Response
from starlette.routing import Route

from shared.access import AUDIENCE

CLIENT, SECRET = "thidua-console", "a secret of the tests"


@dataclass
class Provider:
    """The provider and the knobs of a test."""

    url: str = ""
    login: str = "tdkt"
    roles: list[dict[str, str]] = field(default_factory=lambda: [{"role": "emulation_officer"}])
    token_seconds: int = 300
    id_token_changes: dict[str, Any] = field(default_factory=dict)
    access_token_changes: dict[str, Any] = field(default_factory=dict)
    refusal: str | None = None
    calls_itself: str | None = None
    with_refresh: bool = True
    down: bool = False
    exchanged: list[str] = field(default_factory=list)
    left: list[dict[str, str]] = field(default_factory=list)

    def __post_init__(self) -> None:
        self._codes: dict[str, dict[str, str]] = {}
        self._refresh_tokens: set[str] = set()
        self.rotate()

    def rotate(self) -> None:
        """Sign with another key from now on; the one before is published no more."""
        self._key = ec.generate_private_key(ec.SECP256R1())
        self._kid = token_urlsafe(8)

    def revoke(self) -> None:
        """No refresh token is good any more."""
        self._refresh_tokens.clear()

    def app(self) -> Starlette:
        return Starlette(
            routes=[
                Route("/.well-known/openid-configuration", self._describe),
                Route("/authorize", self._authorize),
                Route("/token", self._token, methods=["POST"]),
                Route("/jwks", self._jwks),
                Route("/logout", self._logout),
            ]
        )

    async def _describe(self, _: Request) -> Response:
        if self.down:
            return Response(status_code=503)
        return JSONResponse(
            {
                "issuer": self.calls_itself or self.url,
                "authorization_endpoint": f"{self.url}/authorize",
                "token_endpoint": f"{self.url}/token",
                "jwks_uri": f"{self.url}/jwks",
                "end_session_endpoint": f"{self.url}/logout",
                "response_types_supported": ["code"],
                "subject_types_supported": ["public"],
                "id_token_signing_alg_values_supported": ["ES256"],
                "code_challenge_methods_supported": ["S256"],
            }
        )

    async def _jwks(self, _: Request) -> Response:
        public = ECAlgorithm.to_jwk(self._key.public_key(), as_dict=True)
        for_encryption = {"kty": "RSA", "use": "enc", "kid": "other", "alg": "RSA-OAEP"}
        signing = public | {"kid": self._kid, "alg": "ES256", "use": "sig"}
        return JSONResponse({"keys": [for_encryption, signing]})

    async def _authorize(self, request: Request) -> Response:
        asked = dict(request.query_params)
        assert asked["response_type"] == "code"
        assert asked["client_id"] == CLIENT
        assert "openid" in asked["scope"].split()
        assert asked["code_challenge_method"] == "S256"
        answer = {"state": asked["state"], "iss": self.url}
        if self.refusal is not None:
            answer["error"] = self.refusal
        else:
            answer["code"] = token_urlsafe(16)
            self._codes[answer["code"]] = asked
        return RedirectResponse(f"{asked['redirect_uri']}?{urlencode(answer)}", 302)

    async def _token(self, request: Request) -> Response:
        if self.down:
            return Response(status_code=503)
        said = {name: str(value) for name, value in (await request.form()).items()}
        known = base64.b64encode(f"{CLIENT}:{SECRET}".encode()).decode()
        if request.headers.get("authorization") != f"Basic {known}":
            return JSONResponse({"error": "invalid_client"}, 401)
        self.exchanged.append(said["grant_type"])
        if said["grant_type"] == "refresh_token":
            if said["refresh_token"] not in self._refresh_tokens:
                # Used twice: somebody stole it, so that none of them is good any more.
                self._refresh_tokens.clear()
                return JSONResponse({"error": "invalid_grant"}, 400)
            self._refresh_tokens.remove(said["refresh_token"])
            return JSONResponse(self._issued(None))
        asked = self._codes.pop(said["code"], None)
        if (
            asked is None
            or asked["redirect_uri"] != said["redirect_uri"]
            or asked["code_challenge"] != create_s256_code_challenge(said["code_verifier"])
        ):
            return JSONResponse({"error": "invalid_grant"}, 400)
        return JSONResponse(self._issued(asked.get("nonce")))

    async def _logout(self, request: Request) -> Response:
        self.left.append(dict(request.query_params))
        return RedirectResponse(request.query_params["post_logout_redirect_uri"], 302)

    def _issued(self, nonce: str | None) -> dict[str, Any]:
        now = int(time.time())
        common = {"iss": self.url, "sub": self.login, "iat": now}
        access = common | {
            "aud": AUDIENCE,
            "exp": now + self.token_seconds,
            "name": "Chuyên viên thi đua",
            "roles": self.roles,
            "jti": token_urlsafe(8),
        }
        token = self._signed(access | self.access_token_changes)
        identity = common | {
            "aud": CLIENT,
            "exp": now + 60,
            "nonce": nonce,
            "at_hash": create_half_hash(token, "ES256").decode(),
        }
        issued = {
            "access_token": token,
            "token_type": "Bearer",
            "expires_in": self.token_seconds,
            "id_token": self._signed(identity | self.id_token_changes),
        }
        if self.with_refresh:
            refresh_token = token_urlsafe(16)
            self._refresh_tokens.add(refresh_token)
            issued["refresh_token"] = refresh_token
        return issued

    def _signed(self, claims: dict[str, Any]) -> str:
        return jwt.encode(claims, self._key, algorithm="ES256", headers={"kid": self._kid})


@contextmanager
def running(provider: Provider) -> Iterator[Provider]:
    """The provider on a free port of loopback, until the block ends."""
    config = uvicorn.Config(provider.app(), port=0, log_level="warning", lifespan="off")
    server = uvicorn.Server(config)
    socket = config.bind_socket()
    provider.url = f"http://127.0.0.1:{socket.getsockname()[1]}"
    thread = Thread(target=server.run, kwargs={"sockets": [socket]}, daemon=True)
    thread.start()
    try:
        yield provider
    finally:
        server.should_exit = True
        thread.join()
        socket.close()
