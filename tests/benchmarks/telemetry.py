"""What watching costs: `make bench B=telemetry`, processor microseconds of interleaved rounds.

The same commands and the same batches of facts are taken three ways in one run: without our
hooks, with them while tracing is off, and while spans are made and thrown away.
"""

from __future__ import annotations

import asyncio
import tempfile
from collections.abc import Awaitable, Callable, Iterator
from contextlib import contextmanager, nullcontext
from datetime import UTC, datetime
from pathlib import Path
from time import process_time
from typing import Any

from opentelemetry.sdk.trace import ReadableSpan, TracerProvider
from opentelemetry.sdk.trace.export import BatchSpanProcessor, SpanExporter, SpanExportResult

from shared.contracts import Envelope
from shared.eventstore import commands, recorder
from shared.telemetry.commands import commanding, storing
from shared.telemetry.messaging import processing
from shared.telemetry.traces import new_traceparent, send_spans, traceparent_here
from tests.benchmarks.frame import Rounds, Run, measuring
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


async def measure(run: Run, store: UnitStore, facts: list[Envelope]) -> None:
    ways: dict[str, Callable[[], Awaitable[float]]] = {
        "command without hooks": lambda: bare_command(store),
        "command": lambda: command(store),
        "hooks alone": hooks_alone,
        f"batch of {BATCH}": lambda: batch(facts),
    }

    async def turns(tracing: str) -> None:
        rounds = Rounds()
        for way in rounds.turns(*ways, rounds=ROUNDS):
            rounds.add(way, await ways[way]() * 1e6)
        figures = rounds.figures()
        for each in figures.values():
            # Hundreds of them: the middle and the ends say enough.
            del each["rounds"]
        run.tell(f"{tracing}, µs", figures)

    await command(store)
    await turns("tracing off")
    provider = TracerProvider()
    provider.add_span_processor(BatchSpanProcessor(Dropping()))
    send_spans(provider)
    await turns("tracing on")


def main() -> None:
    with (
        measuring("telemetry", rounds=ROUNDS) as run,
        tempfile.TemporaryDirectory(prefix="thidua-bench-") as folder,
    ):
        store = UnitStore(f"sqlite:///{Path(folder) / 'bloc.sqlite'}")
        facts = [fact(position) for position in range(1, BATCH + 1)]
        try:
            asyncio.run(measure(run, store, facts))
        finally:
            store.close()


if __name__ == "__main__":
    main()
