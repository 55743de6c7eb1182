"""One trace from a request through store, relay and stream to every reader it reaches."""

from __future__ import annotations

import asyncio
import sys
from collections.abc import AsyncIterator, Callable, Iterator
from pathlib import Path
from uuid import uuid4

import httpx
import pytest
from nats.aio.client import Client
from opentelemetry.sdk.trace import ReadableSpan, TracerProvider
from opentelemetry.sdk.trace.export import SimpleSpanProcessor
from opentelemetry.sdk.trace.export.in_memory_span_exporter import InMemorySpanExporter
from opentelemetry.trace import SpanKind, StatusCode

from shared.access import Role
from shared.eventstore import AggregateAlreadyExists
from shared.telemetry.traces import carry_trace, span, trace_id, traceparent_of
from tests.covenant.player import COVENANT
from tests.covenant.samples import BLOC
from tests.harness.background import facts_of
from tests.harness.collector import Collector, Span
from tests.harness.issuer import TestIssuer
from tests.harness.nats_server import NatsServer
from tests.harness.processes import process, ready
from tests.harness.service import SignedIn
from tests.harness.stores import UnitStore, eventually

TRACE, CALLER = "0af7651916cd43dd8448eb211c80319c", "b7ad6b7169203331"
READ = "process thidua.{service}.{fact}.{partition}"


@pytest.fixture
def collector() -> Iterator[Collector]:
    with Collector() as collector:
        yield collector


@pytest.fixture
async def covenant(
    tmp_path: Path,
    log_client: Client,
    nats_server: NatsServer,
    issuer: TestIssuer,
    collector: Collector,
) -> AsyncIterator[httpx.AsyncClient]:
    """`covenant` and `notify`, which listens to it, told by the environment to send spans."""
    assert log_client.is_connected
    told = collector.environment
    async with (
        process("notify", tmp_path, nats_server, issuer, told) as notify,
        process("covenant", tmp_path, nats_server, issuer, told) as client,
    ):
        await ready(notify)
        await ready(client)
        yield client


async def only(found: Callable[[], list[Span]]) -> Span:
    await eventually(found)
    (span,) = found()
    return span


async def test_a_request_is_followed_to_the_readers_of_its_facts(
    covenant: httpx.AsyncClient, collector: Collector, issuer: TestIssuer, log_client: Client
) -> None:
    head = SignedIn(covenant, issuer.token((Role.BLOC_HEAD, BLOC), login="head"))
    drafted = await head.post("/covenants", COVENANT)
    path = f"/covenants/{drafted.json()['id']}"
    # Once it is read, the facts of the next command travel alone.
    read = await head.get(f"/covenants?after={drafted.headers['Thidua-Position']}&limit=5")
    assert read.status_code == 200
    await eventually(lambda: len(_read_by(collector, "notify-deliveries")) == 1)

    opened = await head.post(
        f"{path}/opening", {"opened_on": "2024-03-08"}, traceparent=f"00-{TRACE}-{CALLER}-01"
    )
    assert opened.is_success, opened.text

    def of_this_trace(service: str, name: str) -> Callable[[], list[Span]]:
        return lambda: [
            span for span in collector.named(f"thidua-{service}", name) if span.trace == TRACE
        ]

    def read_in_notify(reader: str) -> Callable[[], list[Span]]:
        return lambda: [
            span
            for span in of_this_trace("notify", READ)()
            if span.attributes["messaging.consumer.group.name"] == reader
        ]

    server = await only(
        of_this_trace("covenant", "POST /api/v1/covenants/{covenant_id}/opening")
    )
    command = await only(of_this_trace("covenant", "open_covenant"))
    stored = await only(of_this_trace("covenant", "INSERT events"))
    published = await only(
        of_this_trace("covenant", "publish thidua.covenant.{fact}.{partition}")
    )
    assert (server.kind, server.parent) == ("server", CALLER)
    assert (command.kind, command.parent) == ("internal", server.id)
    assert (stored.kind, stored.parent) == ("client", command.id)
    assert stored.attributes["db.operation.batch.size"] == 1
    assert (published.kind, published.parent) == ("producer", command.id)
    assert published.links == {command.id}
    assert published.attributes == {
        "messaging.system": "nats",
        "messaging.operation.name": "publish",
        "messaging.operation.type": "send",
        "messaging.destination.template": "thidua.covenant.{fact}.{partition}",
        "messaging.batch.message_count": 1,
    }

    yearbook = await only(of_this_trace("covenant", READ))
    assert yearbook.attributes["messaging.consumer.group.name"] == "covenant-yearbook"
    assert (yearbook.kind, yearbook.links) == ("consumer", {command.id})

    # What the policy answers goes on in the same trace, to the readers of its own facts.
    policy = await only(read_in_notify("notify-deliveries"))
    answered = await only(of_this_trace("notify", "INSERT events"))
    passed_on = await only(of_this_trace("notify", "publish thidua.notify.{fact}.{partition}"))
    assert (answered.parent, passed_on.links) == (policy.id, {policy.id})
    # What is published at once may be read in several goes.
    await eventually(lambda: bool(read_in_notify("notify-inbox")()))
    for inbox in read_in_notify("notify-inbox")():
        assert inbox.links == {policy.id}

    # The envelope carries the context in which the fact came to be.
    in_log = {fact.traceparent for fact in await facts_of(log_client) if TRACE in str(fact)}
    assert in_log == {f"00-{TRACE}-{command.id}-01", f"00-{TRACE}-{policy.id}-01"}
    assert_nothing_private(collector)


class TestSpans:
    @pytest.fixture
    def finished(self, monkeypatch: pytest.MonkeyPatch) -> Callable[[], list[ReadableSpan]]:
        """Spans of this process, without a provider that would outlive the test."""
        exporter = InMemorySpanExporter()
        provider = TracerProvider(shutdown_on_exit=False)
        provider.add_span_processor(SimpleSpanProcessor(exporter))
        monkeypatch.setattr("shared.telemetry.traces._tracer", provider.get_tracer("thidua"))
        monkeypatch.setattr("shared.telemetry.traces.tracing", lambda: True)
        return lambda: list(exporter.get_finished_spans())

    async def test_a_refusal_is_an_answer_and_no_failure(
        self, store: UnitStore, finished: Callable[[], list[ReadableSpan]]
    ) -> None:
        unit_id = uuid4()
        await store.register(unit_id, name="register_unit")
        with pytest.raises(AggregateAlreadyExists):
            await store.register(unit_id, name="register_unit")

        first, refused = (span for span in finished() if span.name == "register_unit")

        assert first.status.is_unset
        assert refused.status.is_unset
        assert dict(refused.attributes or {})["error.type"] == "AggregateAlreadyExists"

    async def test_a_failure_says_its_type_and_nothing_of_what_was_written(
        self, store: UnitStore, finished: Callable[[], list[ReadableSpan]]
    ) -> None:
        def fail() -> None:
            raise KeyError("Nguyễn Văn An")

        with pytest.raises(KeyError):
            await store.run(fail, name="register_unit")

        (failed,) = finished()
        assert failed.status.status_code is StatusCode.ERROR
        assert dict(failed.attributes or {})["error.type"] == "KeyError"
        assert "Nguyễn" not in failed.to_json(indent=None)

    async def test_what_a_service_asks_others_for_belongs_to_its_own_trace(
        self, finished: Callable[[], list[ReadableSpan]]
    ) -> None:
        asked = httpx.Request("GET", "http://service.test")
        await carry_trace(asked)
        assert "traceparent" not in asked.headers

        with span("a page", SpanKind.INTERNAL, {}, [f"00-{TRACE}-{CALLER}-01"]):
            await carry_trace(asked)

        (page,) = finished()
        assert page.context is not None
        made = format(page.context.span_id, "016x")
        assert asked.headers["traceparent"] == f"00-{TRACE}-{made}-01"

    def test_a_batch_links_to_each_cause_once_and_begins_a_trace_of_its_own(
        self, finished: Callable[[], list[ReadableSpan]]
    ) -> None:
        causes = [f"00-{TRACE}-{CALLER}-01", f"00-{TRACE}-{'a' * 16}-01", None]
        with span("process", SpanKind.CONSUMER, {}, causes * 2):
            pass

        (made,) = finished()
        assert made.parent is None
        assert [format(link.context.span_id, "016x") for link in made.links] == [
            CALLER,
            "a" * 16,
        ]


async def test_who_traces_nothing_does_not_load_what_exports_traces() -> None:
    script = (
        "import os, sys\n"
        "from shared.telemetry.traces import configure_tracing\n"
        "import services.bloc.main\n"
        "os.environ['OTEL_EXPORTER_OTLP_ENDPOINT'] = ''\n"
        "configure_tracing('bloc')\n"
        "os.environ['OTEL_EXPORTER_OTLP_ENDPOINT'] = 'http://collector.test'\n"
        "os.environ['OTEL_TRACES_EXPORTER'] = 'none'\n"
        "configure_tracing('bloc')\n"
        "sys.exit('opentelemetry.sdk' in sys.modules)\n"
    )
    untraced = await asyncio.create_subprocess_exec(sys.executable, "-c", script)

    assert await untraced.wait() == 0


@pytest.mark.parametrize(
    "header", [None, "", "nonsense", f"00-{'0' * 32}-{CALLER}-01", f"00-{TRACE}-x-01"]
)
def test_a_trace_context_that_cannot_be_read_begins_a_new_trace(header: str | None) -> None:
    made = traceparent_of(header)

    assert len(trace_id(made)) == 32
    assert made != header
    assert traceparent_of(f"00-{TRACE}-{CALLER}-01") == f"00-{TRACE}-{CALLER}-01"


def _read_by(collector: Collector, reader: str) -> list[Span]:
    return [
        span
        for span in list(collector.spans)
        if span.attributes.get("messaging.consumer.group.name") == reader
    ]


def assert_nothing_private(collector: Collector) -> None:
    queries = {span.attributes.get("url.query") for span in collector.spans}
    assert queries == {None, "REDACTED"}
    probes = {"/livez", "/readyz", "/metrics"}
    assert probes.isdisjoint({span.attributes.get("url.path") for span in collector.spans})
