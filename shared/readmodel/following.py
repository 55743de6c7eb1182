"""Both copies follow the log: the live one, and the other while it is filled or ready."""

from __future__ import annotations

import asyncio
import contextlib
from dataclasses import dataclass, field
from time import monotonic
from typing import TYPE_CHECKING

import structlog

from shared.continuity import NOWHERE, Positions
from shared.crashpoints import CrashPoint, reach
from shared.messaging.feed import Feed
from shared.messaging.history import History
from shared.readmodel.folding import InTwoSteps
from shared.readmodel.later import A_LONG_WAY, CannotWorkOut
from shared.readmodel.meeting import Meeting
from shared.readmodel.pair import Pair
from shared.readmodel.refusals import CopyNotReady
from shared.readmodel.state import Progress, progress
from shared.tasks import end

if TYPE_CHECKING:
    from nats.aio.client import Client

    from shared.readmodel.copy import Half
    from shared.readmodel.ledger import Letter, OtherState

log = structlog.get_logger()

LOOK_AGAIN_SECONDS = 1.0
# A copy that reaches what was the head so short a time ago has caught up.
REACH_SECONDS = 2.0
READS_END_SECONDS = 5.0
CATCH_UP_SECONDS = 20.0


@dataclass
class Following:
    """Runs a feed for each copy that is to follow, and marks the other ready."""

    pair: Pair
    feeds: dict[Letter, Feed] = field(default_factory=dict, init=False)
    _begun_at: Positions = field(default=NOWHERE, init=False)
    _client: Client | None = field(default=None, init=False)
    _begun: float = field(default=0.0, init=False)
    _tasks: dict[Letter, asyncio.Task[None]] = field(default_factory=dict, init=False)
    # Copies in which something could not be worked out: folded as the facts come, they park it.
    _fact_by_fact: set[Letter] = field(default_factory=set, init=False)

    def __post_init__(self) -> None:
        self.meeting = Meeting(self.pair)
        self.acting = asyncio.Lock()
        self._woken = asyncio.Event()

    def wake(self) -> None:
        """Something changed that is to be acted on now."""
        self._woken.set()

    def progress(self) -> Progress | None:
        """How far the filling of the other copy came since this process began with it."""
        seconds = monotonic() - self._begun
        return progress(self._begun_at, self.pair.other.positions, self.meeting.head, seconds)

    async def run(self, client: Client) -> None:
        """Follow until cancelled."""
        self._client, self.meeting.history_or_none = client, History(client)
        try:
            while True:
                self._woken.clear()
                try:
                    await self._keep()
                except Exception as error:  # noqa: BLE001 (a store or NATS is away: try again)
                    reason = f"{type(error).__name__}: {error}"
                    log.warning("copies_wait", projection=self._name, reason=reason)
                with contextlib.suppress(TimeoutError):
                    async with asyncio.timeout(LOOK_AGAIN_SECONDS):
                        await self._woken.wait()
        finally:
            await end(self._tasks.values())

    @property
    def _name(self) -> str:
        return self.pair.projection.name

    async def _keep(self) -> None:
        pair = self.pair
        async with self.acting:
            await pair.refresh()
            await self.settle()
        if pair.live.is_put_off:
            await self._work_out_at_head(pair.live)
            self.wake()
        if not pair.in_charge:
            return
        if pair.standing.other_is == "filling":
            reach(CrashPoint.COPY_FILLING)
            if await self._work_out_at_head(pair.other):
                await self._mark_ready()
            self.wake()
        elif pair.standing.other_is == "ready" and not pair.live.is_current:
            await self.switch()

    async def _work_out_at_head(self, copy: Half) -> bool:
        """Whether a copy reached the head; what was put off in it is then worked out."""
        if not await self.meeting.caught_up(copy, REACH_SECONDS, unless=self._woken):
            return False
        if copy.is_put_off:
            try:
                await self._work_out(copy)
            except CannotWorkOut as error:
                log.warning("copy_begins_again", projection=self._name, reason=str(error))
                async with self.acting:
                    await self._unfollow(copy)
                    self._fact_by_fact.add(copy.letter)
                    await copy.begin_again()
                return False
        return not copy.is_put_off

    async def _work_out(self, copy: Half) -> None:
        """Work out what was put off, so long as the copy is of one filling and wanted."""
        filling = copy.filling
        while copy.is_put_off and copy.filling == filling and copy.letter in self._tasks:
            await copy.work_out()

    async def _mark_ready(self) -> None:
        pair = self.pair
        async with self.acting:
            if pair.standing.other_is == "filling" and pair.other_counts:
                await pair.change(pair.standing.being("ready"))
                log.info("copy_ready", projection=self._name, copy=pair.other.letter)

    async def settle(self) -> None:
        """Let each copy follow, or stand still, as its state says; `acting` has to be held."""
        if self._client is None:
            return
        pair = self.pair
        followed = pair.standing.other_is in {"filling", "ready"}
        if pair.in_charge and followed and not pair.other_counts:
            await self._begin_filling()
        for copy in pair.copies.values():
            await self._place(self._client, copy)

    async def _begin_filling(self) -> None:
        other = self.pair.other
        await self._unfollow(other)
        await other.empty(self.pair.standing.filling_of(other.letter))
        # Found ready, but its database was lost: what it holds now is not what was ready.
        await self.pair.change(self.pair.standing.being("filling"))

    async def _place(self, client: Client, copy: Half) -> None:
        standing = self.pair.standing
        stands_by = self.pair.in_charge and standing.other_is in {"filling", "ready"}
        wanted = copy.is_current and (copy is self.pair.live or stands_by)
        if not wanted:
            await self._unfollow(copy)
        elif copy.letter not in self._tasks:
            await self._put_off_a_long_way(copy)
            feed = Feed(client, copy, copy.consumer)
            self.feeds[copy.letter] = feed
            self._tasks[copy.letter] = asyncio.create_task(feed.run())
            if copy is self.pair.other:
                self._begun_at, self._begun = copy.positions, monotonic()

    async def _put_off_a_long_way(self, copy: Half) -> None:
        begins = copy.positions == NOWHERE and copy.letter not in self._fact_by_fact
        if begins and isinstance(copy.projection, InTwoSteps):
            head = await self.meeting.history.head(copy.sources)
            if sum(at.position for at in head.sources.values()) >= A_LONG_WAY:
                await copy.put_off()

    async def _unfollow(self, copy: Half) -> None:
        task = self._tasks.pop(copy.letter, None)
        self.feeds.pop(copy.letter, None)
        if task is not None:
            await end([task])

    async def switch(self, *, force: bool = False) -> None:
        """Let the other copy answer, in one transaction; the one before goes on following.

        Raises `CopyNotReady` unless the other copy is ready and reaches the head; `force`
        takes it as it stands, so long as it is of this code.
        """
        pair = self.pair
        async with self.acting:
            await pair.refresh()
            if force:
                self._refuse_unless_it_counts()
                await self._finish(pair.other)
            else:
                await self.bring_near()
            async with contextlib.AsyncExitStack() as held:
                # A copy of another version, or one that cannot go on, is not led anywhere.
                if force or not pair.live.is_current or pair.live.positions.blocked:
                    await held.enter_async_context(pair.live.gate)
                    await held.enter_async_context(pair.other.gate)
                else:
                    await held.enter_async_context(self.meeting.at_one_position())
                left = pair.live
                before: OtherState = "ready" if left.is_current else "cancelled"
                await pair.change(pair.standing.switched(before))
                # Who began to read before must not find that copy ahead of the one that answers
                # now: it goes on only when they have ended.
                with contextlib.suppress(TimeoutError):
                    async with asyncio.timeout(READS_END_SECONDS):
                        await left.left_alone()
        log.info("copies_switched", projection=self._name, live=pair.live.letter)
        self.wake()

    async def bring_near(self) -> None:
        """Wait until the other copy is within reach of the head, or raise `CopyNotReady`."""
        self._refuse_unless_it_counts()
        pair = self.pair
        state = pair.standing.other_is
        if state != "ready":
            raise CopyNotReady(
                f"copy {pair.other.letter} of {self._name} is {state}, not ready"
            )
        if not await self.meeting.caught_up(pair.other, CATCH_UP_SECONDS):
            feed = self.feeds.get(pair.other.letter)
            reason = None if feed is None else feed.stopped
            raise CopyNotReady(
                f"copy {pair.other.letter} does not reach the head"
                + (f": {reason}" if reason else " in time; look again shortly")
            )
        for copy in pair.copies.values():
            await self._finish(copy)

    async def _finish(self, copy: Half) -> None:
        """Work out what was put off, wherever a copy stands. Raises `CopyNotReady`."""
        try:
            while copy.is_put_off:
                await copy.work_out()
        except CannotWorkOut as error:
            raise CopyNotReady(
                f"copy {copy.letter} of {self._name} cannot be worked out: {error}"
            ) from error

    def _refuse_unless_it_counts(self) -> None:
        pair = self.pair
        if pair.standing.other_is == "empty" or not pair.other_counts:
            raise CopyNotReady(
                f"copy {pair.other.letter} of {self._name} holds nothing of version "
                f"{pair.projection.version}; rebuild it first"
            )
