"""The figures of a service in Prometheus' text format: what was counted, and how it stands."""

from __future__ import annotations

from typing import TYPE_CHECKING

from prometheus_client import CONTENT_TYPE_LATEST, generate_latest
from prometheus_client.core import GaugeMetricFamily
from prometheus_client.registry import Collector

from shared.telemetry import metrics

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from prometheus_client.metrics_core import Metric

    from shared.telemetry.readiness import ReaderState
    from shared.telemetry.standing import Standing

CONTENT_TYPE = CONTENT_TYPE_LATEST
PARTS = ("store", "nats", "stream")


def text(standing: Standing, readers: Sequence[ReaderState]) -> bytes:
    """Everything `/metrics` says. What could not be asked is left out, not said to be 0."""
    for reader in readers:
        metrics.begin_at_zero(reader.name, reader.listens_to)
    return generate_latest(_Exposed(standing, readers))


class _Exposed(Collector):
    def __init__(self, standing: Standing, readers: Sequence[ReaderState]) -> None:
        self._standing = standing
        self._readers = readers

    def collect(self) -> Iterable[Metric]:
        yield from metrics.REGISTRY.collect()
        yield self._answering()
        yield from self._heads()
        yield from self._progress()
        yield from self._troubles()

    def _answering(self) -> Metric:
        family = GaugeMetricFamily(
            "thidua_answering",
            "1 when this part answered at the time of asking, else 0",
            labels=("part",),
        )
        for part in PARTS:
            family.add_metric([part], float(part not in self._standing.missing))
        return family

    def _heads(self) -> Iterator[Metric]:
        standing = self._standing
        if standing.store_head is not None:
            yield _one(
                "thidua_store_head_position",
                "Position of the last event in the store",
                standing.store_head,
            )
        if standing.stream_heads is not None:
            yield _family(
                "thidua_stream_head_position",
                "Position of a source's last fact in the stream",
                ("source",),
                {(source,): head for source, head in standing.stream_heads.items()},
            )
        if standing.unpublished is not None:
            yield _one(
                "thidua_unpublished_events",
                "Events of the store that are not in the stream",
                standing.unpublished.count,
            )
            yield _one(
                "thidua_unpublished_oldest_age_seconds",
                "Age of the oldest event that is not in the stream; 0 when there is none",
                standing.unpublished.oldest_seconds,
            )

    def _progress(self) -> Iterator[Metric]:
        at = {
            (name, source): each
            for name, reader in self._standing.readers.items()
            for source, each in reader.sources.items()
        }
        labels = ("reader", "source")
        yield _family(
            "thidua_reader_position",
            "Position of the last fact of a source that took effect",
            labels,
            {key: each.position for key, each in at.items()},
        )
        yield _family(
            "thidua_reader_lag_facts",
            "Facts of a source in the stream that a reader has not taken",
            labels,
            {key: each.behind for key, each in at.items()},
        )
        yield _family(
            "thidua_reader_lag_seconds",
            "Age of the oldest fact of a source that a reader has not taken; 0 at the head",
            labels,
            {key: each.oldest_unread_seconds for key, each in at.items()},
        )

    def _troubles(self) -> Iterator[Metric]:
        yield _family(
            "thidua_reader_blocked",
            "1 when a reader cannot go on with a source, else 0",
            ("reader", "source"),
            {
                (reader.name, source): float(
                    reader.stopped is not None or source in reader.blocked
                )
                for reader in self._readers
                for source in reader.listens_to
            },
        )
        yield _family(
            "thidua_reader_parked_entities",
            "Entities of which a fact could not be taken; they wait for an operator",
            ("reader",),
            {(reader.name,): reader.parked for reader in self._readers},
        )


def _one(name: str, documentation: str, value: float) -> Metric:
    return GaugeMetricFamily(name, documentation, value=value)


def _family(
    name: str, documentation: str, labels: tuple[str, ...], values: dict[tuple[str, ...], float]
) -> Metric:
    family = GaugeMetricFamily(name, documentation, labels=labels)
    for key, value in values.items():
        family.add_metric(key, value)
    return family
