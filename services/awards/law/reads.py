"""What a title's conditions look at, so that a new fact judges anew only what it can touch.

A condition that looks at more than it says here would keep a stale verdict; tests compare what
is kept fact by fact with what is judged at once. Where it is not known better, a condition is
said to look at an entry whatever the year.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING

from services.awards.law.conditions import Condition, Kind, Period, parts_of
from services.awards.law.history import (
    LEAVE,
    SECONDED,
    Absent,
    AwardHeld,
    Disciplined,
    Entry,
    Found,
    Registered,
)
from services.awards.law.kinds import (
    AwardEver,
    AwardsInPeriod,
    AwardsInSuccession,
    EveryMemberRated,
    FindingMet,
    FoundedYears,
    InitiativeOfScope,
    InitiativesInPeriod,
    MembersHolding,
    NoMemberDisciplined,
    NoOpenHold,
    NotDissolved,
    RankAtMost,
    RatingAtLeast,
    RatingsInPeriod,
    RegisteredFor,
    ServiceAtLeast,
    StandardOf,
)
from services.awards.law.maternity import first_leave
from services.awards.law.principles import MaternityCounts
from services.awards.law.spans import EVER, Span, of_its_year

if TYPE_CHECKING:
    from collections.abc import Hashable

    from services.awards.law.history import History
    from services.awards.law.ruleset import RuleSet, Title
    from services.awards.law.verdict import SubjectKind

# So much of what entries said is remembered, with its conditions and years.
SAID_KEPT = 5000
HELD = ("awards", "revocations")
RESTARTS = ("disciplines", "disciplines_over", "findings")
# The lists of a subject's own history that a kind of condition looks at.
OWN: dict[type[Kind], tuple[str, ...]] = {
    RatingAtLeast: ("ratings",),
    ServiceAtLeast: ("moves",),
    InitiativeOfScope: ("initiatives", *HELD),
    FindingMet: ("findings",),
    AwardsInSuccession: (*HELD, *RESTARTS, "absences"),
    AwardEver: HELD,
    Period: ("ratings", *HELD, *RESTARTS, "absences"),
    AwardsInPeriod: HELD,
    RatingsInPeriod: ("ratings",),
    InitiativesInPeriod: ("initiatives", *HELD),
    RankAtMost: ("ranks",),
    MembersHolding: ("ties",),
    EveryMemberRated: ("ties",),
    NoMemberDisciplined: ("ties",),
    NoOpenHold: ("holds", "holds_lifted"),
    NotDissolved: ("dissolutions", "restorations"),
    FoundedYears: ("foundings",),
    RegisteredFor: ("registrations",),
}
# Of a unit's people; who of them counts hangs on their moves, absences and on findings.
OF_PEOPLE: dict[type[Kind], tuple[str, ...]] = {
    MembersHolding: ("awards", "revocations", "moves", "absences", "findings"),
    EveryMemberRated: ("ratings", "moves", "absences", "findings"),
    NoMemberDisciplined: ("disciplines", "moves"),
}


@dataclass(frozen=True)
class Looking:
    """A condition of a title. Without an award of each of `anchors` it is not looked into."""

    title: Title
    condition: Condition
    anchors: tuple[frozenset[str], ...] = ()


class Reads:
    """By kind of subject and list of a history: the conditions that look at it."""

    def __init__(self, ruleset: RuleSet) -> None:
        self.ruleset = ruleset
        maternity = ruleset.principle(MaternityCounts)
        self._maternity = "" if maternity is None else maternity.code
        self._counting_as = lru_cache(SAID_KEPT)(self._find_counting)
        self._own: dict[tuple[SubjectKind, str], list[Looking]] = {}
        self._of_people: dict[str, list[Looking]] = {}
        self._known: dict[Hashable, list[tuple[Looking, Span]]] = {}
        for title in ruleset.titles.values():
            for each in self._conditions(title):
                kind = type(each.condition.kind)
                for name in OWN.get(kind, ()):
                    self._own.setdefault((title.subject_kind, name), []).append(each)
                for name in OF_PEOPLE.get(kind, ()):
                    self._of_people.setdefault(name, []).append(each)

    def own(self, name: str, entry: Entry, history: History) -> dict[str, set[Span]]:
        """By title: when an entry of the subject's own history counts.

        `history` is as it is with the entry. What it lacks keeps conditions from looking on;
        of a unit that took another's place it does not tell everything.
        """
        found: dict[str, set[Span]] = {}
        if history.successions:
            for each in self._own.get((history.subject_kind, name), ()):
                found.setdefault(each.title.code, set()).add(EVER)
            return found
        held = {each.award for each in history.awards}
        for each, span in self._looked_at(name, entry, history):
            if not any(anchor.isdisjoint(held) for anchor in each.anchors):
                found.setdefault(each.title.code, set()).add(span)
        return found

    def _looked_at(
        self, name: str, entry: Entry, history: History
    ) -> list[tuple[Looking, Span]]:
        """The conditions that may look at an entry, each with its years.

        What is neither an award nor an absence is looked at for what it says alone, and the
        same is said of many: it is found out once.
        """
        said: Hashable = None
        if not isinstance(entry, AwardHeld | Absent):
            told = (getattr(entry, each, None) for each in ("year", "condition", "award"))
            said = (history.subject_kind, name, type(entry), *told)
            known = self._known.get(said)
            if known is not None:
                return known
        spans = (
            (each, self._span(each, name, entry, history))
            for each in self._own.get((history.subject_kind, name), ())
        )
        found = [(each, span) for each, span in spans if span is not None]
        if said is not None:
            if len(self._known) >= SAID_KEPT:
                self._known.clear()
            self._known[said] = found
        return found

    def of_a_member(self, name: str, entry: Entry) -> dict[str, set[Span]]:
        """By title of a unit: when an entry about one of its people counts."""
        found: dict[str, set[Span]] = {}
        for each in self._of_people.get(name, ()):
            span = self._span_of_member(each.condition, name, entry)
            if span is not None:
                found.setdefault(each.title.code, set()).add(span)
        return found

    def _conditions(self, title: Title) -> Iterator[Looking]:
        common = [each.condition for each in self.ruleset.common]
        for condition in (*common, *title.conditions):
            yield from self._inside(Looking(title, condition))
            if isinstance(condition.kind, StandardOf):
                standard = self.ruleset.title(title.subject_kind, condition.kind.award)
                for each in () if standard is None else standard.conditions:
                    yield from self._inside(Looking(title, each))

    def _inside(self, looking: Looking) -> Iterator[Looking]:
        """The condition and its parts. Those of a period wait for the award it counts from."""
        kind, anchors = looking.condition.kind, looking.anchors
        if isinstance(kind, Period) and kind.after:
            anchors = (*anchors, self._counting_as(kind.after))
        yield Looking(looking.title, looking.condition, anchors)
        for part in parts_of(looking.condition):
            yield from self._inside(Looking(looking.title, part, anchors))

    def _find_counting(self, *awards: str) -> frozenset[str]:
        """The awards by which somebody may hold one of these."""
        higher = (each for award in awards for each in self.ruleset.implying(award))
        return frozenset((*awards, *higher))

    def _span(self, looking: Looking, name: str, entry: Entry, history: History) -> Span | None:
        match looking.condition.kind, entry:
            case FindingMet(), Found(year=year, condition=code):
                return Span(year, year) if code == looking.condition.code else None
            case ((Period() | AwardsInSuccession()), Found(year=year, condition=code)):
                return Span(year, EVER.last) if code == self._maternity else None
            case _, Absent():
                first = first_leave(history) if self._maternity else None
                return None if first is None else Span(first, EVER.last)
            case RegisteredFor(), Registered(year=year, award=award):
                return Span(year, year) if award == looking.title.code else None
            case _, AwardHeld():
                return self._span_of_award(looking, entry, history)
            case _:
                return of_its_year(looking.condition.kind, name, entry)

    def _span_of_award(
        self, looking: Looking, entry: AwardHeld, history: History
    ) -> Span | None:
        match looking.condition.kind:
            case AwardsInSuccession() as kind:
                wanted = self._counting_as(kind.award, kind.spent_on)
                leave = first_leave(history) is not None or any(
                    each.condition == self._maternity for each in history.findings
                )
                # Years of leave let a chain reach back further.
                reach = EVER.last if leave else (kind.times - 1) * kind.every_years
                span = Span(entry.year, entry.year + reach)
            case AwardEver(award=award) | AwardsInPeriod(award=award):
                wanted, span = self._counting_as(award), Span(entry.year, EVER.last)
            case Period() as kind:
                wanted = self._counting_as(kind.or_award, kind.after, looking.title.code)
                span = Span(entry.year, EVER.last)
            case InitiativeOfScope() | InitiativesInPeriod():
                used = any(each.fact in entry.rested_on for each in history.initiatives)
                return EVER if used else None
            case _:
                return EVER
        return span if entry.award in wanted else None

    def _span_of_member(self, condition: Condition, name: str, entry: Entry) -> Span | None:
        match condition.kind, entry:
            case MembersHolding(award=award), AwardHeld(year=year):
                counted = entry.award in self._counting_as(award)
                return Span(year, year) if counted else None
            case _, Found(year=year, condition=code):
                return Span(year, year) if code in {LEAVE, SECONDED} else None
            case _, Disciplined(imposed_on=on):
                return Span(on.year, on.year)
            case EveryMemberRated(), _ if name == "ratings":
                return of_its_year(RatingAtLeast("FAILED"), name, entry)
            case _:
                return EVER
