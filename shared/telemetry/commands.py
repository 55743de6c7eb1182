"""A command and its transaction as they are observed: how long they took, how they ended."""

from __future__ import annotations

from contextlib import contextmanager, nullcontext
from functools import cache
from time import perf_counter
from typing import TYPE_CHECKING

from opentelemetry.trace import SpanKind

from shared.telemetry import metrics, traces

if TYPE_CHECKING:
    from collections.abc import Iterator
    from contextlib import AbstractContextManager
    from types import TracebackType

OURS = ("services.", "shared.")

_NO_SPAN = nullcontext()
# Looked up once for each: the library takes a lock and puts the labels together each time.
_observed = cache(metrics.commands.labels)


def is_refusal(error: BaseException) -> bool:
    """A rule's own error is an answer; what else ends a command is trouble."""
    return type(error).__module__.startswith(OURS)


class commanding:  # noqa: N801 (used as a function: `with commanding("sign"):`)
    """Observe one command from its arrival to its answer."""

    __slots__ = ("_span", "_started", "_use_case")

    def __init__(self, use_case: str) -> None:
        self._use_case = use_case

    def __enter__(self) -> None:
        self._started = perf_counter()
        self._span: AbstractContextManager[None] = _NO_SPAN
        if traces.tracing():
            self._span = traces.span(
                self._use_case,
                SpanKind.INTERNAL,
                {"thidua.use_case": self._use_case},
                expected=is_refusal,
            )
        self._span.__enter__()

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        outcome = "done"
        if error is not None:
            outcome = "refused" if is_refusal(error) else "failed"
        _observed(self._use_case, outcome).observe(perf_counter() - self._started)
        self._span.__exit__(kind, error, traceback)


def appending(system: str, events: int) -> AbstractContextManager[None]:
    """Trace what one command appends to a store of this database system."""
    if not traces.tracing():
        return _NO_SPAN
    attributes: dict[str, str | int] = {
        "db.system.name": system,
        "db.operation.name": "INSERT",
        "db.collection.name": "events",
        "db.operation.batch.size": events,
    }
    return traces.span("INSERT events", SpanKind.CLIENT, attributes)


@contextmanager
def storing(system: str, events: int) -> Iterator[None]:
    """Observe one transaction that appends events to a store of this database system."""
    with (
        metrics.timed(metrics.transactions, system, "INSERT", "events"),
        appending(system, events),
    ):
        yield
