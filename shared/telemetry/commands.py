"""A command and its transaction as they are observed: how long they took, how they ended."""

from __future__ import annotations

from contextlib import contextmanager
from time import perf_counter
from typing import TYPE_CHECKING

from opentelemetry.trace import SpanKind

from shared.telemetry import metrics
from shared.telemetry.traces import span

if TYPE_CHECKING:
    from collections.abc import Iterator

OURS = ("services.", "shared.")


def is_refusal(error: BaseException) -> bool:
    """A rule's own error is an answer; what else ends a command is trouble."""
    return type(error).__module__.startswith(OURS)


@contextmanager
def commanding(use_case: str) -> Iterator[None]:
    """Observe one command from its arrival to its answer."""
    started = perf_counter()
    outcome = "done"
    try:
        with span(
            use_case, SpanKind.INTERNAL, {"thidua.use_case": use_case}, expected=is_refusal
        ):
            yield
    except BaseException as error:
        outcome = "refused" if is_refusal(error) else "failed"
        raise
    finally:
        metrics.commands.labels(use_case, outcome).observe(perf_counter() - started)


@contextmanager
def storing(system: str, events: int) -> Iterator[None]:
    """Observe one transaction that appends events to a store of this database system."""
    attributes: dict[str, str | int] = {
        "db.system.name": system,
        "db.operation.name": "INSERT",
        "db.collection.name": "events",
        "db.operation.batch.size": events,
    }
    with (
        metrics.timed(metrics.transactions, system, "INSERT", "events"),
        span("INSERT events", SpanKind.CLIENT, attributes),
    ):
        yield
