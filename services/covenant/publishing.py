"""Domain events into published facts: every event is exactly one fact."""

from __future__ import annotations

from typing import TypeAlias, assert_never

from services.covenant.domain import frame as frames
from services.covenant.domain.covenant import Covenant
from services.covenant.domain.frame import ScoringFrame
from services.covenant.domain.ranking import Ranking
from services.covenant.domain.registration import TitleRegistration
from services.covenant.domain.scorecard import Scorecard
from services.covenant.domain.text import Article, Pledge
from shared.contracts import Fact
from shared.contracts import covenant as facts

CovenantEvent: TypeAlias = (
    Covenant.Created | Covenant.Revised | Covenant.Opened | Covenant.Signed | Covenant.InForce
)
ScorecardEvent: TypeAlias = (
    Scorecard.Created | Scorecard.ScoreRecorded | Scorecard.Submitted | Scorecard.Returned
)
ServiceEvent: TypeAlias = (
    ScoringFrame.Created
    | CovenantEvent
    | TitleRegistration.Created
    | ScorecardEvent
    | Ranking.Created
)


def to_fact(event: ServiceEvent) -> Fact:
    """The fact that tells others of an event."""
    match event:
        case ScoringFrame.Created():
            return _frame_adopted(event)
        case TitleRegistration.Created():
            return facts.TitleRegistered(
                registration_id=event.originator_id,
                covenant_id=event.covenant_id,
                unit_id=event.unit_id,
                subject_kind=event.subject_kind,
                subject_id=event.subject_id,
                award=event.award,
                year=event.year,
                registered_on=event.registered_on,
            )
        case Ranking.Created():
            return facts.RankingFinalised(
                ranking_id=event.originator_id,
                bloc_id=event.bloc_id,
                year=event.year,
                places=tuple(
                    facts.Place(rank=one.rank, unit_id=one.unit_id, total=one.total)
                    for one in event.places
                ),
                finalised_on=event.finalised_on,
            )
        case (
            Scorecard.Created()
            | Scorecard.ScoreRecorded()
            | Scorecard.Submitted()
            | Scorecard.Returned()
        ):
            return _of_scorecard(event)
        case (
            Covenant.Created()
            | Covenant.Revised()
            | Covenant.Opened()
            | Covenant.Signed()
            | Covenant.InForce()
        ):
            return _of_covenant(event)
    assert_never(event)


def _of_covenant(event: CovenantEvent) -> Fact:
    match event:
        case Covenant.Created():
            return facts.CovenantDrafted(
                covenant_id=event.originator_id,
                bloc_id=event.bloc_id,
                year=event.year,
                title=event.title,
                unit_ids=event.unit_ids,
                basis=event.basis,
                articles=_articles(event.articles),
                pledges=_pledges(event.pledges),
                drafted_on=event.drafted_on,
            )
        case Covenant.Revised():
            return facts.CovenantRevised(
                covenant_id=event.originator_id,
                articles=_articles(event.articles),
                pledges=_pledges(event.pledges),
                revised_on=event.revised_on,
            )
        case Covenant.Opened():
            return facts.CovenantOpened(
                covenant_id=event.originator_id,
                bloc_id=event.bloc_id,
                unit_ids=event.unit_ids,
                digest=event.digest,
                opened_on=event.opened_on,
            )
        case Covenant.Signed():
            return facts.CovenantSigned(
                covenant_id=event.originator_id,
                bloc_id=event.bloc_id,
                unit_id=event.unit_id,
                account=event.account,
                signatory_id=event.signatory_id,
                digest=event.digest,
                signed_on=event.signed_on,
            )
        case Covenant.InForce():
            return facts.CovenantInForce(
                covenant_id=event.originator_id,
                bloc_id=event.bloc_id,
                unit_ids=event.unit_ids,
                year=event.year,
                in_force_on=event.in_force_on,
            )
    assert_never(event)


def _of_scorecard(event: ScorecardEvent) -> Fact:
    match event:
        case Scorecard.Created():
            return facts.ScorecardOpened(
                scorecard_id=event.originator_id,
                bloc_id=event.bloc_id,
                unit_id=event.unit_id,
                frame_id=event.frame_id,
                year=event.year,
                opened_on=event.opened_on,
            )
        case Scorecard.ScoreRecorded():
            return facts.ScoreRecorded(
                scorecard_id=event.originator_id,
                bloc_id=event.bloc_id,
                unit_id=event.unit_id,
                year=event.year,
                layer=event.layer,
                criterion=event.criterion,
                value=event.value,
                recorded_on=event.recorded_on,
                by_unit_id=event.by_unit_id,
                previous=event.previous,
                reason=event.reason,
                part=event.part,
            )
        case Scorecard.Submitted():
            return facts.ScorecardSubmitted(
                scorecard_id=event.originator_id,
                unit_id=event.unit_id,
                layer=event.layer,
                submitted_on=event.submitted_on,
                by_unit_id=event.by_unit_id,
            )
        case Scorecard.Returned():
            return facts.ScorecardReturned(
                scorecard_id=event.originator_id,
                unit_id=event.unit_id,
                reason=event.reason,
                returned_on=event.returned_on,
            )
    assert_never(event)


def _frame_adopted(event: ScoringFrame.Created) -> facts.FrameAdopted:
    return facts.FrameAdopted(
        frame_id=event.originator_id,
        bloc_id=event.bloc_id,
        year=event.year,
        name=event.name,
        base_maximum=event.base_maximum,
        bonus_maximum=event.bonus_maximum,
        groups=tuple(
            facts.Group(
                code=group.code,
                name=group.name,
                maximum=group.maximum,
                criteria=_criteria(group.criteria),
            )
            for group in event.groups
        ),
        bonus=_criteria(event.bonus),
        penalty=_criteria(event.penalty),
        adopted_on=event.adopted_on,
        basis=event.basis,
    )


def _criteria(criteria: tuple[frames.Criterion, ...]) -> tuple[facts.Criterion, ...]:
    return tuple(
        facts.Criterion(code=one.code, name=one.name, maximum=one.maximum) for one in criteria
    )


def _articles(articles: tuple[Article, ...]) -> tuple[facts.Article, ...]:
    return tuple(
        facts.Article(number=one.number, heading=one.heading, text=one.text) for one in articles
    )


def _pledges(pledges: tuple[Pledge, ...]) -> tuple[facts.Pledge, ...]:
    return tuple(
        facts.Pledge(
            award=one.award,
            subject_kind=one.subject_kind,
            measure=one.measure,
            at_least=one.at_least,
        )
        for one in pledges
    )
