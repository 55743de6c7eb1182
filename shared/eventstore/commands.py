"""Commands: they are decided in order, and those that wait together share a transaction."""

from __future__ import annotations

import asyncio
import hashlib
from collections.abc import Callable
from contextvars import copy_context
from dataclasses import dataclass, field
from functools import partial
from typing import TYPE_CHECKING, TypeVar

from msgspec import structs

from shared.eventstore.answers import Answer
from shared.eventstore.codec import Attribution, attributed_to
from shared.eventstore.groups import Asked, Decided, Transactions
from shared.eventstore.keys import Key, Keys
from shared.eventstore.line import Line, Work
from shared.telemetry.commands import commanding
from shared.telemetry.traces import traceparent_here

if TYPE_CHECKING:
    from shared.eventstore.application import EventSourcedApplication

T = TypeVar("T")

MOST_WAITING = 1_000


class TooManyCommands(Exception):
    """More commands wait than can be answered soon; try again shortly."""

    def __init__(self) -> None:
        super().__init__("more commands wait than can be answered soon; try again shortly")


@dataclass(frozen=True)
class Command:
    """A use case to run: what to call, for whom, and how to answer; `name` is its own.

    The use case loads all that it changes: when the database fails it is called again.
    """

    use_case: Callable[[], object]
    attribution: Attribution
    status: int = 204
    body: dict[str, str] | None = None
    key: str | None = None
    fingerprint: bytes = b""
    expected_version: int | None = None
    name: str = "unnamed"


@dataclass
class Commands:
    """Runs commands of one service in order; what takes the store or time, off the event loop.

    A command is stored whole or not at all, together with its idempotency key, whether or not
    who asked still waits. Commands that came while the last ones were being committed share
    the next transaction; each is decided on what those before it left, and refused alone.
    After a commit every function in `after_commit` is called on the event loop. More than
    `most_waiting` are turned away with `TooManyCommands`.
    """

    application: EventSourcedApplication
    after_commit: list[Callable[[], None]] = field(default_factory=list)
    most_waiting: int = MOST_WAITING

    def __post_init__(self) -> None:
        self._keys = Keys(self.application.event_recorder.database)
        self._line = Line(Transactions(self.application, self._keys), self._committed)

    def prepare(self) -> None:
        """Open the store; blocks, and fails while the store is away."""
        self.application.prepare()
        self._keys.prepare()

    async def run(self, command: Command) -> Answer:
        """Run a command; raises whatever its use case refuses with."""
        with commanding(command.name):
            if len(self._line) >= self.most_waiting:
                raise TooManyCommands
            answered: asyncio.Future[Answer] = asyncio.get_running_loop().create_future()
            key = _key_of(command)
            self._line.join(
                Asked(command.name, partial(self._run, command, key), answered, key)
            )
            return await answered

    async def on_writer(self, work: Callable[[], T], *, commits: bool) -> T:
        """Run `work` on the writer's thread, after all that was asked before."""
        answered: asyncio.Future[T] = asyncio.get_running_loop().create_future()
        self._line.join(Work(partial(copy_context().run, work), answered, commits))
        return await answered

    def close(self) -> None:
        """Finish what was asked, then let go of the store."""
        self._line.close()
        self.application.event_recorder.writer.close()
        self.application.event_recorder.database.close()

    def _committed(self) -> None:
        for notify in self.after_commit:
            notify()

    def _run(self, command: Command, key: Key | None) -> Decided:
        # What the command stores continues its own span, where there is one.
        by = command.attribution
        traceparent = traceparent_here(by.traceparent)
        if traceparent != by.traceparent:
            by = structs.replace(by, traceparent=traceparent)
        attributed_to.set(by)
        known = None if key is None else self._keys.answer_to(key)
        return self._decide(command, key) if known is None else Decided(known)

    def _decide(self, command: Command, key: Key | None) -> Decided:
        application = self.application
        with application.unit_of_work(command.expected_version) as unit:
            command.use_case()
        version = None if unit.saved is None else unit.saved.version
        positions = unit.positions
        head = positions[-1] if positions else application.event_recorder.head()
        answer = Answer(command.status, command.body, head, version)
        if key is not None:
            self._keys.keep(key, answer)
        return Decided(answer, (unit.stored[0], positions[0]) if positions else None)


def _key_of(command: Command) -> Key | None:
    if command.key is None:
        return None
    fingerprint = hashlib.sha256(command.fingerprint).hexdigest()
    return Key(command.attribution.actor, command.key, fingerprint)
