"""Who waits to append, first come, first served; one group of them is under way at a time.

A group is decided on the event loop where memory is enough for it. It is sent to a server from
there too, which answers there; into a file all but its commit is written there, and that comes
on the writer's thread: two threads that run Python at once fight for the interpreter at every
step of both.
What asks the store is decided on the writer's thread as well, so that nobody waits for a disk
on the event loop.
"""

from __future__ import annotations

import asyncio
from collections import deque
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from dataclasses import dataclass, field
from functools import partial
from typing import TYPE_CHECKING, Any, TypeAlias

from shared.eventstore.groups import Asked, fail
from shared.eventstore.writer import Awaited

if TYPE_CHECKING:
    from collections.abc import Sequence

    from shared.eventstore.groups import Transactions
    from shared.eventstore.turn import Turn

MOST_TOGETHER = 128


@dataclass(slots=True)
class Work:
    """Something else to be done on the writer's thread, alone, and who waits for it."""

    do: Callable[[], Any]
    answered: asyncio.Future[Any]
    # Whether what it did is to be told as a commit.
    commits: bool
    _answer: Callable[[], None] | None = field(default=None, init=False)

    def take(self) -> None:
        """Do it; what it raises is for who waits."""
        try:
            self._answer = partial(self.answered.set_result, self.do())
        except BaseException as error:  # noqa: BLE001 (as said)
            self._answer = partial(self.answered.set_exception, error)
            self.commits = False

    def answer(self) -> None:
        """Tell who waits, on the event loop; who went away is not told."""
        if self._answer is not None and not self.answered.done():
            self._answer()


Waiting: TypeAlias = Asked | Work


class Line:
    """The line of one store. One event loop uses it at a time; a later one takes it over.

    `committed` is called on the event loop after each commit, before who waits is told.
    """

    def __init__(self, transactions: Transactions, committed: Callable[[], None]) -> None:
        self._transactions = transactions
        self._committed = committed
        self._thread = ThreadPoolExecutor(max_workers=1, thread_name_prefix="writer")
        self._waiting: deque[Waiting] = deque()
        self._loop: asyncio.AbstractEventLoop | None = None
        self._under_way = False
        # The group whose answer comes from a server to the event loop.
        self._awaited: list[tuple[list[Asked], Turn, Awaited]] = []
        self._closed = False

    def __len__(self) -> int:
        return len(self._waiting)

    def join(self, one: Waiting) -> None:
        """Stand at the end of the line; to be called on the event loop."""
        if self._closed:
            raise RuntimeError("the store was closed")
        self._waiting.append(one)
        loop = one.answered.get_loop()
        if self._loop is not loop:
            # Of the loop before nothing is left but what its thread may still do.
            self._await_beside()
            self._loop, self._under_way = loop, True
            self._thread.submit(self._tell, loop, self._take_turn)
        elif not self._under_way:
            self._under_way = True
            # Those who are about to come in this turn of the loop come along.
            loop.call_soon(self._take_turn)

    def close(self) -> None:
        """Finish what was asked."""
        self._closed = True
        self._await_beside()
        while group := self._next():
            self._thread.submit(self._do, group, None)
        self._thread.shutdown(wait=True)

    def _take_turn(self) -> None:
        group = self._next()
        if not group:
            self._under_way = False
            return
        decided = None
        if isinstance(group, list):
            try:
                decided = self._transactions.decide(group)
            except Exception as error:  # noqa: BLE001 (it is told to each who waits)
                self._transactions.forget()
                fail(group, error)
                self._done(group[0].answered.get_loop(), group, commits=False)
                return
            if decided is not None and isinstance(decided.rest, Awaited):
                self._await(group, decided, decided.rest)
                return
        self._thread.submit(self._do, group, decided)

    def _await(self, group: list[Asked], decided: Turn, rest: Awaited) -> None:
        """Go on when the server has answered."""
        self._awaited.append((group, decided, rest))
        asyncio.get_running_loop().add_reader(rest.socket, self._look)

    def _look(self) -> None:
        """See what came from the server, on the event loop."""
        if not (self._awaited and self._awaited[0][2].look()):
            return
        group, decided, rest = self._awaited.pop()
        loop = asyncio.get_running_loop()
        loop.remove_reader(rest.socket)
        if rest.is_well():
            self._done(loop, *self._stored(group, decided))
        else:
            # What is to be done about it may take the store.
            self._thread.submit(self._do, group, decided)

    def _await_beside(self) -> None:
        """Let the writer's thread wait for what the event loop waited for."""
        while self._awaited:
            group, decided, rest = self._awaited.pop()
            loop = group[0].answered.get_loop()
            self._tell(loop, partial(loop.remove_reader, rest.socket))
            self._thread.submit(self._do, group, decided)

    def _next(self) -> list[Asked] | Work | None:
        """The commands that come next, or what else is alone; who went away is left out."""
        group: list[Asked] = []
        waiting = self._waiting
        while waiting and len(group) < MOST_TOGETHER:
            first = waiting[0]
            if not _is_gone(first):
                if isinstance(first, Work):
                    if group:
                        break
                    waiting.popleft()
                    return first
                group.append(first)
            waiting.popleft()
        return group or None

    def _do(self, turn: list[Asked] | Work, decided: Turn | None) -> None:
        """Do it on the writer's thread, and tell the event loop."""
        done, commits = self._stored(turn, decided)
        loop = done[0].answered.get_loop()
        self._tell(loop, partial(self._done, loop, done, commits))

    def _stored(
        self, turn: list[Asked] | Work, decided: Turn | None
    ) -> tuple[Sequence[Waiting], bool]:
        """Do it; who is to be answered, and whether that is to be told as a commit."""
        if isinstance(turn, Work):
            # What it appends, the next transaction of commands has yet to learn.
            self._transactions.alone = False
            turn.take()
            return [turn], turn.commits
        try:
            self._transactions.commit(turn, decided)
        except BaseException as error:  # noqa: BLE001 (it is told to each who waits)
            fail(turn, error)
        return turn, True

    @staticmethod
    def _tell(loop: asyncio.AbstractEventLoop, call: Callable[[], object]) -> None:
        # A loop that was closed has nobody left who waits.
        with suppress(RuntimeError):
            loop.call_soon_threadsafe(call)

    def _done(
        self, loop: asyncio.AbstractEventLoop, done: Sequence[Waiting], commits: bool
    ) -> None:
        try:
            if commits:
                self._committed()
        finally:
            for one in done:
                one.answer()
            if loop is self._loop:
                # Those who were told come first, with what they ask next.
                loop.call_soon(self._take_turn)


def _is_gone(one: Waiting) -> bool:
    """Whether nobody waits any more: who asked went away, or the loop it asked on ended."""
    return one.answered.cancelled() or one.answered.get_loop().is_closed()
