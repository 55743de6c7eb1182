"""From a store into the stream: `make bench B=relay`, interleaved rounds, fsync on every write.

The limit writes the frames of atomic batches of 1,000, made beforehand, to a socket of its own.
The peers publish the same messages one by one and through the client's window, as relays of
other systems do. Ours is the relay on a real store: read, decode, translate, publish, fenced.
The store is read on SQLite and on PostgreSQL. Then one fact alone, from its commit to its
acknowledgement, beside a bare publish.
"""

from __future__ import annotations

import asyncio
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from time import perf_counter
from typing import Any, cast
from uuid import uuid4

from nats.aio.client import Client
from nats.js.api import PubAck

from services.bloc.publishing import to_fact
from shared.contracts import Envelope, subject_of
from shared.garbage import collect_seldom
from shared.messaging.log import connect, provision
from shared.messaging.relay import MAX_BATCH, Relay
from tests.benchmarks.aims import Store
from tests.benchmarks.figures import spread
from tests.benchmarks.frame import Rounds, Run, durable, measuring, postgres
from tests.harness.background import in_background
from tests.harness.nats_server import NatsServer
from tests.harness.stores import UnitStore, opened

FACTS = 10_000
ONE_BY_ONE = 500
WINDOW = 256
WINDOWED = 2_000
ALONE = 100
PATIENCE_SECONDS = 60.0


@contextmanager
def new_server(folder: Path) -> Iterator[NatsServer]:
    """An empty log for each way, so that each fills the same."""
    server = NatsServer(folder / uuid4().hex)
    server.start()
    try:
        yield server
    finally:
        server.stop()


def frame(subject: str, headers: dict[str, str], body: bytes, reply: str = "") -> bytes:
    lines = "".join(f"{name}: {value}\r\n" for name, value in headers.items())
    head = f"NATS/1.0\r\n{lines}\r\n".encode()
    sizes = f"{len(head)} {len(head) + len(body)}"
    return f"HPUB {subject} {reply} {sizes}\r\n".encode() + head + body + b"\r\n"


def frames_of(facts: list[Envelope]) -> list[bytes]:
    """The atomic batches as they go over the wire."""
    batches = []
    for start in range(0, len(facts), MAX_BATCH):
        batch, batch_id = facts[start : start + MAX_BATCH], uuid4().hex
        parts = []
        for number, fact in enumerate(batch, start=1):
            member = {"Nats-Batch-Id": batch_id, "Nats-Batch-Sequence": str(number)}
            last = number == len(batch)
            member |= {"Nats-Batch-Commit": "1"} if last else {}
            headers = fact.headers() | member
            reply = "limit.acks" if last else ""
            parts.append(frame(subject_of(fact), headers, fact.body(), reply))
        batches.append(b"".join(parts))
    return batches


async def limit(server: NatsServer, facts: list[Envelope]) -> float:
    batches = frames_of(facts)
    reader, writer = await asyncio.open_connection("127.0.0.1", server.port)
    writer.write(b'CONNECT {"verbose":false,"headers":true,"no_responders":true}\r\n')
    writer.write(b"SUB limit.acks 1\r\nPING\r\n")
    await writer.drain()
    await reader.readuntil(b"PONG\r\n")
    began = perf_counter()
    for batch in batches:
        writer.write(batch)
        await writer.drain()
        line = (await reader.readuntil(b"\r\n")).split()
        answer = await reader.readexactly(int(line[-1]) + 2)
        if b'"error"' in answer:
            raise RuntimeError(answer.decode())
    seconds = perf_counter() - began
    writer.close()
    return len(facts) / seconds


async def one_by_one(client: Client, facts: list[Envelope]) -> float:
    js = client.jetstream()
    began = perf_counter()
    for fact in facts[:ONE_BY_ONE]:
        await js.publish(subject_of(fact), fact.body(), headers=fact.headers())
    return ONE_BY_ONE / (perf_counter() - began)


async def windowed(client: Client, facts: list[Envelope]) -> float:
    js = client.jetstream(publish_async_max_pending=WINDOW)
    began = perf_counter()
    waiting: list[asyncio.Future[PubAck]] = []
    for fact in facts[:WINDOWED]:
        headers = fact.headers()
        waiting.append(await js.publish_async(subject_of(fact), fact.body(), headers=headers))
    await asyncio.gather(*waiting)
    return WINDOWED / (perf_counter() - began)


async def ours(client: Client, store: UnitStore, count: int) -> float:
    relay = Relay(client, "bloc", store.blocs, to_fact)
    began = perf_counter()
    async with in_background(relay.run()):
        await until(relay, count)
        return count / (perf_counter() - began)


async def until(relay: Relay, count: int) -> None:
    async with asyncio.timeout(PATIENCE_SECONDS):
        while relay.published < count:
            await asyncio.sleep(0.0005)


async def alone(client: Client, store: UnitStore) -> dict[str, Any]:
    """Milliseconds of one fact: bare publish, and commit to acknowledgement by the relay."""
    js = client.jetstream()
    bare: list[float] = []
    relayed: list[float] = []
    relay = Relay(client, "bloc", store.blocs, to_fact)
    events = store.blocs.event_recorder.select_after(0, 1)
    (fact,) = relay.translation.envelopes(events, 0)
    store.commands.after_commit.append(relay.wake)
    async with in_background(relay.run()):
        await until(relay, FACTS)
        for number in range(ALONE):
            began = perf_counter()
            await js.publish("thidua.covenant.bare.00", fact.body(), headers=fact.headers())
            bare.append(perf_counter() - began)
            await store.register()
            began = perf_counter()
            await until(relay, FACTS + number + 1)
            relayed.append(perf_counter() - began)
    store.commands.after_commit.remove(relay.wake)
    return {"bare publish": spread(bare), "ours, after its commit": spread(relayed)}


async def once(way: str, client: Client, server: NatsServer, store: UnitStore) -> float:
    events = store.blocs.event_recorder.select_after(0, FACTS)
    facts = Relay(client, "bloc", store.blocs, to_fact).translation.envelopes(events, 0)
    match way:
        case "limit":
            return await limit(server, facts)
        case "one by one":
            return await one_by_one(client, facts)
        case "window":
            return await windowed(client, facts)
        case _:
            return await ours(client, store, FACTS)


async def measured(folder: Path, stores: dict[Store, UnitStore], run: Run) -> None:
    rounds = Rounds()
    for way in rounds.turns("limit", "one by one", "window", *stores):
        with new_server(folder) as server:
            client = await connect(server.url, "bloc")
            await provision(client.jetstream())
            store = stores.get(cast("Store", way), stores["sqlite"])
            rounds.add(way, await once(way, client, server, store))
            await client.close()
    run.tell("facts/s", rounds)
    for kind in stores:
        run.row("relay.limit", kind, rounds.ratio(kind, "limit"))
        run.row("relay.one", kind, rounds.ratio(kind, "one by one"))
    with new_server(folder) as server:
        client = await connect(server.url, "bloc")
        await provision(client.jetstream())
        run.tell("one alone, ms", await alone(client, stores["sqlite"]))
        await client.close()


def main() -> None:
    with (
        measuring("relay", facts=FACTS, batch=MAX_BATCH) as run,
        tempfile.TemporaryDirectory(prefix="thidua-bench-") as at,
        postgres(Path(at) / "postgres") as url,
        opened(f"sqlite:///{Path(at) / 'bloc.sqlite'}") as in_a_file,
        opened(url) as on_a_server,
    ):
        # As a service does, which holds as much.
        collect_seldom()
        stores: dict[Store, UnitStore] = {"sqlite": in_a_file, "postgresql": on_a_server}
        run.result.settings["postgresql"] = durable(url)
        for store in stores.values():
            for _ in range(0, FACTS, MAX_BATCH):
                asyncio.run(store.register_many(MAX_BATCH))
        asyncio.run(measured(Path(at), stores, run))


if __name__ == "__main__":
    main()
