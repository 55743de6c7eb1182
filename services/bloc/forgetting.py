"""What follows an erasure in this service: the store's files are written anew without it.

An erasure that a restore took over from the list of erased people is recorded first.
"""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING
from uuid import uuid4

import sqlalchemy as sa
import structlog

from services.bloc.domain import PersonErased
from shared.database import StillRead
from shared.eventstore import Attribution, Command

if TYPE_CHECKING:
    from nats.aio.client import Client

    from services.bloc.application import Blocs
    from services.bloc.erasures import Erasure
    from shared.eventstore import Commands

log = structlog.get_logger()

POLL_SECONDS = 2.0
# Most commits erase nobody: what was committed meanwhile is looked at together.
PAUSE_SECONDS = 0.5
ACTOR = "restore"


class Forgetting:
    """Works off what erasures leave to do in the store, across crashes."""

    def __init__(self, application: Blocs, commands: Commands) -> None:
        self._application = application
        self._commands = commands
        self._woken = asyncio.Event()

    def wake(self) -> None:
        """Something was committed."""
        self._woken.set()

    async def run(self, client: Client) -> None:
        """Follow the table until cancelled; a signal wakes it, a slow poll is the net below."""
        del client
        while True:
            self._woken.clear()
            try:
                for erasure in await self._application.erasures.unrecorded():
                    await self._record(erasure)
                await self._application.erasures.empty_store()
            except (StillRead, OSError, sa.exc.SQLAlchemyError) as error:
                log.info("store_not_emptied_yet", reason=type(error).__name__)
            await asyncio.sleep(PAUSE_SECONDS)
            try:
                async with asyncio.timeout(POLL_SECONDS):
                    await self._woken.wait()
            except TimeoutError:
                continue

    async def _record(self, erasure: Erasure) -> None:
        command = Command(
            use_case=lambda: self._application.erase_person(
                erasure.person_id, erasure.erased_on, erasure.reason
            ),
            attribution=Attribution(actor=ACTOR, correlation=uuid4().hex),
            name="erase_person",
        )
        try:
            await self._commands.run(command)
        except PersonErased:
            await self._application.erasures.mark_recorded(erasure.person_id)
