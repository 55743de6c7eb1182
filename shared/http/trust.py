"""Whose certificates a client of HTTP trusts, read from the disk once in a process."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING

import httpx

if TYPE_CHECKING:
    import ssl


@cache
def trust() -> ssl.SSLContext:
    """What every client is given as `verify`; reading it takes as long as many requests."""
    return httpx.create_ssl_context()
