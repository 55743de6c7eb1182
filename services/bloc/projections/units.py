"""Units as they stand and as they were, folded from their facts."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date
from typing import Literal
from uuid import UUID

from shared.contracts import Fact
from shared.contracts import bloc as facts

Change = Literal["registered", "renamed", "moved", "merged", "split", "dissolved", "restored"]


@dataclass(frozen=True)
class UnitChange:
    """Something that happened to a unit on a day.

    `name` is what it is called since, where that changed; `unit_ids` are the others concerned:
    the unit it came under, those merged into it, its heirs.
    """

    kind: Change
    on: date
    name: str | None = None
    unit_ids: tuple[UUID, ...] = ()
    reason: str | None = None


@dataclass(frozen=True)
class UnitEntry:
    """A unit as it stands, and all its changes in the order in which they were told."""

    id: UUID
    name: str
    short_name: str
    kind: str
    legal_personality: bool
    founded_on: date
    dissolved_on: date | None = None
    parent_id: UUID | None = None
    into_unit_id: UUID | None = None
    changes: tuple[UnitChange, ...] = ()

    def stood_on(self, day: date) -> bool:
        """Whether the unit existed on a day."""
        last = self._last(day, "registered", "dissolved", "restored")
        return last is not None and last.kind != "dissolved"

    def name_on(self, day: date) -> str:
        last = self._last(day, "registered", "renamed")
        return self.name if last is None or last.name is None else last.name

    def parent_on(self, day: date) -> UUID | None:
        last = self._last(day, "registered", "moved")
        return None if last is None or not last.unit_ids else last.unit_ids[0]

    def _last(self, day: date, *kinds: Change) -> UnitChange | None:
        """The last change of these kinds by a day; of one day's, the one told last."""
        past = [each for each in self.changes if each.kind in kinds and each.on <= day]
        return max(reversed(past), key=lambda each: each.on, default=None)


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
                parent_id=fact.parent_id,
                changes=(
                    UnitChange("registered", fact.founded_on, fact.name, _one(fact.parent_id)),
                ),
            )
        case UnitEntry(), facts.UnitRenamed():
            changed = replace(entry, name=fact.name, short_name=fact.short_name)
            return _with(changed, UnitChange("renamed", fact.on, fact.name, (), fact.reason))
        case UnitEntry(), facts.UnitMoved():
            above = _one(fact.parent_id)
            change = UnitChange("moved", fact.on, None, above, fact.reason)
            return _with(replace(entry, parent_id=fact.parent_id), change)
        case UnitEntry(), facts.UnitsMerged():
            others = fact.merged_unit_ids
            return _with(entry, UnitChange("merged", fact.on, None, others, fact.reason))
        case UnitEntry(), facts.UnitSplit():
            heirs = fact.heir_unit_ids
            return _with(entry, UnitChange("split", fact.on, None, heirs, fact.reason))
        case UnitEntry(), facts.UnitDissolved():
            heir = _one(fact.into_unit_id)
            gone = replace(entry, dissolved_on=fact.on, into_unit_id=fact.into_unit_id)
            return _with(gone, UnitChange("dissolved", fact.on, None, heir, fact.reason))
        case UnitEntry(), facts.UnitRestored():
            back = replace(entry, dissolved_on=None, into_unit_id=None)
            return _with(back, UnitChange("restored", fact.on, None, (), fact.reason))
        case _:
            return entry


def _with(entry: UnitEntry, change: UnitChange) -> UnitEntry:
    return replace(entry, changes=(*entry.changes, change))


def _one(unit_id: UUID | None) -> tuple[UUID, ...]:
    return () if unit_id is None else (unit_id,)
