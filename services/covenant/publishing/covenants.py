"""Events of covenants into published facts."""

from __future__ import annotations

from typing import TypeAlias, assert_never

from services.covenant.domain.covenant import Covenant
from services.covenant.domain.text import Article, Pledge
from shared.contracts import Fact
from shared.contracts import covenant as facts

CovenantEvent: TypeAlias = (
    Covenant.Created | Covenant.Revised | Covenant.Opened | Covenant.Signed | Covenant.InForce
)


def covenant_fact(event: CovenantEvent) -> Fact:
    match event:
        case Covenant.Created():
            return facts.CovenantDrafted(
                covenant_id=event.originator_id,
                bloc_id=event.bloc_id,
                year=event.year,
                title=event.title,
                unit_ids=event.unit_ids,
                basis=event.basis,
                articles=article_facts(event.articles),
                pledges=pledge_facts(event.pledges),
                drafted_on=event.drafted_on,
            )
        case Covenant.Revised():
            return facts.CovenantRevised(
                covenant_id=event.originator_id,
                articles=article_facts(event.articles),
                pledges=pledge_facts(event.pledges),
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
                mandate_id=event.mandate_id,
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


def article_facts(articles: tuple[Article, ...]) -> tuple[facts.Article, ...]:
    return tuple(
        facts.Article(number=one.number, heading=one.heading, text=one.text) for one in articles
    )


def pledge_facts(pledges: tuple[Pledge, ...]) -> tuple[facts.Pledge, ...]:
    return tuple(
        facts.Pledge(
            award=one.award,
            subject_kind=one.subject_kind,
            measure=one.measure,
            at_least=one.at_least,
        )
        for one in pledges
    )
