"""Commands: one thread decides and writes; those that wait together share a transaction.

Source for keys: draft-ietf-httpapi-idempotency-key-header-07 (an Internet-Draft, expired 2026).
"""

from __future__ import annotations

import asyncio
import hashlib
from collections import deque
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from contextvars import copy_context
from dataclasses import dataclass, field
from functools import partial
from typing import TYPE_CHECKING, TypeVar

import msgspec
import sqlalchemy as sa
from msgspec import structs

from shared.decoders import decoder
from shared.eventstore.answers import Answer
from shared.eventstore.codec import Attribution, attributed_to
from shared.eventstore.groups import Asked, Decided, commit_together, fail
from shared.telemetry.commands import commanding
from shared.telemetry.traces import traceparent_here

if TYPE_CHECKING:
    from collections.abc import Sequence

    from shared.eventstore.application import EventSourcedApplication

T = TypeVar("T")

MOST_TOGETHER = 128
MOST_WAITING = 1_000

metadata = sa.MetaData()

answers = sa.Table(
    "idempotency_keys",
    metadata,
    sa.Column("actor", sa.Text(), primary_key=True),
    sa.Column("key", sa.Text(), primary_key=True),
    sa.Column("fingerprint", sa.Text(), nullable=False),
    sa.Column("answer", sa.Text(), nullable=False),
)


class IdempotencyKeyReused(Exception):
    """The key was used before for another request; every new request needs a new key."""

    def __init__(self, key: str) -> None:
        super().__init__(f"idempotency key {key!r} was used for a different request")


class TooManyCommands(Exception):
    """More commands wait than can be answered soon; try again shortly."""

    def __init__(self) -> None:
        super().__init__("more commands wait than can be answered soon; try again shortly")


@dataclass(frozen=True)
class Command:
    """A use case to run: what to call, for whom, and how to answer; `name` is its own."""

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
    """Runs commands of one service in order, off the event loop.

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
        self._writer = ThreadPoolExecutor(max_workers=1, thread_name_prefix="writer")
        self._waiting: deque[Asked] = deque()

    def prepare(self) -> None:
        """Open the store; blocks, and fails while the store is away."""
        self.application.prepare()
        self.application.event_recorder.database.create(metadata)

    async def run(self, command: Command) -> Answer:
        """Run a command; raises whatever its use case refuses with."""
        with commanding(command.name):
            if len(self._waiting) >= self.most_waiting:
                raise TooManyCommands
            loop = asyncio.get_running_loop()
            asked = Asked(partial(self._run, command), loop.create_future())
            self._waiting.append(asked)
            # One turn for each: what is asked of the writer afterwards comes after all of them.
            self._writer.submit(self._take_turn, loop)
            return await asked.answered

    async def on_writer(self, work: Callable[[], T], *, commits: bool) -> T:
        """Run `work` on the writer thread, after all that was asked before."""
        context = copy_context()
        loop = asyncio.get_running_loop()
        result = await loop.run_in_executor(self._writer, lambda: context.run(work))
        if commits:
            for notify in self.after_commit:
                notify()
        return result

    def close(self) -> None:
        """Finish what was asked, then let go of the store."""
        self._writer.shutdown(wait=True)
        self.application.event_recorder.database.close()

    def _take_turn(self, loop: asyncio.AbstractEventLoop) -> None:
        waiting = self._waiting
        taken = [waiting.popleft() for _ in range(min(len(waiting), MOST_TOGETHER))]
        # Who went away before the turn came is not decided; later it is whole or nothing.
        group = [asked for asked in taken if not asked.answered.cancelled()]
        if not group:
            return
        try:
            commit_together(group, self.application.event_recorder)
        except BaseException as error:
            fail(group, error)
            raise
        finally:
            # A loop that was closed has nobody left who waits.
            with suppress(RuntimeError):
                loop.call_soon_threadsafe(self._answer, group)

    def _answer(self, group: Sequence[Asked]) -> None:
        for notify in self.after_commit:
            notify()
        for asked in group:
            asked.answer()

    def _run(self, command: Command) -> Decided:
        # What the command stores continues its own span, where there is one.
        by = command.attribution
        attributed_to.set(structs.replace(by, traceparent=traceparent_here(by.traceparent)))
        fingerprint = hashlib.sha256(command.fingerprint).hexdigest()
        known = self._known(command, fingerprint)
        return self._decide(command, fingerprint) if known is None else Decided(known)

    def _decide(self, command: Command, fingerprint: str) -> Decided:
        application = self.application
        with application.unit_of_work(command.expected_version) as unit:
            command.use_case()
            decided: list[Decided] = []

            def remember(connection: sa.Connection, positions: Sequence[int]) -> None:
                version = None if unit.saved is None else unit.saved.version
                head = positions[-1] if positions else application.event_recorder.head()
                answer = Answer(command.status, command.body, head, version)
                stored = next(zip(unit.stored, positions, strict=True), None)
                decided.append(Decided(answer, stored))
                if command.key is not None:
                    connection.execute(
                        sa.insert(answers).values(
                            actor=command.attribution.actor,
                            key=command.key,
                            fingerprint=fingerprint,
                            answer=msgspec.json.encode(answer).decode(),
                        )
                    )

            application.also(remember)
        return decided[0]

    def _known(self, command: Command, fingerprint: str) -> Answer | None:
        if command.key is None:
            return None
        query = sa.select(answers.c.fingerprint, answers.c.answer).where(
            answers.c.actor == command.attribution.actor, answers.c.key == command.key
        )
        with self.application.event_recorder.database.read() as connection:
            row = connection.execute(query).one_or_none()
        if row is None:
            return None
        if row.fingerprint != fingerprint:
            raise IdempotencyKeyReused(command.key)
        return decoder(Answer).decode(row.answer)
