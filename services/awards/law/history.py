"""What is known about a person or a unit: entries, each of exactly one published fact.

An entry never changes another one. Whether a hold is open or an award still counts is worked
out when a question is asked, so the order in which facts were learnt does not matter.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from typing import TYPE_CHECKING, Final, Literal, TypeVar
from uuid import UUID

from services.awards.law.verdict import SubjectKind, fact_order

if TYPE_CHECKING:
    from collections.abc import Iterable

# Why somebody is away, and the codes of the findings that say so for a year.
LEAVE: Final = "LEAVE"
SECONDED: Final = "SECONDED"
RatingLevel = Literal["FAILED", "COMPLETED", "GOOD", "EXCELLENT"]
Scope = Literal["UNIT", "MINISTRY", "NATION"]
DisciplineForm = Literal["reprimand", "warning", "demotion", "dismissal"]
Gender = Literal["female", "male"]
# From the least to the most: "at least" compares places in these.
RATINGS: tuple[RatingLevel, ...] = ("FAILED", "COMPLETED", "GOOD", "EXCELLENT")
SCOPES: tuple[Scope, ...] = ("UNIT", "MINISTRY", "NATION")
FORMS: tuple[DisciplineForm, ...] = ("reprimand", "warning", "demotion", "dismissal")


@dataclass(frozen=True)
class Entry:
    """One fact about one subject. `via` are the facts by which it came to be this subject's."""

    fact: str
    via: tuple[str, ...] = field(default=(), kw_only=True)

    @property
    def cited(self) -> frozenset[str]:
        """The facts that whoever counts this entry rests on."""
        return frozenset({self.fact, *self.via})


@dataclass(frozen=True)
class Rated(Entry):
    year: int
    rating: RatingLevel


@dataclass(frozen=True)
class Initiative(Entry):
    """`decided` says that the recognition has the number of a decision."""

    year: int
    scope: Scope
    decided: bool


@dataclass(frozen=True)
class Disciplined(Entry):
    record_id: UUID
    form: DisciplineForm
    imposed_on: date
    ends_on: date | None


@dataclass(frozen=True)
class DisciplineOver(Entry):
    record_id: UUID
    ended_on: date


@dataclass(frozen=True)
class HoldPlaced(Entry):
    record_id: UUID


@dataclass(frozen=True)
class HoldLifted(Entry):
    record_id: UUID


@dataclass(frozen=True)
class Found(Entry):
    year: int
    condition: str
    met: bool


@dataclass(frozen=True)
class AwardHeld(Entry):
    """An award that was granted or confirmed (`proven`), or that is only declared.

    `rested_on` are the facts that the verdict at its nomination cited. An award for a movement
    or for something unexpected is not `merit`.
    """

    award_id: UUID
    award: str
    year: int
    proven: bool
    rested_on: tuple[str, ...] = ()
    merit: bool = True


@dataclass(frozen=True)
class AwardRevoked(Entry):
    award_id: UUID


@dataclass(frozen=True)
class Moved(Entry):
    """A person came into a unit (from nowhere: enrolled), or left one (to nowhere)."""

    from_unit: UUID | None
    to_unit: UUID | None
    on: date


@dataclass(frozen=True)
class Absent(Entry):
    """A person went away, or came back; `why` is the code of the finding that would say so."""

    why: Literal["LEAVE", "SECONDED"]
    away: bool
    on: date
    maternity: bool = False


@dataclass(frozen=True)
class Gendered(Entry):
    """A person's gender, which breaks ties (P-08) and nothing else."""

    gender: Gender


@dataclass(frozen=True)
class Founded(Entry):
    on: date


@dataclass(frozen=True)
class Dissolved(Entry):
    """A unit ceased to be; its last day was the one before. `into` took its place, if any."""

    on: date
    into: UUID | None = None


@dataclass(frozen=True)
class Restored(Entry):
    """A unit that had been dissolved stands again."""

    on: date


@dataclass(frozen=True)
class Divided(Entry):
    """Part of the unit went to each of these; whether it ended by that, is another entry."""

    heirs: tuple[UUID, ...]


@dataclass(frozen=True)
class Succeeded(Entry):
    """The unit took the place of another one: of that `alone`, and all of it, or not.

    Not alone is a unit that others were merged into, or that was given part of another.
    """

    predecessor: UUID
    on: date
    alone: bool


@dataclass(frozen=True)
class Registered(Entry):
    """A title that the subject registered for in the covenant of a year."""

    award: str
    year: int


@dataclass(frozen=True)
class Ranked(Entry):
    bloc_id: UUID
    year: int
    rank: int | None
    members: int
    conditions: tuple[str, ...] = ()  # Kept it out of the ranking or, with a rank, the flag.


@dataclass(frozen=True)
class Tied(Entry):
    """A person who came into the unit or left it; when, the person's own history knows."""

    person_id: UUID


E = TypeVar("E", bound=Entry)


@dataclass(frozen=True)
class History:
    """Everything known about one subject. Each tuple is in the order of its facts."""

    subject_kind: SubjectKind
    subject_id: UUID
    ratings: tuple[Rated, ...] = ()
    initiatives: tuple[Initiative, ...] = ()
    disciplines: tuple[Disciplined, ...] = ()
    disciplines_over: tuple[DisciplineOver, ...] = ()
    holds: tuple[HoldPlaced, ...] = ()
    holds_lifted: tuple[HoldLifted, ...] = ()
    findings: tuple[Found, ...] = ()
    awards: tuple[AwardHeld, ...] = ()
    revocations: tuple[AwardRevoked, ...] = ()
    moves: tuple[Moved, ...] = ()
    ranks: tuple[Ranked, ...] = ()
    ties: tuple[Tied, ...] = ()
    genders: tuple[Gendered, ...] = ()
    foundings: tuple[Founded, ...] = ()
    dissolutions: tuple[Dissolved, ...] = ()
    successions: tuple[Succeeded, ...] = ()
    restorations: tuple[Restored, ...] = ()
    divisions: tuple[Divided, ...] = ()
    absences: tuple[Absent, ...] = ()
    registrations: tuple[Registered, ...] = ()


def chronicle(entries: Iterable[E]) -> list[E]:
    """Entries in the order in which their facts were recorded."""
    return sorted(entries, key=lambda entry: fact_order(entry.fact))


def latest(entries: Iterable[E]) -> E | None:
    """The entry recorded last: a correction is a later fact for the same place."""
    known = list(entries)
    # A place is seldom corrected, and this is asked for each year of every period.
    if len(known) < 2:  # noqa: PLR2004 (there is nothing to compare)
        return known[0] if known else None
    return max(known, key=lambda entry: fact_order(entry.fact))


def moves_in_order(history: History) -> list[Moved]:
    """Moves by the day they took effect; on one day, by when they were recorded."""
    return sorted(history.moves, key=lambda move: (move.on, fact_order(move.fact)))
