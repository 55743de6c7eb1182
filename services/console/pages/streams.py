"""Server-sent events, as the browser reads them (WHATWG HTML, section 9.2)."""

from __future__ import annotations


def event(name: str, data: str, event_id: str) -> str:
    """One event; every line of its data is marked as such."""
    lines = "".join(f"data: {line}\n" for line in data.splitlines())
    return f"id: {event_id}\nevent: {name}\n{lines}\n"
