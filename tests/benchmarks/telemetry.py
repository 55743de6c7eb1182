"""What watching costs: `python -m tests.benchmarks.telemetry`, medians of interleaved rounds.

The same commands and the same batches of facts are taken three ways in one run: without our
hooks, with them while tracing is off, and while spans are made and thrown away.
"""

from __future__ import annotations

import asyncio
import sys
import tempfile
from collections.abc import Awaitable, Callable, Iterator
from contextlib import contextmanager, nullcontext
from datetime import UTC, datetime
from pathlib import Path
from statistics import median
from time import process_time
from typing import Any

from opentelemetry import trace
from opentelemetry.sdk.trace import ReadableSpan, TracerProvider
from opentelemetry.sdk.trace.export import BatchSpanProcessor, SpanExporter, SpanExportResult

from shared.contracts import Envelope
from shared.eventstore import commands, recorder
from shared.telemetry.messaging import processing
from shared.telemetry.traces import new_traceparent
from tests.harness.stores import UnitStore, unit_registered

ROUNDS = 15
COMMANDS = 60
BATCHES = 200
BATCH = 500


class Dropping(SpanExporter):
    def export(self, spans: Any) -> SpanExportResult:  # noqa: ANN401 (a sequence of spans)
        dropped: list[ReadableSpan] = list(spans)
        return SpanExportResult.SUCCESS if dropped else SpanExportResult.FAILURE


def fact(position: int) -> Envelope:
    return Envelope(
        source="bloc",
        position=position,
        previous=position - 1,
        epoch="e",
        time=datetime.now(UTC),
        subject=str(position),
        data=unit_registered(position),
        actor="tests",
        correlation="c",
        traceparent=new_traceparent(),
    )


@contextmanager
def without_hooks() -> Iterator[None]:
    places: list[tuple[Any, str, Callable[..., object]]] = [
        (commands, "commanding", lambda *_: nullcontext()),
        (commands, "traceparent_here", lambda given: given),
        (recorder, "storing", lambda *_: nullcontext()),
    ]
    kept = [(module, name, getattr(module, name)) for module, name, _ in places]
    for module, name, nothing in places:
        setattr(module, name, nothing)
    try:
        yield
    finally:
        for module, name, hook in kept:
            setattr(module, name, hook)


async def command(store: UnitStore) -> float:
    """Processor seconds of one command: on a busy machine the clock on the wall says little."""
    began = process_time()
    for _ in range(COMMANDS):
        await store.register()
    return (process_time() - began) / COMMANDS


async def batch(facts: list[Envelope], *, watched: bool) -> float:
    """Processor seconds of what surrounds one batch of a reader."""
    began = process_time()
    for _ in range(BATCHES):
        with processing("a-reader", facts) if watched else nullcontext():
            pass
    return (process_time() - began) / BATCHES


async def medians(ways: dict[str, Callable[[], Awaitable[float]]]) -> dict[str, float]:
    found: dict[str, list[float]] = {name: [] for name in ways}
    for _ in range(ROUNDS):
        for name, way in ways.items():
            found[name].append(await way())
    return {name: median(seconds) * 1e6 for name, seconds in found.items()}


async def measure(store: UnitStore, facts: list[Envelope]) -> None:
    async def bare() -> float:
        with without_hooks():
            return await command(store)

    await command(store)
    off = await medians(
        {
            "command, no hooks": bare,
            "command, tracing off": lambda: command(store),
            "batch of 500, no hooks": lambda: batch(facts, watched=False),
            "batch of 500, tracing off": lambda: batch(facts, watched=True),
        }
    )
    provider = TracerProvider()
    provider.add_span_processor(BatchSpanProcessor(Dropping()))
    trace.set_tracer_provider(provider)
    on = await medians(
        {
            "command, no hooks (again)": bare,
            "command, tracing on": lambda: command(store),
            "batch of 500, tracing on": lambda: batch(facts, watched=True),
        }
    )
    for name, microseconds in (off | on).items():
        sys.stdout.write(f"{name:28} {microseconds:9.1f} µs\n")


def main() -> None:
    with tempfile.TemporaryDirectory() as folder:
        store = UnitStore(f"sqlite:///{Path(folder) / 'bloc.sqlite'}")
        facts = [fact(position) for position in range(1, BATCH + 1)]
        try:
            asyncio.run(measure(store, facts))
        finally:
            store.close()


if __name__ == "__main__":
    main()
