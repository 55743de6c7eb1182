"""The issuer as it describes itself, and its token endpoint.

Sources: OpenID Connect Discovery 1.0, RFC 6749 (sections 2.3, 4.1.3 and 6).
"""

from __future__ import annotations

import time
from dataclasses import dataclass
from typing import TypeVar
from urllib.parse import urlsplit

import httpx
import msgspec
from authlib.oauth2.auth import ClientAuth
from authlib.oauth2.rfc6749.parameters import prepare_token_request
from authlib.oidc.discovery import get_well_known_url

from shared.access import IssuerAway, PublishedKeys

T = TypeVar("T")

METADATA_KEPT_SECONDS = 3600
SERVER_ERROR = 500
FIRST_ERROR = 400


class SignInRefused(Exception):
    """The issuer let nobody in, and says why; ask who runs it, or begin again."""


class IssuerUnfit(Exception):
    """The issuer does not describe itself as OpenID Connect says; check CONSOLE_ISSUER."""


class Metadata(msgspec.Struct, frozen=True):
    """What the issuer says of itself at `/.well-known/openid-configuration`."""

    issuer: str
    authorization_endpoint: str
    token_endpoint: str
    jwks_uri: str
    end_session_endpoint: str | None = None
    token_endpoint_auth_methods_supported: tuple[str, ...] = ("client_secret_basic",)


class Issued(msgspec.Struct, frozen=True):
    """What the token endpoint gives; `expires_in` are seconds."""

    access_token: str
    expires_in: int | None = None
    refresh_token: str | None = None
    id_token: str | None = None


class _Refusal(msgspec.Struct, frozen=True):
    error: str
    error_description: str = ""


@dataclass(frozen=True)
class Client:
    """The console as the issuer knows it. Without a secret it is a public client."""

    issuer: str
    client_id: str
    client_secret: str | None
    public_url: str
    scopes: str


class RemoteIssuer:
    """Asks the issuer, as `client`.

    Every method raises `IssuerAway` where the issuer does not answer, and `IssuerUnfit` where
    it answers what OpenID Connect does not know.
    """

    def __init__(self, client: Client, http: httpx.AsyncClient) -> None:
        self.client = client
        self.http = http
        self._described: tuple[Metadata, PublishedKeys] | None = None
        self._read_at = float("-inf")

    async def described(self) -> Metadata:
        """Its addresses, kept for an hour."""
        found, _ = await self._read()
        return found

    async def claims(self, id_token: str) -> dict[str, object]:
        """The claims of an ID token that it signed for us. Raises `NotSignedIn`."""
        _, keys = await self._read()
        return await keys.claims(id_token, self.client.client_id)

    async def exchange(self, grant_type: str, **proof: str | None) -> Issued:
        """Tokens for a code or a refresh token. Raises `SignInRefused`."""
        described = await self.described()
        authentication = ClientAuth(
            self.client.client_id, self.client.client_secret, self._method(described)
        )
        headers = {
            "Accept": "application/json",
            "Content-Type": "application/x-www-form-urlencoded",
        }
        uri, headers, body = authentication.prepare(
            "POST",
            described.token_endpoint,
            headers,
            prepare_token_request(grant_type, **proof),
        )
        answer = await self._ask("POST", uri, content=body, headers=headers)
        if answer.status_code >= FIRST_ERROR:
            refused = _decoded(answer, _Refusal)
            raise SignInRefused(refused.error_description or refused.error)
        return _decoded(answer, Issued)

    def _method(self, described: Metadata) -> str:
        if self.client.client_secret is None:
            return "none"
        known = described.token_endpoint_auth_methods_supported
        basic = "client_secret_basic"
        return basic if basic in known else "client_secret_post"

    async def _read(self) -> tuple[Metadata, PublishedKeys]:
        kept = time.monotonic() - self._read_at < METADATA_KEPT_SECONDS
        if self._described is not None and kept:
            return self._described
        url = get_well_known_url(self.client.issuer, external=True)
        answer = await self._ask("GET", url)
        if answer.status_code >= FIRST_ERROR:
            raise IssuerUnfit(f"{url} answers {answer.status_code}")
        found = _decoded(answer, Metadata)
        if found.issuer != self.client.issuer:
            raise IssuerUnfit(f"{url} describes {found.issuer}")
        self._described = found, PublishedKeys(found.issuer, found.jwks_uri)
        self._read_at = time.monotonic()
        return self._described

    async def _ask(
        self,
        method: str,
        url: str,
        content: str | None = None,
        headers: dict[str, str] | None = None,
    ) -> httpx.Response:
        try:
            answer = await self.http.request(method, url, content=content, headers=headers)
        except httpx.HTTPError as error:
            raise IssuerAway(f"{urlsplit(url).netloc} does not answer: {error}") from error
        if answer.status_code >= SERVER_ERROR:
            raise IssuerAway(f"{urlsplit(url).netloc} answers {answer.status_code}")
        return answer


def _decoded(answer: httpx.Response, kind: type[T]) -> T:
    try:
        return msgspec.json.decode(answer.content, type=kind)
    except (msgspec.ValidationError, msgspec.DecodeError) as error:
        raise IssuerUnfit(f"{answer.url.path} answers something else: {error}") from error
