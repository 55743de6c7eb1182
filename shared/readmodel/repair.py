"""What an operator does about parked facts: retry or discard, kept with who decided and why."""

from __future__ import annotations

from abc import ABC, abstractmethod
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING, TypeVar

import msgspec
import sqlalchemy as sa

from shared.readmodel.parked import (
    Discarded,
    ParkedEntity,
    ParkedFact,
    ParkingDecision,
    Retried,
)
from shared.readmodel.parking import Key, Parking, metadata

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from contextlib import AbstractContextManager

T = TypeVar("T")

parking_decisions = sa.Table(
    "parking_decisions",
    metadata,
    sa.Column("number", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), primary_key=True),
    sa.Column("reader", sa.Text(), nullable=False),
    sa.Column("source", sa.Text(), nullable=False),
    sa.Column("entity", sa.Text(), nullable=False),
    sa.Column("verb", sa.Text(), nullable=False),
    sa.Column("positions", sa.Text(), nullable=False),
    sa.Column("actor", sa.Text(), nullable=False),
    sa.Column("reason", sa.Text(), nullable=False),
    sa.Column("error", sa.Text()),
    sa.Column("decided_at", sa.Text(), nullable=False),
)


@dataclass(frozen=True)
class Decision:
    """Who decides about which parked entity, and why."""

    entity: Key
    actor: str
    reason: str


class Repairable(ABC):
    """A reader whose parked facts can be looked at, retried and discarded.

    Its positions do not move by that: the facts were passed when they were parked.
    """

    # How many entities are parked.
    parked_count: int = 0

    @property
    @abstractmethod
    def parking(self) -> Parking:
        """The parked facts of this reader."""

    @abstractmethod
    def _exclusively(self) -> AbstractContextManager[sa.Connection]:
        """A transaction beside which the reader takes no fact."""

    @abstractmethod
    async def _work(self, work: Callable[[], T]) -> T:
        """Do blocking work where this reader does its own."""

    @abstractmethod
    def _try_again(self, decision: Decision) -> Retried:
        """Let parked facts take effect, in order, up to the first that cannot."""

    async def parked(self) -> list[ParkedEntity]:
        """What stands still and why."""
        return await self._look(self.parking.entities)

    async def parked_facts(self, source: str, entity: str) -> list[ParkedFact]:
        """The facts of an entity, in order. Raises `EntityNotParked`."""
        return await self._look(lambda c: self.parking.facts(c, source, entity))

    async def decisions(self) -> list[ParkingDecision]:
        """What was decided, oldest first."""
        return await self._look(lambda c: decisions_of(c, self.parking.reader))

    async def retry(self, source: str, entity: str, actor: str, reason: str) -> Retried:
        """Let the facts of an entity take effect, in order, up to the first that cannot.

        Raises `EntityNotParked`.
        """
        decision = Decision((source, entity), actor, reason)
        return await self._work(lambda: self._try_again(decision))

    async def discard(
        self,
        source: str,
        entity: str,
        positions: Sequence[int] | None,
        actor: str,
        reason: str,
    ) -> Discarded:
        """Give up facts of an entity: those at `positions`, or all.

        Raises `EntityNotParked`.
        """
        decision = Decision((source, entity), actor, reason)
        return await self._work(lambda: self._give_up(decision, positions))

    def _give_up(self, decision: Decision, positions: Sequence[int] | None) -> Discarded:
        with self._exclusively() as connection:
            facts = self.parking.facts(connection, *decision.entity)
            waiting = [fact.position for fact in facts]
            given_up = tuple(at for at in waiting if positions is None or at in positions)
            self.settle(connection, decision, "discard", given_up)
        return Discarded(given_up, tuple(at for at in waiting if at not in given_up))

    def settle(
        self,
        connection: sa.Connection,
        decision: Decision,
        verb: str,
        positions: Sequence[int],
        error: str | None = None,
    ) -> None:
        """Let these facts wait no longer, and keep the decision, in one transaction."""
        self.parking.release(connection, decision.entity[0], positions)
        row = {
            "reader": self.parking.reader,
            "source": decision.entity[0],
            "entity": decision.entity[1],
            "verb": verb,
            "positions": msgspec.json.encode(list(positions)).decode(),
            "actor": decision.actor,
            "reason": decision.reason,
            "error": error,
            "decided_at": datetime.now(UTC).isoformat(),
        }
        connection.execute(sa.insert(parking_decisions), row)
        self.parked_count = len(self.parking.held(connection))

    async def _look(self, question: Callable[[sa.Connection], T]) -> T:
        database = self.parking.database

        def answer() -> T:
            with database.read() as connection:
                return question(connection)

        return await database.run(answer)


def decisions_taken(connection: sa.Connection) -> int:
    """How many decisions are on record, of all readers of this database."""
    count = sa.select(sa.func.count()).select_from(parking_decisions)
    return connection.execute(count).scalar_one()


def decisions_of(connection: sa.Connection, reader: str) -> list[ParkingDecision]:
    query = (
        sa.select(parking_decisions)
        .where(parking_decisions.c.reader == reader)
        .order_by(parking_decisions.c.number)
    )
    return [
        ParkingDecision(
            source=row.source,
            entity=row.entity,
            verb=row.verb,
            positions=tuple(msgspec.json.decode(row.positions)),
            actor=row.actor,
            reason=row.reason,
            error=row.error,
            decided_at=datetime.fromisoformat(row.decided_at),
        )
        for row in connection.execute(query)
    ]
