"""What is counted where it happens. What can be asked at the time of scraping is not kept here.

Names and attributes of HTTP and messaging follow OpenTelemetry's semantic conventions (1.44;
those for messaging are still in development), spelled as Prometheus does; what has no
convention begins with `thidua_`. A label never holds what has no bound: the template of a
subject, never the subject, and no identifier.
"""

from __future__ import annotations

from contextlib import contextmanager
from time import perf_counter
from typing import TYPE_CHECKING

from prometheus_client import (
    CollectorRegistry,
    Counter,
    Histogram,
    ProcessCollector,
    disable_created_metrics,
)

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

SECONDS = (0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0)
FACTS = (1, 2, 5, 10, 20, 50, 100, 200, 500, 1000)
SYSTEM = "nats"
MESSAGING = (
    "messaging_system",
    "messaging_operation_name",
    "messaging_destination_template",
)

# One for the process, as its clock and memory are; services of one test share it.
REGISTRY = CollectorRegistry()
# When a series began is known by the process's start; saying it would double their number.
disable_created_metrics()  # type: ignore[no-untyped-call]  # the library forgot its type
ProcessCollector(registry=REGISTRY)

loop_delay = Histogram(
    "thidua_event_loop_delay_seconds",
    "How much later than asked for the event loop came back to its heart",
    buckets=SECONDS,
    registry=REGISTRY,
)
http_requests = Histogram(
    "http_server_request_duration_seconds",
    "Duration of HTTP server requests",
    ("http_request_method", "http_route", "http_response_status_code"),
    buckets=SECONDS,
    registry=REGISTRY,
)
commands = Histogram(
    "thidua_command_duration_seconds",
    "From a command's arrival at the writer to its end: done, refused by a rule, or failed",
    ("use_case", "outcome"),
    buckets=SECONDS,
    registry=REGISTRY,
)
transactions = Histogram(
    "db_client_operation_duration_seconds",
    "Duration of a transaction that appends events, its commit included",
    ("db_system_name", "db_operation_name", "db_collection_name", "error_type"),
    buckets=SECONDS,
    registry=REGISTRY,
)
operations = Histogram(
    "messaging_client_operation_duration_seconds",
    "Duration of publishing a batch of facts, until the stream has acknowledged it",
    (*MESSAGING, "error_type"),
    buckets=SECONDS,
    registry=REGISTRY,
)
sent = Counter(
    "messaging_client_sent_messages",
    "Facts that a relay tried to publish",
    MESSAGING,
    registry=REGISTRY,
)
relay_batches = Histogram(
    "thidua_relay_batch_facts",
    "Facts that a relay tried to publish together",
    ("source",),
    buckets=FACTS,
    registry=REGISTRY,
)
processing = Histogram(
    "messaging_process_duration_seconds",
    "Duration of taking a batch of facts to its effect, the transaction included",
    (*MESSAGING, "messaging_consumer_group_name", "error_type"),
    buckets=SECONDS,
    registry=REGISTRY,
)
consumed = Counter(
    "messaging_client_consumed_messages",
    "Facts that were delivered to a reader",
    (*MESSAGING, "messaging_consumer_group_name"),
    registry=REGISTRY,
)
reader_batches = Histogram(
    "thidua_reader_batch_facts",
    "Facts that were delivered to a reader together",
    ("reader",),
    buckets=FACTS,
    registry=REGISTRY,
)
redeliveries = Counter(
    "thidua_reader_redeliveries",
    "Facts that the stream delivered to a reader more than once",
    ("reader",),
    registry=REGISTRY,
)
repetitions = Counter(
    "thidua_reader_repetitions",
    "Facts that a reader passed over, for they had taken effect before",
    ("reader",),
    registry=REGISTRY,
)
gaps_noticed = Counter(
    "thidua_reader_gaps_noticed",
    "Facts of a source that did not follow the last one a reader knew",
    ("reader", "source"),
    registry=REGISTRY,
)
gaps_healed = Counter(
    "thidua_reader_gaps_healed",
    "Gaps that were closed by the missing facts",
    ("reader", "source"),
    registry=REGISTRY,
)


def begin_at_zero(reader: str, sources: Sequence[str]) -> None:
    """Say 0 before anything happened: to a monitor a figure that just appears did not grow."""
    redeliveries.labels(reader)
    repetitions.labels(reader)
    for source in sources:
        gaps_noticed.labels(reader, source)
        gaps_healed.labels(reader, source)


@contextmanager
def timed(histogram: Histogram, *labels: str) -> Iterator[None]:
    """Observe how long a block takes; the last label of its histogram is how it failed."""
    started = perf_counter()
    error_type = ""
    try:
        yield
    except BaseException as error:
        error_type = type(error).__name__
        raise
    finally:
        histogram.labels(*labels, error_type).observe(perf_counter() - started)
