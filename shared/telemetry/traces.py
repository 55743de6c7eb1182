"""Traces: spans, and trace contexts as W3C writes them, in headers and stored with events.

On only when the standard variables of OpenTelemetry name where spans go; off, a span is one
question to a dictionary. Source: W3C Trace Context; OpenTelemetry's specification of its
environment variables.
"""

from __future__ import annotations

import os
import re
import secrets
from contextlib import contextmanager
from functools import cache
from typing import TYPE_CHECKING

from opentelemetry import trace
from opentelemetry.context import Context
from opentelemetry.trace import Link, SpanKind, Status, StatusCode
from opentelemetry.trace.propagation.tracecontext import TraceContextTextMapPropagator

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping

    import httpx

OFF = "none"
ENDPOINTS = ("OTEL_EXPORTER_OTLP_ENDPOINT", "OTEL_EXPORTER_OTLP_TRACES_ENDPOINT")
# As many as a span keeps unless the environment says otherwise.
MAX_LINKS = 128

_WRITTEN = re.compile(r"[0-9a-f]{2}-(?!0{32})[0-9a-f]{32}-(?!0{16})[0-9a-f]{16}-[0-9a-f]{2}")
_tracer = trace.get_tracer("thidua")
_propagator = TraceContextTextMapPropagator()


def configure_tracing(service: str) -> None:
    """Send spans where the environment says, or do nothing. Called once, by `main`."""
    if os.environ.get("OTEL_TRACES_EXPORTER") == OFF or not any(map(os.environ.get, ENDPOINTS)):
        return
    # Loading the exporter costs 150 ms and 4 MB, which who traces nothing does not pay.
    from shared.telemetry.exporting import provider_of  # noqa: PLC0415 (as the comment says)

    send_spans(provider_of(service))


def send_spans(provider: trace.TracerProvider) -> None:
    """Let this provider have the spans of this process from now on."""
    trace.set_tracer_provider(provider)
    tracing.cache_clear()


# The library looks into the environment each time it is asked.
@cache
def tracing() -> bool:
    """Whether spans go anywhere."""
    return not isinstance(trace.get_tracer_provider(), trace.ProxyTracerProvider)


@contextmanager
def span(
    name: str,
    kind: SpanKind,
    attributes: Mapping[str, str | int],
    caused_by: Iterable[str | None] | None = None,
    expected: Callable[[BaseException], bool] = lambda _: False,
) -> Iterator[None]:
    """One span, below the current one, or linked to the contexts it was `caused_by`.

    With one cause alone it continues that trace; with several it begins its own. An
    `expected` exception is an answer and no failure. What an exception says stays out of the
    span, for it may quote what somebody wrote: only its type goes.
    """
    if not tracing():
        yield
        return
    parent: Context | None = None
    links: list[Link] = []
    if caused_by is not None:
        known = [each for each in dict.fromkeys(caused_by) if each is not None]
        contexts = [_context(each) for each in known[:MAX_LINKS]]
        links = [Link(trace.get_current_span(each).get_span_context()) for each in contexts]
        parent = contexts[0] if len(contexts) == 1 else Context()
    with _tracer.start_as_current_span(
        name,
        context=parent,
        kind=kind,
        attributes=dict(attributes),
        links=links,
        record_exception=False,
        set_status_on_exception=False,
    ) as current:
        try:
            yield
        except BaseException as error:
            current.set_attribute("error.type", type(error).__qualname__)
            if not expected(error):
                current.set_status(Status(StatusCode.ERROR))
            raise


def traceparent_here(otherwise: str | None = None) -> str | None:
    """The context of the current span as W3C writes it; without one, what is given."""
    if not (tracing() and trace.get_current_span().get_span_context().is_valid):
        return otherwise
    carrier: dict[str, str] = {}
    _propagator.inject(carrier)
    return carrier["traceparent"]


async def carry_trace(request: httpx.Request) -> None:
    """A request hook of a client: what it asks others for belongs to its own trace."""
    traceparent = traceparent_here()
    if traceparent is not None:
        request.headers["traceparent"] = traceparent


def traceparent_of(header: str | None) -> str:
    """The trace a request belongs to: that of our span, of its header, or a new one."""
    readable = header is not None and _WRITTEN.fullmatch(header) is not None
    return traceparent_here(header if readable else None) or new_traceparent()


def new_traceparent() -> str:
    """A W3C trace context of a new trace, sampled."""
    return f"00-{secrets.token_hex(16)}-{secrets.token_hex(8)}-01"


def trace_id(traceparent: str) -> str:
    """The trace id of a W3C trace context."""
    return traceparent.split("-")[1]


def _context(traceparent: str) -> Context:
    return _propagator.extract({"traceparent": traceparent}, Context())
