"""A real store of units with its commands, and readers that record what they were given."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date
from typing import Any
from uuid import UUID, uuid4

import sqlalchemy as sa

from services.bloc.application import Blocs
from shared.contracts import Envelope
from shared.contracts.bloc import UnitRegistered
from shared.database import Database
from shared.eventstore import Answer, Attribution, Command, Commands, RecordedEvent
from shared.readmodel import Batch, Documents, ReadModel

PATIENCE_SECONDS = 20.0
BY_TESTS = Attribution(
    actor="tests",
    correlation="a-correlation",
    causation="covenant:7",
    traceparent="00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01",
)


async def eventually(condition: Callable[[], object]) -> None:
    """Wait until a condition holds. Raises `TimeoutError` when it does not."""
    async with asyncio.timeout(PATIENCE_SECONDS):
        while not condition():
            await asyncio.sleep(0.01)


def unit_registered(number: int = 1) -> UnitRegistered:
    return UnitRegistered(
        unit_id=uuid4(),
        name=f"Vụ {number}",
        short_name=f"V{number}",
        kind="vu",
        legal_personality=False,
        founded_on=date(1992, 10, 20),
    )


class UnitStore:
    """The application of `bloc` on one store, as one process has it."""

    def __init__(self, url: str) -> None:
        self.url = url
        self.blocs = Blocs(Database(url, "bloc"))
        self.commands = Commands(self.blocs)
        self.commands.prepare()

    async def run(self, use_case: Callable[[], object], **options: Any) -> Answer:  # noqa: ANN401 (options of Command)
        return await self.commands.run(
            Command(use_case, **({"attribution": BY_TESTS} | options))
        )

    async def register(self, unit_id: UUID | None = None, **options: Any) -> Answer:  # noqa: ANN401 (as above)
        return await self.run(lambda: self.register_here(unit_id), **options)

    async def register_many(self, count: int) -> None:
        """Units in one command, so that many events cost one transaction."""

        def all_of_them() -> None:
            for _ in range(count):
                self.register_here()

        await self.run(all_of_them)

    def register_here(self, unit_id: UUID | None = None) -> UUID:
        chosen = unit_id or uuid4()
        self.blocs.register_unit(
            chosen,
            name="Vụ Tổ chức cán bộ",
            short_name="Vụ TCCB",
            kind="vu",
            legal_personality=False,
            founded_on=date(1992, 10, 20),
        )
        return chosen

    def events(self) -> Sequence[RecordedEvent]:
        return self.blocs.event_recorder.select_after(0, 100_000)

    def close(self) -> None:
        self.commands.close()


@contextmanager
def opened(url: str) -> Iterator[UnitStore]:
    store = UnitStore(url)
    try:
        yield store
    finally:
        store.close()


@dataclass(frozen=True)
class Seen:
    """How often an entity's facts took effect, and the last of them."""

    subject: str
    times: int
    position: int


SEEN: Documents[Seen] = Documents(
    "seen",
    Seen,
    columns=[sa.Column("times", sa.Integer(), index=True)],
    indexed=lambda seen: {"times": seen.times},
)


@dataclass
class Counting:
    """A projection that counts: a fact with two effects or none shows in `times`.

    `fails_at` is a position whose fold raises `fails_with`, by default that it cannot, after
    what came before was written.
    """

    name: str = "bloc-counting"
    version: int = 1
    sources: tuple[str, ...] = ("bloc",)
    documents: Sequence[Documents[Any]] = (SEEN,)
    fails_at: int | None = field(default=None)
    fails_with: Exception | None = field(default=None)

    def project(self, facts_in_order: Sequence[Envelope], batch: Batch) -> None:
        for fact in facts_in_order:
            if fact.position == self.fails_at:
                batch.flush()
                raise self.fails_with or FoldFailed(f"cannot fold {fact.id}")
            seen = batch.get(SEEN, fact.subject) or Seen(fact.subject, 0, 0)
            batch.put(SEEN, fact.subject, Seen(fact.subject, seen.times + 1, fact.position))


class FoldFailed(Exception):
    """A fold that a test made fail."""


OpenModel = Callable[[Counting], ReadModel]

DATABASE_AWAY = sa.exc.OperationalError("SELECT 1", None, Exception("it went away"))
