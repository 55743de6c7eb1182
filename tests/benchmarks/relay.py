"""From a store into the stream: `make bench B=relay`, interleaved rounds, fsync on every write.

The limit writes the frames of atomic batches of 1,000, made beforehand, to a socket of its own.
The peers publish the same messages one by one and through the client's window, as relays of
other systems do. Ours is the relay on a real store: read, decode, translate, publish, fenced.
Then one fact alone, from its commit to its acknowledgement, beside a bare publish.
"""

from __future__ import annotations

import asyncio
import json
import os
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from statistics import median
from time import perf_counter
from typing import Any
from uuid import uuid4

from nats.aio.client import Client
from nats.js.api import PubAck

from services.bloc.publishing import to_fact
from shared.contracts import Envelope, subject_of
from shared.messaging.log import connect, provision
from shared.messaging.relay import MAX_BATCH, Relay
from tests.benchmarks.eligibility import RESULTS
from tests.benchmarks.figures import settings, spread
from tests.harness.background import in_background
from tests.harness.nats_server import NatsServer
from tests.harness.stores import UnitStore, opened

ROUNDS = 5
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


async def alone(client: Client, store: UnitStore, facts: list[Envelope]) -> dict[str, Any]:
    """Milliseconds of one fact: bare publish, and commit to acknowledgement by the relay."""
    js = client.jetstream()
    bare: list[float] = []
    relayed: list[float] = []
    relay = Relay(client, "bloc", store.blocs, to_fact)
    store.commands.after_commit.append(relay.wake)
    async with in_background(relay.run()):
        await until(relay, FACTS)
        for number in range(ALONE):
            fact = facts[number]
            began = perf_counter()
            await js.publish("thidua.covenant.bare.00", fact.body(), headers=fact.headers())
            bare.append(perf_counter() - began)
            await store.register()
            began = perf_counter()
            await until(relay, FACTS + number + 1)
            relayed.append(perf_counter() - began)
    store.commands.after_commit.remove(relay.wake)
    return {"bare publish": spread(bare), "ours, after its commit": spread(relayed)}


async def measured(folder: Path, store: UnitStore, rounds: int) -> dict[str, Any]:
    recorder = store.blocs.event_recorder
    events = recorder.select_after(0, FACTS)
    facts = Relay(Client(), "bloc", store.blocs, to_fact).translation.envelopes(events, 0)
    found: dict[str, list[float]] = {}
    for _ in range(rounds):
        for way in ("limit", "one by one", "window", "ours"):
            with new_server(folder) as server:
                client = await connect(server.url, "bloc")
                await provision(client.jetstream())
                match way:
                    case "limit":
                        rate = await limit(server, facts)
                    case "one by one":
                        rate = await one_by_one(client, facts)
                    case "window":
                        rate = await windowed(client, facts)
                    case _:
                        rate = await ours(client, store, FACTS)
                found.setdefault(way, []).append(rate)
                await client.close()
    with new_server(folder) as server:
        client = await connect(server.url, "bloc")
        await provision(client.jetstream())
        single = await alone(client, store, facts)
        await client.close()
    rates = {
        way: {"median": round(median(each)), "rounds": [round(rate) for rate in each]}
        for way, each in found.items()
    }
    others = ("limit", "one by one", "window")
    ratios = {
        f"ours to {way}": round(median(found["ours"]) / median(found[way]), 2) for way in others
    }
    return {"facts_per_second": rates, "ratios": ratios, "one_alone_ms": single}


def main() -> None:
    known = settings() | {"facts": FACTS, "batch": MAX_BATCH, "rounds": ROUNDS}
    with tempfile.TemporaryDirectory(prefix="thidua-bench-") as at:
        folder = Path(at)
        with opened(f"sqlite:///{folder / 'bloc.sqlite'}") as store:
            for _ in range(0, FACTS, MAX_BATCH):
                asyncio.run(store.register_many(MAX_BATCH))
            found = asyncio.run(measured(folder, store, ROUNDS))
    found["settings"] = known | {"load_after": round(os.getloadavg()[0], 1)}
    for name, figures in found.items():
        sys.stdout.write(f"{name:18} {json.dumps(figures)}\n")
    file = RESULTS / f"{datetime.now(UTC).date()}-relay.json"
    file.write_text(json.dumps({"relay": found}, ensure_ascii=False, indent=1) + "\n")


if __name__ == "__main__":
    main()
