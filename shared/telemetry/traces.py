"""Trace contexts as W3C writes them, as they travel in headers and are stored with events."""

from __future__ import annotations

import secrets


def new_traceparent() -> str:
    """A W3C trace context of a new trace, sampled."""
    return f"00-{secrets.token_hex(16)}-{secrets.token_hex(8)}-01"


def trace_id(traceparent: str) -> str:
    """The trace id of a W3C trace context."""
    return traceparent.split("-")[1]
