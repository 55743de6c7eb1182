"""Among equals: whom the law would have chosen (P-08). A suggestion; people decide."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING
from uuid import UUID

from services.awards.law.case import Case
from services.awards.law.history import latest
from services.awards.law.members import roster
from services.awards.law.principles import PreferWomen
from services.awards.law.record import record_of
from services.awards.law.verdict import in_order

if TYPE_CHECKING:
    from collections.abc import Sequence

    from services.awards.law.history import History
    from services.awards.law.principles import Principle
    from services.awards.law.ruleset import RuleSet


@dataclass(frozen=True)
class Equal:
    """One of several who came out equal; `people` are a unit's."""

    history: History
    people: tuple[History, ...] = ()


@dataclass(frozen=True)
class Suggestion:
    """Who is suggested, by which principle and on which facts.

    Nobody where the principle does not tell the equals apart, or says nothing here.
    """

    suggested: tuple[UUID, ...]
    principle: Principle | None
    facts: tuple[str, ...]


def suggestion(ruleset: RuleSet, award: str, year: int, equals: Sequence[Equal]) -> Suggestion:
    """The women among people, the collectives with enough women among collectives."""
    principle = ruleset.principle(PreferWomen)
    if principle is None or not isinstance(principle.kind, PreferWomen):
        return Suggestion((), None, ())
    percent = principle.kind.percent
    preferred: list[UUID] = []
    facts: set[str] = set()
    for each in equals:
        title = ruleset.title(each.history.subject_kind, award)
        if title is None:
            continue
        if each.history.subject_kind == "person":
            women, known, because = _women([each.history])
            enough = women == 1
        else:
            group = roster(Case(record_of(ruleset, each.history, each.people), title, year))
            women, known, because = _women([member.history for member in group.members])
            because |= group.facts
            enough = known > 0 and women * 100 >= known * percent
        facts |= because
        if enough:
            preferred.append(each.history.subject_id)
    told_apart = 0 < len(preferred) < len(equals)
    return Suggestion(tuple(preferred) if told_apart else (), principle, in_order(facts))


def _women(people: Sequence[History]) -> tuple[int, int, frozenset[str]]:
    """How many women there are, of how many people, by which facts."""
    known = [latest(person.genders) for person in people]
    entries = [entry for entry in known if entry is not None]
    women = sum(entry.gender == "female" for entry in entries)
    return women, len(people), frozenset[str]().union(*(entry.cited for entry in entries))
