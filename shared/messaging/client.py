"""The client of NATS, reading headers in our way.

The library looks at every character of every header's name. Should it parse headers elsewhere
one day, it does so in its own way again, and nothing else changes.
"""

from __future__ import annotations

from nats.aio.client import Client

from shared.messaging.headers import read_headers


class LogClient(Client):
    """The client as it is, but for how it reads headers."""

    @staticmethod
    def _parse_header_lines(raw: bytes) -> dict[str, str]:
        return read_headers(raw)
