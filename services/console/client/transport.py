"""One service over HTTP: how it is asked, told, and how its refusals are read."""

from __future__ import annotations

from collections.abc import AsyncIterator, Mapping, Sequence
from typing import TypeVar

import httpx
import msgspec
from httpx_sse import aconnect_sse

from services.console.client.answers import ApiProblem, Page, Written

T = TypeVar("T")

API = "/api/v1"
PAGE_SIZE = 1000
UNREACHABLE = 503
UNREADABLE = 502
FIRST_ERROR = 400


class _Problem(msgspec.Struct):
    code: str = "unexpected"
    detail: str = ""
    values: dict[str, str] = {}


class _Created(msgspec.Struct):
    id: str | None = None
    receipt: str | None = None


class Transport:
    """Requests to one service, for one account."""

    def __init__(
        self,
        http: httpx.AsyncClient,
        service: str,
        url: str,
        token: str | None,
        at: str | None = None,
    ) -> None:
        self._http = http
        self.service = service
        self._url = url.rstrip("/")
        self._token = token
        self._headers = {} if token is None else {"Authorization": f"Bearer {token}"}
        self._at = at

    def as_of(self, at: str | None) -> Transport:
        """The same service, read as it stood at a moment; none is now."""
        return Transport(self._http, self.service, self._url, self._token, at)

    async def read(
        self,
        path: str,
        kind: type[T],
        *,
        after: Sequence[str] = (),
        **query: object,
    ) -> T:
        """The resource at `path`, once the service has seen every position in `after`."""
        params = httpx.QueryParams()
        for name, value in {"after": after, "at": self._at, **query}.items():
            # A parameter with several values is named once for each.
            for one in value if isinstance(value, tuple | list) else (value,):
                params = params if one is None else params.add(name, str(one))
        answer = await self._send("GET", path, params=params)
        return self._decoded(f"GET {path}", answer, kind)

    async def ask(self, path: str, body: object, kind: type[T]) -> T:
        """The answer to a question that is too long for an address; nothing is changed."""
        answer = await self._send(
            "POST",
            path,
            params=httpx.QueryParams({} if self._at is None else {"at": self._at}),
            content=msgspec.json.encode(body),
            headers={"Content-Type": "application/json"},
        )
        return self._decoded(f"POST {path}", answer, kind)

    async def read_all(
        self, path: str, kind: type[T], *, after: Sequence[str] = (), **query: object
    ) -> tuple[T, ...]:
        """Every item of a list, page by page."""
        items: list[T] = []
        cursor: str | None = None
        while True:
            # The type of a page is made from a variable, which no checker can follow.
            page_kind: type[Page[T]] = Page[kind]  # type: ignore[valid-type]
            page = await self.read(
                path, page_kind, after=after, limit=PAGE_SIZE, cursor=cursor, **query
            )
            items += page.items
            cursor = page.next
            if cursor is None:
                return tuple(items)

    async def write(
        self,
        method: str,
        path: str,
        body: object,
        *,
        key: str | None = None,
        version: str | None = None,
        after: Sequence[str] = (),
    ) -> Written:
        """Send a change. The same `key` twice is one change; `version` must be the current."""
        headers = {"Content-Type": "application/json"}
        if key is not None:
            headers["Idempotency-Key"] = key
        if version is not None:
            headers["If-Match"] = f'"{version}"'
        if after:
            headers["Thidua-After"] = ",".join(after)
        answer = await self._send(
            method, path, content=msgspec.json.encode(body), headers=headers
        )
        created = msgspec.json.decode(answer.content or b"{}", type=_Created)
        return Written(
            answer.headers.get("thidua-position"),
            answer.headers.get("etag", "").strip('"') or None,
            created.id,
            created.receipt,
        )

    async def send_file(self, path: str, content: bytes, **query: str) -> Written:
        """Send a file as it is; its name is a part of `query`."""
        answer = await self._send(
            "POST",
            path,
            params=httpx.QueryParams(query),
            content=content,
            headers={"Content-Type": "application/octet-stream"},
        )
        return Written(answer.headers.get("thidua-position"), None, None)

    async def ask_about_file(
        self,
        path: str,
        content: bytes,
        answered: type[T],
        /,
        called: object = None,
        **query: str,
    ) -> T:
        """What a service says of a file; `called` says what the file's names stand for."""
        answer = await self._send(
            "POST",
            path,
            params=httpx.QueryParams(query),
            content=content if called is None else None,
            files=None
            if called is None
            else {
                "file": ("file", content),
                "called": ("called", msgspec.json.encode(called)),
            },
        )
        return self._decoded(f"POST {path}", answer, answered)

    async def fetch(self, path: str) -> tuple[bytes, dict[str, str]]:
        """A file, and the headers that say what it is and how it may be shown."""
        answer = await self._send("GET", path)
        return answer.content, dict(answer.headers)

    async def events(self, path: str) -> AsyncIterator[str]:
        """The data of each server-sent event, as they come."""
        try:
            async with aconnect_sse(
                self._http,
                "GET",
                f"{self._url}{API}{path}",
                headers=self._headers,
                timeout=None,
            ) as source:
                if source.response.status_code >= FIRST_ERROR:
                    await source.response.aread()
                    raise self._problem_of(source.response)
                async for event in source.aiter_sse():
                    if event.data:
                        yield event.data
        except httpx.HTTPError as error:
            raise self._unreachable(f"GET {path}: {error!r}") from error

    async def _send(
        self,
        method: str,
        path: str,
        *,
        params: httpx.QueryParams | None = None,
        content: bytes | None = None,
        files: Mapping[str, tuple[str, bytes]] | None = None,
        headers: Mapping[str, str] | None = None,
    ) -> httpx.Response:
        try:
            answer = await self._http.request(
                method,
                f"{self._url}{API}{path}",
                params=params,
                content=content,
                files=files,
                headers={**self._headers, **(headers or {})},
            )
        except httpx.HTTPError as error:
            raise self._unreachable(f"{method} {path}: {error!r}") from error
        if answer.status_code >= FIRST_ERROR:
            raise self._problem_of(answer)
        return answer

    def _decoded(self, asked: str, answer: httpx.Response, kind: type[T]) -> T:
        try:
            return msgspec.json.decode(answer.content, type=kind)
        except msgspec.MsgspecError as error:
            detail = f"{asked}: {error}"
            raise ApiProblem("answer_unreadable", UNREADABLE, detail, self.service) from error

    def _problem_of(self, answer: httpx.Response) -> ApiProblem:
        try:
            told = msgspec.json.decode(answer.content, type=_Problem)
        except msgspec.MsgspecError:
            told = _Problem(detail=answer.text[:200])
        return ApiProblem(told.code, answer.status_code, told.detail, self.service, told.values)

    def _unreachable(self, detail: str) -> ApiProblem:
        return ApiProblem("service_unreachable", UNREACHABLE, detail, self.service)
