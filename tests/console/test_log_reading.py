"""The operator's user reads the log on a guarded server, and no consumer is left behind."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from nats.aio.client import Client

from services.console.cli.log.facts import facts, last_sequence
from shared.contracts import subject_of
from shared.messaging.history import LogAway
from shared.messaging.log import STREAM, connect, connect_once, provision
from tests.harness import facts as samples
from tests.harness.nats_server import GuardedNatsServer

FILLED = 600


@pytest.fixture
async def server(tmp_path: Path) -> AsyncIterator[GuardedNatsServer]:
    server = GuardedNatsServer(tmp_path / "nats")
    server.start()
    provisioner = await connect(server.url_of("provisioner"), "provisioner")
    await provision(provisioner.jetstream())
    await provisioner.close()
    await publish(server, 1, FILLED)
    yield server
    server.stop()


async def publish(server: GuardedNatsServer, first: int, last: int) -> None:
    client = await connect(server.url_of("bloc"), "bloc")
    *before, end = samples.facts(first, last)
    for each in before:
        await client.publish(subject_of(each), each.body(), headers=each.headers())
    await client.jetstream().publish(subject_of(end), end.body(), headers=end.headers())
    await client.close()


@pytest.fixture
async def operator(server: GuardedNatsServer) -> AsyncIterator[Client]:
    client = await connect_once(server.url_of("operator"), "operator")
    yield client
    await client.close()


async def test_a_stretch_is_read_from_its_first_fact_to_its_last(operator: Client) -> None:
    last = await last_sequence(operator)

    found = [fact.sequence async for fact in facts(operator, 3, last - 2)]

    assert (last, found) == (FILLED, list(range(3, FILLED - 1)))
    assert [fact.id async for fact in facts(operator, 7, 7)] == ["bloc:7"]
    assert [fact.id async for fact in facts(operator, 8, 7)] == []
    assert [fact.id async for fact in facts(operator, FILLED + 1, FILLED + 9)] == []
    assert not await operator.jetstream().consumers_info(STREAM)


async def test_what_follows_is_read_as_it_comes(
    operator: Client, server: GuardedNatsServer
) -> None:
    following = facts(operator, FILLED, None)
    assert (await anext(following)).id == f"bloc:{FILLED}"
    waiting = asyncio.ensure_future(anext(following))

    await publish(server, FILLED + 1, FILLED + 1)

    assert (await waiting).id == f"bloc:{FILLED + 1}"
    await following.aclose()


async def test_a_log_that_went_away_is_said_and_not_waited_for(
    operator: Client, server: GuardedNatsServer
) -> None:
    server.stop()

    with pytest.raises(LogAway):
        _ = [fact async for fact in facts(operator, 1, FILLED)]
