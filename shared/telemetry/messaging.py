"""Facts as they are observed on their way: published in batches, read in batches."""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING

from opentelemetry.trace import SpanKind

from shared.telemetry import metrics
from shared.telemetry.traces import span

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from nats.aio.msg import Msg

    from shared.contracts import Envelope

READ = "thidua.{service}.{fact}.{partition}"


@contextmanager
def publishing(source: str, facts: Sequence[Envelope]) -> Iterator[None]:
    """Observe a relay that publishes one batch."""
    labels = (metrics.SYSTEM, "publish", f"thidua.{source}.{{fact}}.{{partition}}")
    metrics.sent.labels(*labels).inc(len(facts))
    metrics.relay_batches.labels(source).observe(len(facts))
    attributes = _attributes(*labels, "send", len(facts))
    with (
        metrics.timed(metrics.operations, *labels),
        span(f"publish {labels[-1]}", SpanKind.PRODUCER, attributes, _causes(facts)),
    ):
        yield


@contextmanager
def processing(reader: str, facts: Sequence[Envelope]) -> Iterator[None]:
    """Observe a reader that takes one batch to its effect."""
    labels = (metrics.SYSTEM, "process", READ)
    metrics.consumed.labels(*labels, reader).inc(len(facts))
    metrics.reader_batches.labels(reader).observe(len(facts))
    attributes = _attributes(*labels, "process", len(facts))
    attributes["messaging.consumer.group.name"] = reader
    with (
        metrics.timed(metrics.processing, *labels, reader),
        span(f"process {READ}", SpanKind.CONSUMER, attributes, _causes(facts)),
    ):
        yield


def _attributes(
    system: str, operation: str, template: str, kind: str, count: int
) -> dict[str, str | int]:
    return {
        "messaging.system": system,
        "messaging.operation.name": operation,
        "messaging.operation.type": kind,
        "messaging.destination.template": template,
        "messaging.batch.message_count": count,
    }


def _causes(facts: Sequence[Envelope]) -> Iterator[str | None]:
    return (fact.traceparent for fact in facts)


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
