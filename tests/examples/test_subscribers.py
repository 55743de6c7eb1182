"""Subscribers with none of our code: each fact once, a loud stop when one is missing."""

from __future__ import annotations

import subprocess
from collections.abc import AsyncIterator, Iterator, Sequence
from contextlib import asynccontextmanager
from datetime import UTC, datetime
from pathlib import Path

import msgspec
import nats
import pytest
from nats.aio.client import Client

from shared.contracts import Envelope, subject_of
from shared.messaging.log import provision
from tests.examples.subscribers import COMMANDS, EXAMPLES, NODE, Subscriber
from tests.harness.facts import facts
from tests.harness.nats_server import GuardedNatsServer

LATER = datetime(2024, 6, 1, tzinfo=UTC)


def ids(source: str, first: int, last: int) -> list[str]:
    return [f"{source}:{position}" for position in range(first, last + 1)]


def of_another_store(envelopes: Sequence[Envelope]) -> list[Envelope]:
    return [msgspec.structs.replace(each, epoch="another") for each in envelopes]


def recorded_later(envelopes: Sequence[Envelope]) -> list[Envelope]:
    return [msgspec.structs.replace(each, time=LATER) for each in envelopes]


class Log:
    """The log of a guarded server; facts are published by their own services."""

    def __init__(self, server: GuardedNatsServer) -> None:
        self.server = server

    async def provision(self) -> None:
        async with self._user("provisioner") as client:
            await provision(client.jetstream())

    async def publish(self, *envelopes: Envelope) -> None:
        for source in dict.fromkeys(each.source for each in envelopes):
            own = [each for each in envelopes if each.source == source]
            async with self._user(source) as client:
                for each in own[:-1]:
                    await client.publish(subject_of(each), each.body(), headers=each.headers())
                # Its answer comes after all of them are stored.
                await client.jetstream().publish(
                    subject_of(own[-1]), own[-1].body(), headers=own[-1].headers()
                )

    @asynccontextmanager
    async def _user(self, name: str) -> AsyncIterator[Client]:
        client = await nats.connect(
            self.server.url_of(name), inbox_prefix=f"_INBOX_{name}".encode()
        )
        try:
            yield client
        finally:
            await client.close()


@pytest.fixture
def server(tmp_path: Path) -> Iterator[GuardedNatsServer]:
    server = GuardedNatsServer(tmp_path / "nats")
    server.start()
    yield server
    server.stop()


@pytest.fixture
async def log(server: GuardedNatsServer) -> Log:
    log = Log(server)
    await log.provision()
    return log


@pytest.fixture(params=list(COMMANDS))
def subscriber(
    request: pytest.FixtureRequest, server: GuardedNatsServer, tmp_path: Path
) -> Subscriber:
    return Subscriber(request.param, server, tmp_path / "mine.sqlite")


async def test_each_fact_is_taken_once_over_restarts(log: Log, subscriber: Subscriber) -> None:
    await log.publish(*facts(1, 300), *facts(1, 2, source="covenant"))

    first = subscriber.once()
    again = subscriber.once()
    await log.publish(*facts(301, 301))
    more = subscriber.once()

    assert (first.code, again.code, more.code) == (0, 0, 0), first.said
    assert first.ids == ids("bloc", 1, 300) + ids("covenant", 1, 2)
    assert (again.ids, more.ids) == ([], ["bloc:301"])
    assert first.facts[0]["type"] == "vn.thidua.unit_registered.v1"
    assert first.facts[0]["data"]["kind"] == "vu"


async def test_it_starts_from_any_position_time_or_source(
    log: Log, subscriber: Subscriber
) -> None:
    await log.publish(*facts(1, 4), *facts(1, 2, source="covenant"))
    await log.publish(
        *recorded_later(facts(5, 6)), *recorded_later(facts(3, 3, source="covenant"))
    )
    home = subscriber.state

    def started(*arguments: str) -> list[str]:
        subscriber.state = home.with_name(f"{len(arguments)}{arguments[-1]}.sqlite")
        ran = subscriber.once(*arguments)
        assert ran.code == 0, ran.said
        return ran.ids

    assert started("--source", "covenant") == ids("covenant", 1, 3)
    assert started("--after", "bloc:3", "--after", "covenant:3") == ids("bloc", 4, 6)
    assert started("--since", "2024-05-01T00:00:00Z") == ["bloc:5", "bloc:6", "covenant:3"]


async def test_a_gap_stops_it_by_name_and_what_is_published_again_heals_it(
    log: Log, subscriber: Subscriber
) -> None:
    await log.publish(*facts(1, 3), *facts(6, 7), *facts(1, 2, source="covenant"))

    stopped = subscriber.once()
    still = subscriber.once()
    await log.publish(*facts(4, 8))
    healed = subscriber.once()

    assert (stopped.code, still.code, healed.code) == (3, 3, 0), stopped.said + healed.said
    assert "bloc: positions 4 to 5 are missing before bloc:6" in stopped.said
    assert "thidua relay republish" in still.said
    assert stopped.ids == ids("bloc", 1, 3) + ids("covenant", 1, 2), "the others go on"
    assert (still.ids, healed.ids) == ([], ids("bloc", 4, 8))


async def test_another_store_stops_it_with_a_word_of_what_to_do(
    log: Log, subscriber: Subscriber
) -> None:
    await log.publish(*facts(1, 2))
    assert subscriber.once().code == 0
    await log.publish(*of_another_store(facts(3, 3)))

    for _ in range(2):
        stopped = subscriber.once()
        assert (stopped.code, stopped.ids) == (4, [])
        assert "bloc:3 is of store another, bloc was read from store e" in stopped.said
        assert "new state file" in stopped.said


async def test_a_store_that_was_set_back_and_written_anew_stops_it(
    log: Log, subscriber: Subscriber
) -> None:
    await log.publish(*facts(1, 3))
    assert subscriber.once().code == 0
    await log.publish(*recorded_later(facts(3, 4)))

    stopped = subscriber.once()

    assert (stopped.code, stopped.ids) == (4, [])
    assert "set back and written anew" in stopped.said


async def test_a_stream_that_was_lost_and_filled_again_repeats_nothing(
    log: Log, subscriber: Subscriber
) -> None:
    await log.publish(*facts(1, 5))
    assert subscriber.once().code == 0
    log.server.stop()
    log.server.lose_data()
    log.server.start()
    await log.provision()
    await log.publish(*facts(1, 2, source="covenant"), *facts(1, 6))

    refilled = subscriber.once()

    assert (refilled.code, refilled.ids) == (0, [*ids("covenant", 1, 2), "bloc:6"])
    assert "made anew" in refilled.said


async def test_it_follows_through_kills_of_itself_and_of_the_server(
    log: Log, subscriber: Subscriber
) -> None:
    await log.publish(*facts(1, 400))
    for count in (1, 400):
        with subscriber.following() as running:
            subscriber.wait_for(count)
            running.kill()
    with subscriber.following() as running:
        await log.publish(*facts(401, 402))
        subscriber.wait_for(402)
        log.server.stop()
        log.server.start()
        await log.publish(*facts(403, 404))
        subscriber.wait_for(404)
        running.terminate()
        assert running.wait() == 0

    assert subscriber.taken() == ids("bloc", 1, 404)


@pytest.mark.parametrize(
    "arguments",
    [("--after", "bloc"), ("--since", "yesterday"), ("--other",)],
    ids=["no position", "no time", "no such option"],
)
def test_nonsense_is_refused(subscriber: Subscriber, arguments: tuple[str, ...]) -> None:
    assert subscriber.once(*arguments).code == 2


def test_they_use_nothing_of_ours() -> None:
    for file in (*EXAMPLES.rglob("*.py"), *EXAMPLES.glob("*/*.ts")):
        text = file.read_text("utf-8")
        assert "import shared" not in text
        assert "from shared" not in text
        assert "from services" not in text


def test_the_typescript_is_typed() -> None:
    folder = EXAMPLES / "typescript"
    compiler = folder / "node_modules" / "typescript" / "bin" / "tsc"
    assert compiler.exists(), "`make unit` installs what the example needs"
    judged = subprocess.run(
        [NODE, compiler, "-p", folder], capture_output=True, text=True, check=False
    )
    assert judged.returncode == 0, judged.stdout
