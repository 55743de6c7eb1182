"""A projection that is rebuilt beside itself: one copy answers while the other fills."""

from __future__ import annotations

from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING, TypeVar

import structlog

from shared.readmodel.following import Following
from shared.readmodel.pair import Pair
from shared.readmodel.parked_copies import ParkedCopies
from shared.readmodel.past import Past
from shared.readmodel.refusals import (
    UNREADABLE,
    AnotherReleaseInCharge,
    NothingToCancel,
    NothingToResume,
    ProjectionBeingRebuilt,
    RebuildUnderWay,
)
from shared.readmodel.state import CopiesState, copy_state

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Callable, Mapping

    import sqlalchemy as sa
    from nats.aio.client import Client

    from shared.continuity import Positions
    from shared.database import Database
    from shared.readmodel.comparison import Comparison
    from shared.readmodel.copy import Half, Moment
    from shared.readmodel.folding import Projection
    from shared.readmodel.ledger import Standing

T = TypeVar("T")

log = structlog.get_logger()


@dataclass
class Copies(ParkedCopies):
    """A projection as a service and its readers know it; `database` is that of its views.

    Everything that is asked is answered by the live copy. A projection whose version changed
    is filled into the other copy from the first fact while the live one answers, and switched
    to when it has caught up. Folds have no effect but their documents, so filling a copy sends
    nothing to anybody.
    """

    database: Database
    projection: Projection

    def __post_init__(self) -> None:
        self._pair = Pair(self.database, self.projection)
        self._following = Following(self._pair)
        self._past = Past(self.database, self.projection)

    @property
    def name(self) -> str:
        return self.projection.name

    @property
    def sources(self) -> tuple[str, ...]:
        return self.projection.sources

    @property
    def positions(self) -> Positions:
        """How far the copy that answers came."""
        return self._pair.positions

    @property
    def stands_by(self) -> bool:
        """Every replica follows: none stands by while another does."""
        return False

    async def stored_positions(self) -> Positions:
        """How far the copy that answers came by what is stored."""
        return await self._pair.live.stored_positions()

    @property
    def place(self) -> int:
        """Where in the stream the copy that is to answer stands."""
        return self._leading().positions.sequence

    @property
    def stopped(self) -> str | None:
        """Why the copy that is to answer stands still; none while it follows."""
        return self._stopped(self._leading())

    def lag_seconds(self) -> float:
        """Age of the oldest fact at hand that has not taken effect; 0 when there is none."""
        feed = self._following.feeds.get(self._leading().letter)
        return 0.0 if feed is None else feed.lag_seconds()

    def prepare(self) -> None:
        """Create what is missing and read how the copies stand; blocks."""
        self._pair.open()

    async def run(self, client: Client) -> None:
        """Follow the log until cancelled, and do what is to be done by itself."""
        await self._following.run(client)

    def close(self) -> None:
        self._pair.close()
        self._past.close()

    def query(self, question: Callable[[sa.Connection], T]) -> T:
        return self._pair.live.query(question)

    @property
    def moment(self) -> Moment | None:
        """What is asked now is read at: while it stays, so do answers. None for none."""
        return self._pair.live.moment

    async def ask(self, question: Callable[[sa.Connection], T]) -> T:
        """Answer from the live copy, off the event loop, in one state of it.

        Raises `ProjectionBeingRebuilt` when that copy is of another version and cannot be
        read by this one, or is being filled for the first time and has a long way to go.
        """
        copy = self._pair.live
        if copy.is_current and copy.is_put_off:
            raise ProjectionBeingRebuilt(f"{self.name} is being folded; try again shortly")
        with copy.being_read():
            try:
                return await copy.ask(question)
            except UNREADABLE as error:
                if copy.is_current:
                    raise
                raise ProjectionBeingRebuilt(
                    f"{self.name} is being folded again by version {self.projection.version}; "
                    "try again shortly"
                ) from error

    async def ask_at(self, sequence: int, question: Callable[[sa.Connection], T]) -> T:
        """Answer as of a place in the stream. Raises `LogAway` when the log is out of reach."""
        return await self._past.ask(self._following.meeting.history, sequence, question)

    async def wait_for(self, wanted: Mapping[str, int], seconds: float) -> bool:
        """Wait until every wanted source is at its position; false when time ran out first."""
        return await self._pair.wait_for(wanted, seconds)

    async def wait_beyond(self, sequence: int, seconds: float) -> bool:
        """Wait until the live copy is past a sequence; false when time ran out first."""
        return await self._pair.wait_beyond(sequence, seconds)

    # What operators do. Each is refused with a reason, or done when it returns.

    def state(self) -> CopiesState:
        """How both copies stand."""
        standing, live, other = self._pair.standing, self._pair.live, self._pair.other
        return CopiesState(
            projection=self.name,
            version=self.projection.version,
            live=copy_state(live, self._stopped(live)),
            other=copy_state(other, self._stopped(other)),
            other_is=standing.other_is,
            progress=(
                self._following.progress()
                if standing.other_is == "filling" and self._pair.other_counts
                else None
            ),
        )

    async def rebuild(self) -> CopiesState:
        """Fill the other copy from the first fact, beside the live one, which goes on.

        Raises `RebuildUnderWay` while that happens already.
        """
        async with self._acting() as standing:
            if standing.other_is == "filling":
                raise RebuildUnderWay(
                    f"copy {standing.other} of {self.name} is being filled; cancel it first"
                )
            await self._pair.change(standing.filled_anew())
        return self.state()

    async def cancel(self) -> CopiesState:
        """Let the other copy stand where it is, and follow no further.

        Raises `NothingToCancel` when it follows nothing, or is needed by a new version.
        """
        async with self._acting() as standing:
            if not self._pair.live.is_current:
                raise NothingToCancel(
                    f"{self.name} answers from version {self._pair.live.version} until copy "
                    f"{standing.other} is filled"
                )
            if standing.other_is not in {"filling", "ready"}:
                raise NothingToCancel(
                    f"copy {standing.other} of {self.name} is {standing.other_is}"
                )
            await self._pair.change(standing.being("cancelled"))
        return self.state()

    async def resume(self) -> CopiesState:
        """Fill on from where a cancelled copy stands. Raises `NothingToResume` without one."""
        async with self._acting() as standing:
            if standing.other_is != "cancelled" or not self._pair.other_counts:
                raise NothingToResume(
                    f"copy {standing.other} of {self.name} is {standing.other_is}, of version "
                    f"{self._pair.other.version}; rebuild it"
                )
            await self._pair.change(standing.being("filling"))
        return self.state()

    async def compare(self) -> Comparison:
        """Compare both copies at one position; the live one answers meanwhile.

        Raises `CopyNotReady` unless the other copy has caught up.
        """
        async with self._acting():
            await self._following.bring_near()
        return await self._following.meeting.compare()

    async def switch(self, *, force: bool = False) -> CopiesState:
        """Let the other copy answer, in one transaction; no reader sees a hole.

        Raises `CopyNotReady` unless it has caught up; `force` takes it as it stands.
        """
        await self._following.switch(force=force)
        return self.state()

    async def back(self) -> CopiesState:
        """Let the copy that answered before answer again: the same act."""
        return await self.switch()

    @asynccontextmanager
    async def _acting(self) -> AsyncIterator[Standing]:
        async with self._following.acting:
            await self._pair.refresh()
            if not self._pair.in_charge:
                raise AnotherReleaseInCharge(
                    f"{self.name} is of version {self.projection.version} here, and version "
                    f"{self._pair.standing.version} is in charge: ask a process of that one"
                )
            yield self._pair.standing
            await self._following.settle()
        self._following.wake()

    def _leading(self) -> Half:
        """The copy that is to answer: the other while the live one is of another version."""
        return self._pair.live if self._pair.live.is_current else self._pair.other

    def _stopped(self, copy: Half) -> str | None:
        feed = self._following.feeds.get(copy.letter)
        return "not started" if feed is None else feed.stopped
