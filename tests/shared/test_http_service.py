"""How a service listens: a crowd that comes at once is seen, and can be told to wait."""

from __future__ import annotations

import asyncio
import socket
from pathlib import Path
from typing import cast

import httpx
import pytest
import uvicorn
import uvloop

from services.bloc.main import build
from services.bloc.settings import BlocSettings
from shared.http.service import ACCEPTED_IN_A_TURN, listening, serve

TURNS = 3
# Whoever is seen in the turn in which it came counts for the next.
SEEN = ACCEPTED_IN_A_TURN * (TURNS - 1)


async def connected_in(turns: int, crowd: int) -> int:
    """How many of a crowd that waits are taken in so many turns of the loop."""
    seen: list[asyncio.Transport] = []

    class Connected(asyncio.Protocol):
        def connection_made(self, transport: asyncio.BaseTransport) -> None:
            seen.append(cast("asyncio.Transport", transport))

    bound = socket.socket()
    bound.bind(("127.0.0.1", 0))
    loop = asyncio.get_running_loop()
    servers = [await loop.create_server(Connected, sock=each) for each in listening(bound)]
    callers = [socket.create_connection(bound.getsockname()) for _ in range(crowd)]
    for _ in range(turns):
        await asyncio.sleep(0)
    at_once = len(seen)
    while len(seen) < crowd:
        await asyncio.sleep(0)
    for transport in seen:
        transport.abort()
    for server in servers:
        server.close()
        await server.wait_closed()
    for caller in callers:
        caller.close()
    return at_once


def test_many_new_connections_are_taken_in_one_turn_of_the_loop() -> None:
    with asyncio.Runner(loop_factory=uvloop.new_event_loop) as runner:
        assert runner.run(connected_in(TURNS, 2 * SEEN)) >= SEEN


def test_an_idle_connection_is_closed_first_by_who_asks(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    served: list[uvicorn.Config] = []

    def run(server: uvicorn.Server, sockets: list[socket.socket]) -> None:
        served.append(server.config)
        for each in sockets:
            each.close()

    monkeypatch.setattr(uvicorn.Server, "run", run)
    settings = BlocSettings(
        port=0,
        store_url=f"sqlite:///{tmp_path / 'bloc.sqlite'}",
        nats_url="nats://127.0.0.1:1",
        issuer="https://issuer.test",
        jwks_url="https://issuer.test/keys",
    )

    with pytest.raises(SystemExit):
        serve(build(settings), settings)

    (config,) = served
    asks = httpx.Limits().keepalive_expiry
    assert asks is not None
    assert config.timeout_keep_alive > 2 * asks
