"""Facts as they are observed on their way: published in batches, read in batches."""

from __future__ import annotations

from contextlib import contextmanager
from time import perf_counter
from typing import TYPE_CHECKING

from shared.telemetry import metrics

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from nats.aio.msg import Msg

    from shared.contracts import Envelope

READ = "thidua.{service}.{fact}.{partition}"


@contextmanager
def publishing(source: str, facts: Sequence[Envelope]) -> Iterator[None]:
    """Observe a relay that publishes one batch."""
    template = f"thidua.{source}.{{fact}}.{{partition}}"
    started = perf_counter()
    error_type = ""
    try:
        yield
    except BaseException as error:
        error_type = type(error).__name__
        raise
    finally:
        labels = (metrics.SYSTEM, "publish", template, error_type)
        metrics.operations.labels(*labels).observe(perf_counter() - started)
        metrics.sent.labels(*labels).inc(len(facts))
        if not error_type:
            metrics.relay_batches.labels(source).observe(len(facts))


@contextmanager
def processing(reader: str, facts: Sequence[Envelope]) -> Iterator[None]:
    """Observe a reader that takes one batch to its effect."""
    started = perf_counter()
    error_type = ""
    try:
        yield
    except BaseException as error:
        error_type = type(error).__name__
        raise
    finally:
        labels = (metrics.SYSTEM, "process", READ, reader, error_type)
        metrics.processing.labels(*labels).observe(perf_counter() - started)
        metrics.consumed.labels(*labels).inc(len(facts))
        if not error_type:
            metrics.reader_batches.labels(reader).observe(len(facts))


def delivered(reader: str, messages: Sequence[Msg]) -> None:
    """Count what the stream delivered again."""
    again = sum(message.metadata.num_delivered > 1 for message in messages)
    metrics.redeliveries.labels(reader).inc(again)


def passed_over(reader: str, count: int) -> None:
    """Count repetitions: facts that had taken effect before."""
    metrics.repetitions.labels(reader).inc(count)


def gap_noticed(reader: str, source: str) -> None:
    metrics.gaps_noticed.labels(reader, source).inc()


def gap_healed(reader: str, source: str) -> None:
    metrics.gaps_healed.labels(reader, source).inc()
