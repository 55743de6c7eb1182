"""Much is read over a connection of our own: the same facts, and none lost when it breaks."""

from __future__ import annotations

import asyncio
import contextlib
import gc
from collections.abc import AsyncIterator
from itertools import pairwise
from pathlib import Path
from typing import Any, ClassVar
from uuid import uuid4

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st
from nats.aio.client import Client

from shared.contracts import SOURCES, Envelope, UnknownFact, subject_of
from shared.messaging import history as module
from shared.messaging.headers import header_lines
from shared.messaging.history import History, LogAway
from shared.messaging.layout import Lines, Message
from shared.messaging.log import connect, disconnect, provision
from shared.messaging.wire import Wire, WireBroken, wire_beside
from tests.faults.wire import Wire as Cable
from tests.harness.facts import facts
from tests.harness.nats_server import GuardedNatsServer, NatsServer

COUNT = 40
TOLD = facts(1, COUNT)


@pytest.fixture(autouse=True)
def little_is_much(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "MUCH", 10)


async def publish(client: Client, told: list[Envelope]) -> None:
    for fact in told:
        await client.jetstream().publish(subject_of(fact), fact.body(), headers=fact.headers())


@pytest.fixture
async def filled(nats_server: NatsServer) -> AsyncIterator[NatsServer]:
    client = await connect(nats_server.url, "bloc")
    await provision(client.jetstream())
    await publish(client, TOLD)
    yield nats_server
    await disconnect(client)


async def read(client: Client, after: int = 0, at_once: int = 7) -> list[Envelope]:
    found: list[Envelope] = []
    stretches = History(client).facts(after, COUNT, ("bloc",), at_once)
    async with contextlib.aclosing(stretches):
        async for stretch in stretches:
            found += stretch.facts
    return found


class Counted(Wire):
    """Counts what is asked over it."""

    asked = 0

    async def ask(self, subject: str, request: dict[str, object]) -> tuple[str, list[Lines]]:
        Counted.asked += 1
        return await super().ask(subject, request)


@pytest.fixture
def counted(monkeypatch: pytest.MonkeyPatch) -> type[Counted]:
    monkeypatch.setattr("shared.messaging.wire.Wire", Counted)
    Counted.asked = 0
    return Counted


async def test_the_facts_are_those_that_the_client_reads(
    filled: NatsServer, counted: type[Counted], monkeypatch: pytest.MonkeyPatch
) -> None:
    client = await connect(filled.url, "awards")
    by_wire = await read(client)
    assert counted.asked == 6
    monkeypatch.setattr(module, "MUCH", COUNT + 1)

    assert by_wire == await read(client)
    assert by_wire == TOLD
    assert counted.asked == 6, "little is read by the client"
    await disconnect(client)


async def test_a_service_comes_in_by_its_password(
    tmp_path: Path, counted: type[Counted]
) -> None:
    server = GuardedNatsServer(tmp_path / "nats")
    server.start()
    users = ("provisioner", "bloc", "awards")
    provisioner, bloc, awards = [await connect(server.url_of(user), user) for user in users]
    await provision(provisioner.jetstream())
    await publish(bloc, TOLD)

    assert await read(awards) == TOLD
    assert counted.asked > 0
    for client in (provisioner, bloc, awards):
        await disconnect(client)
    server.stop()


async def test_cut_at_any_place_nothing_is_lost_and_nothing_comes_twice(
    filled: NatsServer, counted: type[Counted]
) -> None:
    cable = Cable(filled.port)
    await cable.mend()
    client = await connect(f"nats://127.0.0.1:{cable.port}", "awards")
    found: list[int] = []
    cuts = 0
    while len(found) < COUNT:
        stretches = History(client).facts(len(found), COUNT, ("bloc",), 7)
        try:
            async with contextlib.aclosing(stretches):
                async for stretch in stretches:
                    found += [fact.position for fact in stretch.facts]
                    if cuts < 2:
                        cuts += 1
                        await cable.cut()
        except LogAway:
            await cable.mend()
            while not client.is_connected:
                await asyncio.sleep(0.01)

    assert (found, cuts) == (list(range(1, COUNT + 1)), 2)
    assert counted.asked > 0
    await disconnect(client)
    await cable.cut()


async def test_a_wire_that_breaks_leaves_the_rest_to_the_client(
    filled: NatsServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    class Short(Wire):
        """Breaks at the second thing it is asked."""

        async def ask(
            self, subject: str, request: dict[str, object]
        ) -> tuple[str, list[Lines]]:
            if request["seq"] != 1:
                self.close()
            return await super().ask(subject, request)

    monkeypatch.setattr("shared.messaging.wire.Wire", Short)
    client = await connect(filled.url, "awards")

    assert await read(client) == TOLD
    await disconnect(client)


@pytest.mark.parametrize(
    "greeting",
    [
        b'INFO {"tls_required": true}\r\n',
        b'INFO {"auth_required": true}\r\n',
        b"INFO nothing that is JSON\r\n",
        b"-ERR 'Authorization Violation'\r\n",
        b"SSH-2.0-something\r\n",
        b"",
    ],
)
async def test_what_it_does_not_understand_it_leaves_to_the_client(
    filled: NatsServer, greeting: bytes, monkeypatch: pytest.MonkeyPatch
) -> None:
    ended = asyncio.Event()

    async def greet(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        writer.write(greeting)
        while greeting and await reader.read(100):
            pass
        writer.close()
        ended.set()

    server = await asyncio.start_server(greet, "127.0.0.1", 0)
    port = server.sockets[0].getsockname()[1]
    client = await connect(filled.url, "awards")
    elsewhere = client.connected_url._replace(netloc=f"127.0.0.1:{port}")  # type: ignore[union-attr]
    monkeypatch.setattr(Client, "connected_url", elsewhere)

    with pytest.raises(WireBroken):
        async with wire_beside(client):
            pass
    await ended.wait()
    assert await read(client) == TOLD
    server.close()
    await disconnect(client)


def frame(inbox: str, head: bytes, body: bytes) -> bytes:
    whole = b"NATS/1.0\r\n" + head
    begin = f"HMSG {inbox}.1 1 {len(whole)} {len(whole) + len(body)}\r\n".encode()
    return begin + whole + body + b"\r\n"


@given(
    messages=st.lists(st.tuples(st.binary(max_size=30), st.binary(max_size=30)), max_size=8),
    cuts=st.lists(st.integers(0, 400), max_size=8),
)
def test_however_the_bytes_come_in_pieces_the_messages_are_the_same(
    messages: list[tuple[bytes, bytes]], cuts: list[int]
) -> None:
    async def answered() -> tuple[str, list[Lines]]:
        wire = Wire("inbox", (None, None))
        asking = asyncio.create_task(wire.ask("anything", {}))
        await asyncio.sleep(0)
        come = b"PING\r\n".join(frame("inbox", *each) for each in messages)
        end = b"NATS/1.0 204 EOB\r\n\r\n"
        come += b"+OK\r\nHMSG inbox.1 1 %d %d\r\n%b\r\n" % (len(end), len(end), end)
        places = [0, *sorted(min(cut, len(come)) for cut in cuts), len(come)]
        for at, upto in pairwise(places):
            wire.data_received(come[at:upto])
        return await asking

    assert asyncio.run(answered()) == ("204", [Lines(*each) for each in messages])


OF_SERVER = (
    b"Nats-Stream: THIDUA\r\nNats-Subject: thidua.bloc.unit_registered.07\r\n"
    b"Nats-Sequence: 17\r\nNats-Time-Stamp: 2024-03-12T08:00:00.123456789Z\r\n\r\n"
)


def lines(headers: dict[str, str]) -> bytes:
    written = "".join(f"{name}: {value}\r\n" for name, value in headers.items())
    return written.encode() + OF_SERVER


def some_fact(**others: str) -> Envelope:
    return msgspec.structs.replace(facts(1, 1)[0], sequence=17, **others)


@pytest.mark.parametrize(
    "fact",
    [
        some_fact(),
        some_fact(causation="covenant:4", traceparent="00-1-2-01"),
        some_fact(actor="Nguyễn Văn A", correlation=uuid4().hex),
        some_fact(actor=""),
    ],
)
def test_one_expression_reads_the_fact_that_is_read_header_by_header(fact: Envelope) -> None:
    read_at_once = Lines(lines(fact.headers()), fact.body())

    assert read_at_once.sequence == 17
    assert read_at_once.fact(SOURCES) == fact
    for others in ({"Nats-Batch-Id": "b"}, {"another": "header"}, {"ce-id": "again:1"}):
        head = lines(fact.headers() | others)
        assert Lines(head, fact.body()).fact(SOURCES) == Message(
            header_lines(head), fact.body()
        ).fact(SOURCES)


def test_what_is_not_known_keeps_every_header_it_came_with() -> None:
    headers = some_fact().headers() | {"ce-type": "vn.thidua.not_known_yet.v1"}

    found = Lines(lines(headers), b"{}").fact(SOURCES)

    assert found is not None
    assert isinstance(found.data, UnknownFact)
    assert (found.data.wire, found.data.raw) == (headers, b"{}")


def test_what_is_no_fact_is_none() -> None:
    assert Lines(OF_SERVER, b"hello").fact(SOURCES) is None


class Holed(History):
    """A log in which messages are missing, and that answers with no more than so many."""

    there: ClassVar[list[int]] = []
    most: ClassVar[int] = COUNT

    async def messages(self, request: dict[str, Any]) -> list[Message]:
        behind = [each for each in self.there if each >= request["seq"]]
        told = [(each, TOLD[each - 1]) for each in behind[: min(self.most, request["batch"])]]
        return [
            Message(fact.headers() | {"Nats-Sequence": str(sequence)}, fact.body())
            for sequence, fact in told
        ]


@given(
    there=st.sets(st.integers(1, COUNT)),
    ends=st.tuples(st.integers(0, COUNT), st.integers(0, COUNT)),
    at_once=st.integers(1, 9),
    most=st.integers(1, 9),
)
def test_where_messages_are_missing_all_others_come_once_and_in_their_order(
    there: set[int], ends: tuple[int, int], at_once: int, most: int
) -> None:
    Holed.there, Holed.most = sorted(there), most
    after, upto = sorted(ends)

    async def found() -> tuple[list[int], list[int]]:
        sequences, places = [], [after]
        log = Holed(Client())
        async with contextlib.aclosing(log.facts(after, upto, SOURCES, at_once)) as stretches:
            async for stretch in stretches:
                sequences += [fact.sequence for fact in stretch.facts]
                places.append(stretch.upto)
        return sequences, places

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(module, "MUCH", COUNT + 1)
        sequences, places = asyncio.run(found())

    assert sequences == [each for each in Holed.there if after < each <= upto]
    assert places[-1] == upto
    assert places == sorted(places)


class Away(History):
    """A log that does not answer."""

    async def messages(self, request: dict[str, Any]) -> list[Message]:
        raise LogAway(f"nothing behind {request['seq']}")


def test_a_log_that_is_away_says_so_once_whatever_else_was_asked_for(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(module, "MUCH", COUNT + 1)
    unheard: list[dict[str, Any]] = []

    async def read_it() -> None:
        asyncio.get_running_loop().set_exception_handler(lambda _, told: unheard.append(told))
        with pytest.raises(LogAway, match=r"nothing behind 1$"):
            await anext(Away(Client()).facts(0, COUNT, SOURCES, 7))
        gc.collect()

    asyncio.run(read_it())

    assert unheard == []


def test_facts_of_other_publishers_are_not_read() -> None:
    fact = some_fact()
    lines_of_it = Lines(lines(fact.headers()), b"no JSON")

    assert lines_of_it.fact(("awards", "covenant")) is None
    assert Message(header_lines(lines_of_it.head), b"no JSON").fact(("awards",)) is None
    assert lines_of_it.fact(("bloc",)) is not None
