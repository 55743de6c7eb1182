"""Commands: one thread decides and writes, each command in one transaction with its key.

Source for keys: draft-ietf-httpapi-idempotency-key-header-07 (an Internet-Draft, expired 2026).
"""

from __future__ import annotations

import asyncio
import hashlib
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextvars import copy_context
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, TypeVar

import msgspec
import sqlalchemy as sa
from msgspec import structs

from shared.decoders import decoder
from shared.eventstore.codec import Attribution, attributed_to
from shared.telemetry.commands import commanding
from shared.telemetry.traces import traceparent_here

if TYPE_CHECKING:
    from collections.abc import Sequence

    from shared.eventstore.application import EventSourcedApplication

T = TypeVar("T")

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


class Answer(msgspec.Struct, frozen=True):
    """What a command answers; stored with its key so that a retry is answered the same.

    `position` is the store's position after the command, `version` that of the aggregate it
    was about.
    """

    status: int
    body: dict[str, str] | None
    position: int
    version: int | None


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

    A command is stored whole or not at all, together with its idempotency key. After a
    commit every function in `after_commit` is called on the event loop.
    """

    application: EventSourcedApplication
    after_commit: list[Callable[[], None]] = field(default_factory=list)

    def __post_init__(self) -> None:
        self._writer = ThreadPoolExecutor(max_workers=1, thread_name_prefix="writer")

    def prepare(self) -> None:
        """Open the store; blocks, and fails while the store is away."""
        self.application.prepare()
        self.application.event_recorder.database.create(metadata)

    async def run(self, command: Command) -> Answer:
        """Run a command; raises whatever its use case refuses with."""
        with commanding(command.name):
            return await self.on_writer(lambda: self._run(command), commits=True)

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

    def _run(self, command: Command) -> Answer:
        # What the command stores continues its own span, where there is one.
        by = command.attribution
        attributed_to.set(structs.replace(by, traceparent=traceparent_here(by.traceparent)))
        fingerprint = hashlib.sha256(command.fingerprint).hexdigest()
        known = self._known(command, fingerprint)
        if known is not None:
            return known
        try:
            return self._decide(command, fingerprint)
        except Exception:
            # Another replica may have answered the same request while this one decided.
            known = self._known(command, fingerprint)
            if known is None:
                raise
            return known

    def _decide(self, command: Command, fingerprint: str) -> Answer:
        application = self.application
        with application.unit_of_work(command.expected_version) as unit:
            command.use_case()
            answer: list[Answer] = []

            def remember(connection: sa.Connection, positions: Sequence[int]) -> None:
                version = None if unit.saved is None else unit.saved.version
                head = positions[-1] if positions else application.event_recorder.head()
                answer.append(Answer(command.status, command.body, head, version))
                if command.key is not None:
                    connection.execute(
                        sa.insert(answers).values(
                            actor=command.attribution.actor,
                            key=command.key,
                            fingerprint=fingerprint,
                            answer=msgspec.json.encode(answer[0]).decode(),
                        )
                    )

            application.also(remember)
        return answer[0]

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
