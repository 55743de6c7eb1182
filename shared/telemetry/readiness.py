"""What `/readyz` says: is the service ready, what is missing, how far is each reader."""

from __future__ import annotations

from pydantic import BaseModel


class ReaderState(BaseModel):
    """How far one projection or policy came.

    `behind` counts the facts of each source that stand in the stream and were not taken; none
    when the stream could not be asked. `stopped` says why it stands still, `blocked` which of
    its sources do and why, `parked` how many entities wait for an operator.
    """

    name: str
    listens_to: tuple[str, ...]
    sequence: int
    sources: dict[str, int]
    behind: dict[str, int] | None = None
    stopped: str | None
    blocked: dict[str, str] = {}
    parked: int = 0
    oldest_unprocessed_seconds: float


class Readiness(BaseModel):
    """What `/readyz` says. `missing` lists what the service waits for."""

    service: str
    ready: bool
    missing: list[str]
    store_head: int | None
    stream_head: int | None
    epoch: str | None
    readers: list[ReaderState]
