"""Who was erased leaves the console's memory as soon as the log says so."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

import sqlalchemy as sa
import structlog

from shared.contracts import bloc as facts

if TYPE_CHECKING:
    from nats.aio.client import Client

    from services.console.directory import Directory
    from services.console.views import LogTimeline

log = structlog.get_logger()

RETRY_SECONDS = 1.0


class Forgetting:
    """Follows the log for erasures."""

    def __init__(self, timeline: LogTimeline, directory: Directory) -> None:
        self._timeline = timeline
        self._directory = directory

    async def run(self, client: Client) -> None:
        """Follow until cancelled. What cannot be followed leaves no name behind."""
        del client
        while True:
            try:
                async for arrived in self._timeline.arrivals():
                    for envelope in arrived:
                        if isinstance(envelope.data, facts.PersonErased):
                            self._directory.forget(envelope.data.person_id)
            except (OSError, sa.exc.SQLAlchemyError) as error:
                log.warning("erasures_not_followed", reason=type(error).__name__)
                self._directory.forget_everybody()
                await asyncio.sleep(RETRY_SECONDS)
