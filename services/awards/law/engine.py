"""`judge`: one subject, title, year and rule set; the answer and all its evidence."""

from __future__ import annotations

from typing import TYPE_CHECKING, assert_never

from services.awards.law import chains, counts, initiatives, members, periods, subject
from services.awards.law.case import Case
from services.awards.law.conditions import AllOf, AnyOf, Condition, NotThat, Period
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
    NotAtHand,
    NotDissolved,
    RankAtMost,
    RatingAtLeast,
    RatingsInPeriod,
    RegisteredFor,
    ServiceAtLeast,
    StandardOf,
)
from services.awards.law.succession import inherited
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


def judge(
    ruleset: RuleSet,
    award: str,
    year: int,
    history: History,
    people: Sequence[History] = (),
    predecessors: Sequence[History] = (),
) -> Verdict:
    """The verdict for the subject of `history`; for a unit, with its people's histories.

    `people` are all who ever belonged to the unit; others do no harm. What happened after the
    year counts only where it undoes or bars something: a revocation, a hold. `predecessors` are
    the histories of the units whose place a unit took.
    """
    title = ruleset.title(history.subject_kind, award)
    if title is None:
        if award in ruleset.codes:
            raise SubjectKindMismatch(f"{award} is not for a {history.subject_kind}")
        raise TitleNotInRuleSet(f"{ruleset.name} knows no title {award}")
    if year < ruleset.effective_from.year:
        raise YearBeforeRuleSet(f"{ruleset.name} is in force from {ruleset.effective_from}")
    case = Case(ruleset, title, year, inherited(ruleset, history, predecessors), tuple(people))
    common = [each for each in ruleset.common if history.subject_kind in each.subjects]
    results = [
        _result(condition, case)
        for condition in (*(each.condition for each in common), *title.conditions)
    ]
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
        source=condition.source,
        text=condition.text,
        certainty=condition.certainty,
        reason=outcome.reason,
        values=outcome.values,
        facts=in_order(outcome.facts),
        route=condition.route,
        parts=outcome.parts,
    )


def _evaluated(condition: Condition, case: Case) -> Outcome:
    history, year = case.history, case.year
    match condition.kind:
        case RatingAtLeast() as kind:
            return subject.rating(kind, history, year)
        case ServiceAtLeast() as kind:
            return subject.service(kind, history, year)
        case InitiativeOfScope() as kind:
            return initiatives.initiative(kind, case)
        case FindingMet() as kind:
            return subject.finding(kind, condition.code, history, year)
        case RankAtMost() as kind:
            return subject.rank(kind, history, year)
        case NoOpenHold():
            return subject.no_open_hold(history)
        case NotDissolved():
            return subject.not_dissolved(history, year)
        case FoundedYears() as kind:
            return subject.founded(kind, history, year)
        case RegisteredFor():
            return subject.registered(case.title.code, history, year)
        case NotAtHand():
            return Outcome(Answer.UNKNOWN, "rule_not_at_hand")
        case AwardsInSuccession() as kind:
            return chains.succession(kind, case)
        case AwardEver() as kind:
            return chains.ever(kind, case)
        case AwardsInPeriod() as kind:
            return counts.awards(kind, case)
        case RatingsInPeriod() as kind:
            return counts.ratings(kind, case)
        case InitiativesInPeriod() as kind:
            return counts.initiatives_in(kind, case)
        case MembersHolding() as kind:
            return members.holding(kind, case)
        case EveryMemberRated() as kind:
            return members.every_rated(kind, case)
        case NoMemberDisciplined() as kind:
            return members.none_disciplined(kind, case)
        case Period() as kind:
            return periods.period(kind, case, _result)
        case StandardOf() | AnyOf() | AllOf() | NotThat():
            return _composed(condition, case)
        case _:
            assert_never(condition.kind)


def _composed(condition: Condition, case: Case) -> Outcome:
    """A condition whose answer is that of its parts, put together."""
    match condition.kind:
        case StandardOf(award=award):
            title = case.ruleset.title(case.title.subject_kind, award)
            if title is None:
                raise TitleNotInRuleSet(f"{case.ruleset.name} knows no title {award}")
            parts = [_result(each, case) for each in title.conditions]
            return _of_parts(_combined(title, parts), "standard", award, parts)
        case AllOf(options=options):
            parts = [_result(each, case) for each in options]
            return _of_parts(all_of(part.answer for part in parts), "all_of", "", parts)
        case NotThat(options=options):
            parts = [_result(each, case) for each in options]
            return _of_parts(chains.negated(parts[0].answer), "not", "", parts)
        case AnyOf(options=options):
            parts = [_result(each, case) for each in options]
            return _of_parts(any_of(part.answer for part in parts), "any_of", "", parts)
        case _:
            raise TypeError(f"{condition.code} is not made of others")


def _of_parts(answer: Answer, reason: str, award: str, parts: list[ConditionResult]) -> Outcome:
    values = {"award": award} if award else {}
    facts = frozenset(fact for part in parts for fact in part.facts)
    suffix = {Answer.YES: "met", Answer.NO: "not_met", Answer.UNKNOWN: "open"}[answer]
    return Outcome(answer, f"{reason}_{suffix}", values, facts, tuple(parts))
