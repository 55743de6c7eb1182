"""`parked.list`, `.show`, `.retry`, `.discard`: entities that wait for somebody's decision."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Protocol

import msgspec

from shared.messaging.control import Nothing, Verb
from shared.readmodel.parked import (
    Discarded,
    ParkedEntity,
    ParkedFact,
    ParkingDecision,
    Retried,
)


class Parking(Protocol):
    """A reader whose parked facts can be looked at and decided about."""

    @property
    def name(self) -> str: ...

    async def parked(self) -> list[ParkedEntity]: ...

    async def parked_facts(self, source: str, entity: str) -> list[ParkedFact]: ...

    async def decisions(self) -> list[ParkingDecision]: ...

    async def retry(self, source: str, entity: str, actor: str, reason: str) -> Retried: ...

    async def discard(
        self,
        source: str,
        entity: str,
        positions: Sequence[int] | None,
        actor: str,
        reason: str,
    ) -> Discarded: ...


class ReaderUnknown(Exception):
    """The service has no reader of this name; `thidua status` lists them."""


class ReaderParked(msgspec.Struct, frozen=True):
    """What one reader has parked."""

    reader: str
    entities: list[ParkedEntity]


class ParkedOf(msgspec.Struct, frozen=True):
    """One parked entity."""

    reader: str
    source: str
    entity: str


class ShownFact(msgspec.Struct, frozen=True):
    """A parked fact; `reason` is none for one that only waits behind another."""

    position: int
    sequence: int
    headers: dict[str, str]
    body: str
    reason: str | None
    recorded_at: datetime


class ParkedShown(msgspec.Struct, frozen=True):
    """The facts of a parked entity in order, and what was decided about it before."""

    facts: list[ShownFact]
    decisions: list[ParkingDecision]


class Retry(msgspec.Struct, frozen=True):
    """Try again: who asks, and why now."""

    reader: str
    source: str
    entity: str
    actor: str
    reason: str


class Discard(msgspec.Struct, frozen=True):
    """Give up facts: those at `positions`, or all."""

    reader: str
    source: str
    entity: str
    actor: str
    reason: str
    positions: list[int] | None = None


def parked_verbs(parking: Sequence[Parking]) -> Sequence[Verb]:
    """What may be asked about the parked facts of readers."""
    readers = {each.name: each for each in parking}

    def named(reader: str) -> Parking:
        if reader not in readers:
            raise ReaderUnknown(f"{reader} is none of {', '.join(sorted(readers))}")
        return readers[reader]

    async def list_(_: Nothing) -> list[ReaderParked]:
        return [ReaderParked(name, await reader.parked()) for name, reader in readers.items()]

    async def show(wanted: ParkedOf) -> ParkedShown:
        reader = named(wanted.reader)
        facts = await reader.parked_facts(wanted.source, wanted.entity)
        decisions = [
            each
            for each in await reader.decisions()
            if (each.source, each.entity) == (wanted.source, wanted.entity)
        ]
        return ParkedShown([_shown(fact) for fact in facts], decisions)

    async def retry(asked: Retry) -> Retried:
        reader = named(asked.reader)
        return await reader.retry(asked.source, asked.entity, asked.actor, asked.reason)

    async def discard(asked: Discard) -> Discarded:
        reader = named(asked.reader)
        return await reader.discard(
            asked.source, asked.entity, asked.positions, asked.actor, asked.reason
        )

    return (
        Verb("parked.list", Nothing, list_),
        Verb("parked.show", ParkedOf, show),
        Verb("parked.retry", Retry, retry),
        Verb("parked.discard", Discard, discard),
    )


def _shown(fact: ParkedFact) -> ShownFact:
    return ShownFact(
        fact.position,
        fact.sequence,
        fact.headers,
        fact.body.decode(errors="replace"),
        fact.reason,
        fact.recorded_at,
    )
