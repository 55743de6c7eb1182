"""What the console remembers of people follows the log: changes and erasures."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

import sqlalchemy as sa
import structlog

from shared.contracts import bloc as facts

if TYPE_CHECKING:
    from nats.aio.client import Client

    from services.console.directory import Directory
    from services.console.timeline import Timeline

log = structlog.get_logger()

RETRY_SECONDS = 1.0
SOURCE = "bloc"


class Following:
    """Follows the log for what its people go through."""

    def __init__(self, timeline: Timeline, directory: Directory) -> None:
        self._timeline = timeline
        self._directory = directory

    async def run(self, client: Client) -> None:
        """Follow until cancelled. What cannot be followed leaves no name behind."""
        del client
        while True:
            try:
                await self._follow()
            except (OSError, sa.exc.SQLAlchemyError) as error:
                log.warning("people_not_followed", reason=type(error).__name__)
                self._directory.forget_everybody()
                await asyncio.sleep(RETRY_SECONDS)

    async def _follow(self) -> None:
        people = self._directory.people
        arrivals = self._timeline.arrivals(self._timeline.sequence)
        people.hear()
        async for arrived in arrivals:
            for envelope in arrived:
                if isinstance(envelope.data, facts.PersonErased):
                    people.forget(envelope.data.person_id)
            if any(envelope.source == SOURCE for envelope in arrived):
                people.hear()
