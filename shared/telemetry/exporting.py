"""Where spans go: OpenTelemetry's own exporter, told by its standard variables alone.

Loaded only by a process that traces.
"""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

from opentelemetry.exporter.otlp.proto.http.trace_exporter import OTLPSpanExporter
from opentelemetry.sdk.resources import Resource
from opentelemetry.sdk.trace import Span, SpanProcessor, TracerProvider
from opentelemetry.sdk.trace.export import BatchSpanProcessor

if TYPE_CHECKING:
    from opentelemetry.context import Context

QUERY = "url.query"


def provider_of(service: str) -> TracerProvider:
    """What makes spans of this service and sends them in batches, from a thread of its own."""
    named = {} if "OTEL_SERVICE_NAME" in os.environ else {"service.name": f"thidua-{service}"}
    provider = TracerProvider(resource=Resource.create(named))
    provider.add_span_processor(WithoutQueries())
    provider.add_span_processor(BatchSpanProcessor(OTLPSpanExporter()))
    return provider


class WithoutQueries(SpanProcessor):
    """People are searched for by name: what stands behind `?` stays out of traces."""

    def on_start(self, span: Span, parent_context: Context | None = None) -> None:
        del parent_context
        if span.attributes is not None and QUERY in span.attributes:
            span.set_attribute(QUERY, "REDACTED")
