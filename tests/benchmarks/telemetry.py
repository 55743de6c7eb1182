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

from opentelemetry.sdk.trace import ReadableSpan, TracerProvider
from opentelemetry.sdk.trace.export import BatchSpanProcessor, SpanExporter, SpanExportResult

from shared.contracts import Envelope
from shared.eventstore import commands, recorder
from shared.telemetry.commands import commanding, storing
from shared.telemetry.messaging import processing
from shared.telemetry.traces import new_traceparent, send_spans, traceparent_here
from tests.harness.stores import UnitStore, unit_registered

ROUNDS = 300
REPEATED = 10
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
        (recorder, "appending", lambda *_: nullcontext()),
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
    await store.register()
    return process_time() - began


async def bare_command(store: UnitStore) -> float:
    with without_hooks():
        return await command(store)


async def hooks_alone() -> float:
    """Processor seconds of what a command passes through, around nothing."""
    began = process_time()
    for _ in range(REPEATED):
        with commanding("register_unit"):
            traceparent_here(None)
            with storing("sqlite", 1):
                pass
    return (process_time() - began) / REPEATED


async def batch(facts: list[Envelope]) -> float:
    """Processor seconds of what surrounds one batch of a reader."""
    began = process_time()
    for _ in range(REPEATED):
        with processing("a-reader", facts):
            pass
    return (process_time() - began) / REPEATED


async def medians(ways: dict[str, Callable[[], Awaitable[float]]]) -> None:
    """Take each way once a round, so that what disturbs one disturbs the other."""
    found: dict[str, list[float]] = {name: [] for name in ways}
    for _ in range(ROUNDS):
        for name, way in ways.items():
            found[name].append(await way())
    for name, seconds in found.items():
        sys.stdout.write(f"{name:32} {median(seconds) * 1e6:9.1f} µs\n")


async def measure(store: UnitStore, facts: list[Envelope]) -> None:
    def ways(tracing: str) -> dict[str, Callable[[], Awaitable[float]]]:
        return {
            "command without hooks": lambda: bare_command(store),
            f"command, tracing {tracing}": lambda: command(store),
            f"hooks alone, tracing {tracing}": hooks_alone,
            f"batch of {BATCH}, tracing {tracing}": lambda: batch(facts),
        }

    await command(store)
    await medians(ways("off"))
    provider = TracerProvider()
    provider.add_span_processor(BatchSpanProcessor(Dropping()))
    send_spans(provider)
    await medians(ways("on"))


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
