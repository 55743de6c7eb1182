"""`judge`: one subject, title, year and rule set; the answer and all its evidence."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, assert_never

from services.awards.law import chains, members, subject
from services.awards.law.conditions import (
    AnyOf,
    AwardsInSuccession,
    Condition,
    EveryMemberRated,
    FindingMet,
    InitiativeOfScope,
    MembersHolding,
    NoMemberDisciplined,
    NoOpenHold,
    RankAtMost,
    RatingAtLeast,
    ServiceAtLeast,
    StandardOf,
)
from services.awards.law.verdict import (
    Answer,
    ConditionResult,
    Outcome,
    Verdict,
    all_of,
    any_of,
    in_order,
)

if TYPE_CHECKING:
    from collections.abc import Sequence

    from services.awards.law.history import History
    from services.awards.law.ruleset import RuleSet, Title


class TitleNotInRuleSet(Exception):
    """The rule set does not know a title of this code."""


class YearBeforeRuleSet(Exception):
    """The rule set was not in force in the year; earlier awards are recorded, not judged."""


class SubjectKindMismatch(Exception):
    """The title is for the other kind of subject."""


@dataclass(frozen=True)
class Case:
    """What a question is asked about. `people` matter only when the subject is a unit."""

    ruleset: RuleSet
    year: int
    history: History
    people: tuple[History, ...]


def judge(
    ruleset: RuleSet,
    award: str,
    year: int,
    history: History,
    people: Sequence[History] = (),
) -> Verdict:
    """The verdict for the subject of `history`; for a unit, with its people's histories.

    `people` are all who ever belonged to the unit; others do no harm. What happened after the
    year counts only where it undoes or bars something: a revocation, a hold.
    """
    title = ruleset.titles.get(award)
    if title is None:
        raise TitleNotInRuleSet(f"{ruleset.name} knows no title {award}")
    if year < ruleset.effective_from.year:
        raise YearBeforeRuleSet(f"{ruleset.name} is in force from {ruleset.effective_from}")
    if title.subject_kind != history.subject_kind:
        raise SubjectKindMismatch(f"{award} is for a {title.subject_kind}")
    case = Case(ruleset, year, history, tuple(people))
    results = [_result(condition, case) for condition in (*ruleset.common, *title.conditions)]
    return Verdict(
        subject_kind=history.subject_kind,
        subject_id=history.subject_id,
        award=award,
        year=year,
        answer=_combined(title, results),
        ruleset=ruleset.name,
        version=ruleset.version,
        conditions=tuple(results),
    )


def _combined(title: Title, results: list[ConditionResult]) -> Answer:
    """All conditions without a route, and all those of at least one route."""
    always = all_of(result.answer for result in results if not result.route)
    if not title.routes:
        return always
    ways = (
        all_of(result.answer for result in results if result.route == route)
        for route in title.routes
    )
    return all_of((always, any_of(ways)))


def _result(condition: Condition, case: Case) -> ConditionResult:
    outcome = _evaluated(condition, case)
    return ConditionResult(
        code=condition.code,
        answer=outcome.answer,
        article=condition.article,
        text=condition.text,
        certainty=condition.certainty,
        reason=outcome.reason,
        values=outcome.values,
        facts=in_order(outcome.facts),
        route=condition.route,
        parts=outcome.parts,
    )


def _evaluated(condition: Condition, case: Case) -> Outcome:
    history, year, people = case.history, case.year, case.people
    match condition.kind:
        case RatingAtLeast() as kind:
            return subject.rating(kind, history, year)
        case ServiceAtLeast() as kind:
            return subject.service(kind, history, year)
        case InitiativeOfScope() as kind:
            return subject.initiative(kind, history, year)
        case FindingMet() as kind:
            return subject.finding(kind, condition.code, history, year)
        case RankAtMost() as kind:
            return subject.rank(kind, history, year)
        case NoOpenHold():
            return subject.no_open_hold(history)
        case AwardsInSuccession() as kind:
            return chains.succession(kind, history, year)
        case MembersHolding() as kind:
            return members.holding(kind, history, people, year)
        case EveryMemberRated() as kind:
            return members.every_rated(kind, history, people, year)
        case NoMemberDisciplined() as kind:
            return members.none_disciplined(kind, history, people, year)
        case StandardOf(award=award):
            parts = [_result(each, case) for each in case.ruleset.titles[award].conditions]
            return _of_parts(all_of(part.answer for part in parts), "standard", award, parts)
        case AnyOf(options=options):
            parts = [_result(each, case) for each in options]
            return _of_parts(any_of(part.answer for part in parts), "any_of", "", parts)
        case _:
            assert_never(condition.kind)


def _of_parts(answer: Answer, reason: str, award: str, parts: list[ConditionResult]) -> Outcome:
    values = {"award": award} if award else {}
    facts = frozenset(fact for part in parts for fact in part.facts)
    suffix = {Answer.YES: "met", Answer.NO: "not_met", Answer.UNKNOWN: "open"}[answer]
    return Outcome(answer, f"{reason}_{suffix}", values, facts, tuple(parts))
