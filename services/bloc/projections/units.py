"""Units as they stand, folded from their facts."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date
from uuid import UUID

from shared.contracts import Fact
from shared.contracts import bloc as facts


@dataclass(frozen=True)
class UnitEntry:
    """A unit as it stands."""

    id: UUID
    name: str
    short_name: str
    kind: str
    legal_personality: bool
    founded_on: date
    dissolved_on: date | None = None


def evolve(entry: UnitEntry | None, fact: Fact) -> UnitEntry | None:
    """The unit after a fact about it."""
    match entry, fact:
        case None, facts.UnitRegistered():
            return UnitEntry(
                fact.unit_id,
                fact.name,
                fact.short_name,
                fact.kind,
                fact.legal_personality,
                fact.founded_on,
            )
        case UnitEntry(), facts.UnitRenamed():
            return replace(entry, name=fact.name, short_name=fact.short_name)
        case UnitEntry(), facts.UnitDissolved():
            return replace(entry, dissolved_on=fact.on)
        case _:
            return entry
