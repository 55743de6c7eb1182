"""A service takes on so many requests at once, and tells the others to come again."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable, Coroutine
from contextlib import asynccontextmanager

import httpx
import pytest
from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response, StreamingResponse
from starlette.routing import Route

from shared.http.admission import Admission, place_of
from shared.http.problems import TooManyRequests

MOST = 2
PATIENCE_SECONDS = 5.0


@pytest.fixture(autouse=True)
def few_places(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("shared.http.admission.MOST_AT_ONCE", MOST)
    monkeypatch.setattr("shared.http.admission.MOST_WAITING", MOST)


class Service:
    """Endpoints that each take until they are told to go on."""

    def __init__(self) -> None:
        self.begun = 0
        self.go_on = asyncio.Event()
        endpoints: dict[str, Callable[[Request], Coroutine[object, object, Response]]] = {
            "/works": self._works,
            "/waits": self._waits,
            "/streams": self._streams,
            "/readyz": self._answers,
            "/quick": self._answers,
        }
        routes = [Route(path, of, methods=["GET", "POST"]) for path, of in endpoints.items()]

        async def refused(_: Request, error: Exception) -> Response:
            return PlainTextResponse(str(error), 503)

        self._app = Starlette(
            routes=routes,
            middleware=[Middleware(Admission)],
            exception_handlers={TooManyRequests: refused},
        )
        self.client = httpx.AsyncClient(
            transport=httpx.ASGITransport(self._app), base_url="http://service.test"
        )

    async def _works(self, request: Request) -> Response:
        await request.body()
        return await self._done()

    async def _waits(self, request: Request) -> Response:
        with place_of(request).aside():
            return await self._done()

    async def _streams(self, _: Request) -> Response:
        async def told() -> AsyncIterator[str]:
            yield "data: begun\n\n"
            await self._done()

        return StreamingResponse(told())

    async def _answers(self, _: Request) -> Response:
        return PlainTextResponse("well")

    async def _done(self) -> Response:
        self.begun += 1
        await self.go_on.wait()
        return PlainTextResponse("done")

    @asynccontextmanager
    async def under_way(self, path: str, count: int = MOST) -> AsyncIterator[None]:
        """So many requests that have begun; all of them end well once the block does."""
        async with asyncio.timeout(PATIENCE_SECONDS), asyncio.TaskGroup() as group:
            before = self.begun
            asked = [group.create_task(self.client.get(path)) for _ in range(count)]
            while self.begun < before + count:
                await asyncio.sleep(0)
            yield
            self.go_on.set()
        assert [answer.result().status_code for answer in asked] == [200] * count


@pytest.fixture
async def service() -> AsyncIterator[Service]:
    running = Service()
    async with running.client:
        yield running


async def test_beyond_what_it_takes_on_a_request_is_told_when_to_come_again(
    service: Service,
) -> None:
    async with service.under_way("/works"):
        refused = await service.client.post("/works", content=b"{}")

        assert refused.status_code == 503
        assert refused.headers["retry-after"] == "1"
        assert refused.json()["code"] == "too_many_requests"
        assert service.begun == MOST

    assert (await service.client.get("/quick")).text == "well"


async def test_a_monitor_is_answered_however_much_is_asked(service: Service) -> None:
    async with service.under_way("/works"):
        assert (await service.client.get("/readyz")).text == "well"


@pytest.mark.parametrize("path", ["/waits", "/streams"])
async def test_who_waits_for_a_fact_or_follows_a_stream_keeps_nobody_out(
    service: Service, path: str
) -> None:
    async with service.under_way(path):
        assert (await service.client.get("/quick")).text == "well"


async def test_not_everybody_may_wait(service: Service) -> None:
    async with service.under_way("/waits"):
        refused = await service.client.get("/waits")

        assert refused.status_code == 503


async def test_who_still_sends_its_body_keeps_nobody_out(service: Service) -> None:
    async def slowly() -> AsyncIterator[bytes]:
        yield b"half"
        await service.go_on.wait()
        yield b"whole"

    async with asyncio.timeout(PATIENCE_SECONDS), asyncio.TaskGroup() as group:
        sending = [
            group.create_task(service.client.post("/works", content=slowly()))
            for _ in range(MOST)
        ]
        await asyncio.sleep(0)
        assert (await service.client.get("/quick")).text == "well"
        service.go_on.set()

    assert [answer.result().status_code for answer in sending] == [200] * MOST


async def test_who_gives_up_gives_its_place_back(service: Service) -> None:
    async with asyncio.timeout(PATIENCE_SECONDS):
        given_up = [asyncio.create_task(service.client.get("/works")) for _ in range(MOST)]
        while service.begun < MOST:
            await asyncio.sleep(0)
        for asked in given_up:
            asked.cancel()
        await asyncio.gather(*given_up, return_exceptions=True)

        assert (await service.client.get("/quick")).text == "well"
