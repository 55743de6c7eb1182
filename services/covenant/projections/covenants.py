"""The folds of covenants and title registrations."""

from __future__ import annotations

from dataclasses import replace

from services.covenant.projections.documents import (
    ArticleView,
    CovenantView,
    PledgeView,
    RegistrationView,
    RevisionView,
    SignatureView,
)
from shared.contracts import Envelope
from shared.contracts.covenant import (
    Article,
    CovenantDrafted,
    CovenantInForce,
    CovenantOpened,
    CovenantRevised,
    CovenantSigned,
    Pledge,
    RegistrationReturned,
    TitleRegistered,
    TitleRegisteredAgain,
)


def drafted(fact: CovenantDrafted, envelope: Envelope) -> CovenantView:
    first = RevisionView(
        number=1,
        revised_on=fact.drafted_on,
        actor=envelope.actor,
        articles=article_views(fact.articles),
        pledges=pledge_views(fact.pledges),
    )
    return CovenantView(
        covenant_id=fact.covenant_id,
        bloc_id=fact.bloc_id,
        year=fact.year,
        title=fact.title,
        unit_ids=fact.unit_ids,
        basis=fact.basis,
        articles=article_views(fact.articles),
        pledges=pledge_views(fact.pledges),
        state="draft",
        drafted_on=fact.drafted_on,
        missing_unit_ids=fact.unit_ids,
        revisions=(first,),
    )


def revised(covenant: CovenantView, fact: CovenantRevised, envelope: Envelope) -> CovenantView:
    revision = RevisionView(
        number=len(covenant.revisions) + 1,
        revised_on=fact.revised_on,
        actor=envelope.actor,
        articles=article_views(fact.articles),
        pledges=pledge_views(fact.pledges),
    )
    return replace(
        covenant,
        articles=revision.articles,
        pledges=revision.pledges,
        revised_on=fact.revised_on,
        revisions=(*covenant.revisions, revision),
    )


def opened(covenant: CovenantView, fact: CovenantOpened) -> CovenantView:
    return replace(covenant, state="open", digest=fact.digest, opened_on=fact.opened_on)


def signed(covenant: CovenantView, fact: CovenantSigned, envelope: Envelope) -> CovenantView:
    signature = SignatureView(
        unit_id=fact.unit_id,
        account=fact.account,
        signatory_id=fact.signatory_id,
        mandate_id=fact.mandate_id,
        signed_on=fact.signed_on,
        fact_id=envelope.id,
    )
    return replace(
        covenant,
        signatures=(*covenant.signatures, signature),
        missing_unit_ids=tuple(
            unit_id for unit_id in covenant.missing_unit_ids if unit_id != fact.unit_id
        ),
    )


def in_force(covenant: CovenantView, fact: CovenantInForce) -> CovenantView:
    return replace(covenant, state="in_force", in_force_on=fact.in_force_on)


def registered(fact: TitleRegistered) -> RegistrationView:
    return RegistrationView(
        registration_id=fact.registration_id,
        covenant_id=fact.covenant_id,
        unit_id=fact.unit_id,
        subject_kind=fact.subject_kind,
        subject_id=fact.subject_id,
        award=fact.award,
        year=fact.year,
        registered_on=fact.registered_on,
    )


def returned(registration: RegistrationView, fact: RegistrationReturned) -> RegistrationView:
    return replace(registration, returned=fact.reason, returned_on=fact.returned_on)


def registered_again(
    registration: RegistrationView, fact: TitleRegisteredAgain
) -> RegistrationView:
    return replace(
        registration, returned=None, returned_on=None, registered_on=fact.registered_on
    )


def article_views(articles: tuple[Article, ...]) -> tuple[ArticleView, ...]:
    return tuple(
        ArticleView(number=one.number, heading=one.heading, text=one.text) for one in articles
    )


def pledge_views(pledges: tuple[Pledge, ...]) -> tuple[PledgeView, ...]:
    return tuple(
        PledgeView(
            award=one.award,
            subject_kind=one.subject_kind,
            measure=one.measure,
            at_least=one.at_least,
        )
        for one in pledges
    )
