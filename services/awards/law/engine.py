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
from services.awards.law.record import Record, record_of
from services.awards.law.ruleset import TitleNotInRuleSet
from services.awards.law.verdict import (
    NO,
    NO_FACTS,
    UNKNOWN,
    YES,
    Answer,
    ConditionResult,
    Outcome,
    Verdict,
    Weighed,
    all_of,
    any_of,
    both,
    in_order,
)

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from services.awards.law.history import History
    from services.awards.law.ruleset import RuleSet, Title

# What several titles ask in the same words, or takes work to find out. Of the title that is
# judged these ask no more than the family.
SHARED = frozenset(
    {
        ServiceAtLeast,
        NoOpenHold,
        AwardsInSuccession,
        AwardEver,
        MembersHolding,
        EveryMemberRated,
        NoMemberDisciplined,
    }
)


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
    record = record_of(ruleset, history, people, predecessors)
    title, results = weighed(record, award, year)
    return Verdict(
        subject_kind=history.subject_kind,
        subject_id=history.subject_id,
        award=award,
        year=year,
        answer=combined(title, results),
        ruleset=ruleset.name,
        version=ruleset.version,
        conditions=tuple(_result(*each) for each in results),
    )


def weighed(record: Record, award: str, year: int) -> tuple[Title, list[Weighed]]:
    """The title with its conditions, each weighed. Raises what `judge` raises."""
    ruleset, kind = record.ruleset, record.history.subject_kind
    title = ruleset.title(kind, award)
    if title is None:
        if award in ruleset.codes:
            raise SubjectKindMismatch(f"{award} is not for a {kind}")
        raise TitleNotInRuleSet(f"{ruleset.name} knows no title {award}")
    if year < ruleset.effective_from.year:
        raise YearBeforeRuleSet(f"{ruleset.name} is in force from {ruleset.effective_from}")
    case = Case(record, title, year)
    return title, [_weighed(each, case) for each in ruleset.asked_for(title)]


def answered(record: Record, award: str, year: int) -> tuple[Answer, tuple[str, ...]]:
    """The answer and all facts of the verdict that `judge` gives, without its reasons."""
    title, results = weighed(record, award, year)
    facts = NO_FACTS.union(*[outcome.facts for _, outcome in results])
    return combined(title, results), in_order(facts)


def combined(title: Title, results: Iterable[Weighed]) -> Answer:
    """All conditions without a route, and all those of at least one route."""
    always = YES
    ways = dict.fromkeys(title.routes, YES)
    for condition, outcome in results:
        answer = outcome.answer
        if answer is YES:
            continue
        if not condition.route:
            always = both(always, answer)
        elif condition.route in ways:
            ways[condition.route] = both(ways[condition.route], answer)
    return both(always, any_of(ways.values())) if ways else always


def _weighed(condition: Condition, case: Case) -> Weighed:
    kind = condition.kind
    if isinstance(kind, FindingMet):
        # Most conditions are of this kind.
        return condition, subject.finding(kind, condition.code, case.record, case.year)
    if type(kind) not in SHARED:
        return condition, _evaluated(condition, case)
    asked = (id(condition), case.year, case.title.family)
    known = case.record.outcomes.get(asked)
    if known is None:
        known = case.record.outcomes[asked] = _evaluated(condition, case)
    return condition, known


def _result(condition: Condition, outcome: Outcome) -> ConditionResult:
    return ConditionResult(
        code=condition.code,
        answer=outcome.answer,
        article=condition.article,
        source=condition.source,
        text=condition.text,
        certainty=condition.certainty,
        reason=outcome.reason,
        values=outcome.said,
        facts=in_order(outcome.facts),
        route=condition.route,
        parts=tuple(_result(*part) for part in outcome.parts),
    )


def _evaluated(condition: Condition, case: Case) -> Outcome:
    record, year = case.record, case.year
    match condition.kind:
        case FindingMet() as kind:
            return subject.finding(kind, condition.code, record, year)
        case RatingAtLeast() as kind:
            return subject.rating(kind, record, year)
        case Period() as kind:
            return periods.period(kind, case, _weighed)
        case ServiceAtLeast() as kind:
            return subject.service(kind, record, year)
        case InitiativeOfScope() as kind:
            return initiatives.initiative(kind, case)
        case RankAtMost() as kind:
            return subject.rank(kind, record.history, year)
        case NoOpenHold():
            return subject.no_open_hold(record.history)
        case NotDissolved():
            return subject.not_dissolved(record.history, year)
        case FoundedYears() as kind:
            return subject.founded(kind, record.history, year)
        case RegisteredFor():
            return subject.registered(case.title.code, record.history, year)
        case NotAtHand():
            return Outcome(UNKNOWN, "rule_not_at_hand")
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
            parts = [_weighed(each, case) for each in title.conditions]
            return _of_parts(combined(title, parts), "standard", award, parts)
        case AllOf(options=options):
            parts = [_weighed(each, case) for each in options]
            return _of_parts(
                all_of(outcome.answer for _, outcome in parts), "all_of", "", parts
            )
        case NotThat(options=options):
            parts = [_weighed(each, case) for each in options]
            return _of_parts(chains.negated(parts[0][1].answer), "not", "", parts)
        case AnyOf(options=options):
            parts = [_weighed(each, case) for each in options]
            return _of_parts(
                any_of(outcome.answer for _, outcome in parts), "any_of", "", parts
            )
        case _:
            raise TypeError(f"{condition.code} is not made of others")


def _of_parts(answer: Answer, reason: str, award: str, parts: list[Weighed]) -> Outcome:
    values = {"award": award} if award else {}
    facts = NO_FACTS.union(*[outcome.facts for _, outcome in parts])
    suffix = {YES: "met", NO: "not_met", UNKNOWN: "open"}[answer]
    return Outcome(answer, f"{reason}_{suffix}", values, facts, tuple(parts))
