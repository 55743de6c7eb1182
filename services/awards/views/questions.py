"""Questions beyond what is kept: another rule set, the way to a title, what would be.

They are worked out from the histories when they are asked, and write nothing.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date
from itertools import islice
from typing import TypeVar
from uuid import UUID

import sqlalchemy as sa

from services.awards.law import History, Law, RuleSet, Verdict, judge
from services.awards.law.differences import Difference, difference
from services.awards.law.history import moves_in_order
from services.awards.law.roadmap import Roadmap, roadmap
from services.awards.law.suppositions import Supposition, supposing
from services.awards.law.transition import Transitional, in_transition
from services.awards.projections.histories import SubjectKey, people_of, units_of
from services.awards.views.eligibility import (
    Question,
    histories_of,
    history_of,
    listed_under,
    predecessors,
)
from services.awards.views.tables import BLOCS, VERDICTS

T = TypeVar("T")

# Verdicts judged again at once when the law is replayed.
CHUNK = 200


@dataclass(frozen=True)
class Known:
    """A subject's history, those of a unit's people, and of the units whose place it took."""

    history: History
    people: list[History]
    before: list[History]

    def judged(self, ruleset: RuleSet, award: str, year: int) -> Verdict:
        return judge(ruleset, award, year, self.history, self.people, self.before)


def way_to(rules: RuleSet, subject: SubjectKey, award: str, year: int) -> Question[Roadmap]:
    """What is missing to a title, and by which year at the earliest."""
    return _about(
        subject,
        lambda known: roadmap(rules, award, year, known.history, known.people, known.before),
    )


def between(
    law: Law, subject: SubjectKey, award: str, year: int, ruleset: str, received_on: date
) -> Question[Transitional]:
    """Both verdicts of a dossier between two laws, and which of them holds."""
    new = law.successor(ruleset)
    return _about(
        subject,
        lambda known: in_transition(
            law.rules, new, award, year, received_on, known.history, known.people, known.before
        ),
    )


def judged_by(rules: RuleSet, subject: SubjectKey, award: str, year: int) -> Question[Verdict]:
    """The verdict under another rule set."""
    return _about(
        subject,
        lambda known: judge(rules, award, year, known.history, known.people, known.before),
    )


def what_if(
    law: Law,
    subject: SubjectKey,
    year: int,
    ruleset: str | None,
    suppositions: Sequence[Supposition],
) -> Question[list[Difference]]:
    """Who changes, and why, on a throw-away branch: the subject, and the units of a person.

    Compared with the rules in use and the facts of the log.
    """
    rules = _as_if_in_force(law, ruleset or law.rules.name, year)

    def answer(connection: sa.Connection) -> list[Difference]:
        known = _known(connection, subject)
        supposed = supposing(known.history, suppositions)
        found = list(
            _changes(law.rules, rules, year, known, Known(supposed, known.people, known.before))
        )
        for unit in units_of(known.history):
            with_it = _known(connection, unit)
            without = [
                supposed if each.subject_id == subject.id else each for each in with_it.people
            ]
            found += _changes(
                law.rules, rules, year, with_it, Known(with_it.history, without, with_it.before)
            )
        return found

    return answer


def replayed(
    law: Law,
    ruleset: str,
    year: int,
    unit_ids: Sequence[UUID],
    bloc_id: UUID | None,
    after: list[str] | None,
    limit: int,
) -> Question[list[Difference]]:
    """Every verdict of a year that another rule set would give otherwise, in their order."""
    other = _as_if_in_force(law, ruleset, year)

    def answer(connection: sa.Connection) -> list[Difference]:
        where = [VERDICTS.table.c.year == year, *listed_under(connection, unit_ids, bloc_id)]
        return list(islice(_replay(connection, law.rules, other, where, after), limit))

    return answer


def place(found: Difference) -> list[str]:
    """Where a difference stands among the verdicts."""
    subject = SubjectKey(found.subject_kind, found.subject_id)
    return [f"{subject}/{found.award}/{found.year}"]


def _replay(
    connection: sa.Connection,
    rules: RuleSet,
    other: RuleSet,
    where: Sequence[sa.ColumnElement[bool]],
    after: list[str] | None,
) -> Iterator[Difference]:
    asked: SubjectKey | None = None
    known = Known(History("person", UUID(int=0)), [], [])
    while rows := VERDICTS.find(connection, *where, after=after, limit=CHUNK):
        for row in rows:
            subject = row.subject
            # Rows of one subject stand together, so that each history is read once.
            if subject != asked:
                asked, known = subject, _known(connection, subject)
            if other.title(subject.kind, row.award) is None:
                continue
            found = difference(
                known.judged(rules, row.award, row.year),
                known.judged(other, row.award, row.year),
            )
            if found is not None:
                yield found
        after = [rows[-1].key]


def _as_if_in_force(law: Law, ruleset: str, year: int) -> RuleSet:
    """The rule set as if it had taken effect by that year: what is supposed may reach back."""
    rules = law.named(ruleset)
    return replace(rules, effective_from=min(rules.effective_from, date(year, 1, 1)))


def places_of(subject: SubjectKey) -> Question[list[UUID]]:
    """The unit a person belongs to as things stand, or the unit itself, and the blocs it is in.

    None for a stranger.
    """

    def answer(connection: sa.Connection) -> list[UUID]:
        unit = subject.id
        if subject.kind == "person":
            moves = moves_in_order(history_of(connection, subject))
            if not moves or moves[-1].to_unit is None:
                return []
            unit = moves[-1].to_unit
        blocs = [each.bloc_id for each in BLOCS.find(connection) if unit in each.unit_ids]
        return [unit, *blocs]

    return answer


def _changes(
    in_force: RuleSet, rules: RuleSet, year: int, before: Known, after: Known
) -> Iterator[Difference]:
    for title in in_force.titles_for(before.history.subject_kind):
        if rules.title(title.subject_kind, title.code) is None:
            continue
        found = difference(
            before.judged(in_force, title.code, year),
            after.judged(rules, title.code, year),
        )
        if found is not None:
            yield found


def _about(subject: SubjectKey, question: Callable[[Known], T]) -> Question[T]:
    return lambda connection: question(_known(connection, subject))


def _known(connection: sa.Connection, subject: SubjectKey) -> Known:
    history = history_of(connection, subject)
    people = histories_of(connection, people_of(history))
    return Known(history, people, predecessors(connection, history))
