"""Publishes facts as a service would, so that another service can be tested alone."""

from __future__ import annotations

from datetime import UTC, datetime
from uuid import uuid4

from nats.aio.client import Client

from shared.contracts import Envelope, Fact, subject_of
from tests.harness.stores import unit_registered


def facts(first: int, last: int, *, source: str = "bloc") -> list[Envelope]:
    """Facts `first` to `last` of a source, about the entities a, b and c in turn."""
    return [
        Envelope(
            source=source,
            position=position,
            previous=position - 1,
            epoch="e",
            time=datetime(2024, 3, 12, tzinfo=UTC),
            subject="abc"[position % 3],
            data=unit_registered(),
            actor="tests",
            correlation="c",
            sequence=position,
        )
        for position in range(first, last + 1)
    ]


class Publisher:
    """One publishing service with positions that chain; `skip` leaves a hole."""

    def __init__(self, client: Client, source: str) -> None:
        self._client = client
        self._source = source
        self._epoch = uuid4().hex
        self._position = 0
        self._previous = 0

    def skip(self, count: int) -> None:
        self._position += count
        self._previous = self._position

    async def publish(self, *facts: Fact, subject: str | None = None) -> str:
        """Publish facts in order; the position of the last, as `?after=` takes it."""
        for fact in facts:
            self._position += 1
            envelope = Envelope(
                source=self._source,
                position=self._position,
                previous=self._previous,
                epoch=self._epoch,
                time=datetime.now(UTC),
                subject=subject or _entity(fact),
                data=fact,
                actor="tests",
                correlation="a-correlation",
            )
            await self._client.jetstream().publish(
                subject_of(envelope), envelope.body(), headers=envelope.headers()
            )
            self._previous = self._position
        return f"{self._source}:{self._position}"


def _entity(fact: Fact) -> str:
    """By convention the first field of a fact names its entity."""
    return str(getattr(fact, fact.__struct_fields__[0]))
