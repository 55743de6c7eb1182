"""Records what was asked for: in batches, each with its outcome, or all in one transaction.

What was recorded and that it was are one transaction, so a service that was killed goes on
where it was, and no row is recorded twice.
"""

from __future__ import annotations

import asyncio
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Protocol

import sqlalchemy as sa
import structlog

from shared.eventstore import Attribution, Command, Commands, TooManyCommands
from shared.intake.drafts import Intakes
from shared.intake.outcomes import end, pending, remember
from shared.intake.rows import Outcome
from shared.intake.upload import Intake

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence
    from datetime import date
    from uuid import UUID

    from nats.aio.client import Client

    from shared.intake.columns import Layout
    from shared.intake.rows import Called, Judged, Pending

log = structlog.get_logger()

AT_ONCE = 500
POLL_SECONDS = 2.0


class Taking(Protocol):
    """What a service knows of one kind of list."""

    @property
    def layout(self) -> Layout: ...

    async def judge(
        self, rows: Sequence[tuple[int, dict[str, str]]], today: date, called: Called
    ) -> list[Judged]:
        """Each row of a file beside what is recorded."""

    def record(self, rows: Sequence[Pending]) -> list[Outcome]:
        """Decide rows inside a command and save what they change; a refused one does not."""

    async def exported(self, locale: str) -> list[list[str]]:
        """Everything there is, as rows of such a file."""


class RowsRefused(Exception):
    """All or nothing was asked for, and a rule refused rows."""

    def __init__(self, outcomes: list[Outcome]) -> None:
        self.outcomes = outcomes
        super().__init__(f"{len(outcomes)} rows were refused")


class Recording:
    """Records intakes one after the other, beside everything else the service does.

    `decided` is how many rows of an intake were looked at where nothing is recorded before all
    are.
    """

    def __init__(
        self, intakes: Intakes, commands: Commands, takings: Mapping[str, Taking]
    ) -> None:
        self.intakes = intakes
        self.takings = takings
        self.decided: dict[UUID, int] = {}
        self._commands = commands
        self._database = commands.application.event_recorder.database
        self._woken = asyncio.Event()

    def wake(self) -> None:
        """Somebody asked for an intake to be recorded."""
        self._woken.set()

    async def run(self, client: Client) -> None:
        """Record what is asked for until cancelled, what an earlier process began first."""
        del client
        while True:
            self._woken.clear()
            try:
                await self.intakes.remove_expired(datetime.now(UTC))
                for intake in await self.intakes.recording():
                    await self._record(intake)
            except (sa.exc.SQLAlchemyError, OSError, TooManyCommands) as error:
                log.warning("intake_waits", reason=f"{type(error).__name__}: {error}")
            try:
                async with asyncio.timeout(POLL_SECONDS):
                    await self._woken.wait()
            except TimeoutError:
                continue

    async def _record(self, intake: Intake) -> None:
        taking = self.takings.get(intake.kind)
        if taking is None:
            return
        try:
            if intake.mode == "all":
                await self._command(intake, lambda: self._all(intake, taking))
            else:
                while await self._batch(intake, taking):
                    pass
        except RowsRefused as refused:
            await self.intakes.refuse(intake.id, refused.outcomes)
        finally:
            self.decided.pop(intake.id, None)
        log.info("intake_recorded", intake=str(intake.id), kind=intake.kind)

    async def _batch(self, intake: Intake, taking: Taking) -> bool:
        """Record the next rows; false when none was left."""
        more: list[bool] = []

        def record() -> None:
            more.clear()
            rows = pending(self._database, intake.id, AT_ONCE)
            outcomes = taking.record(rows) if rows else []
            more.append(bool(rows))

            def write(connection: sa.Connection, _: Sequence[int]) -> None:
                if outcomes:
                    remember(connection, intake.id, outcomes)
                else:
                    end(connection, intake.id, "recorded")

            self._commands.application.also(write)

        await self._command(intake, record)
        return more[-1]

    def _all(self, intake: Intake, taking: Taking) -> None:
        rows = pending(self._database, intake.id, intake.total)
        outcomes: list[Outcome] = []
        for start in range(0, len(rows), AT_ONCE):
            outcomes += taking.record(rows[start : start + AT_ONCE])
            self.decided[intake.id] = len(outcomes)
        refused = [outcome for outcome in outcomes if outcome.refusal is not None]
        if refused:
            raise RowsRefused(refused)

        def write(connection: sa.Connection, _: Sequence[int]) -> None:
            remember(connection, intake.id, outcomes)
            end(connection, intake.id, "recorded")

        self._commands.application.also(write)

    async def _command(self, intake: Intake, use_case: Callable[[], object]) -> None:
        attribution = Attribution(actor=intake.actor, correlation=intake.id.hex)
        await self._commands.run(Command(use_case, attribution, name="record_intake"))
