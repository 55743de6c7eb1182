"""*Quyết định*: decisions with their awards, revoked ones, and what rested on them."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING
from uuid import UUID

from services.console.screens.chrome import Names, Party
from services.console.screens.moment import Moment
from services.console.screens.timeline import Citation

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from services.console.client.awards import Award, Decision, Nomination, Review, Revocation
    from services.console.screens.wording import Wording


@dataclass(frozen=True)
class AwardLine:
    """An award; revoked ones say by which decision."""

    id: UUID
    subject: Party
    subject_kind: str
    award: str
    family: str
    year: int
    decision_number: str
    decided_on: date
    rested_on: tuple[str, ...]
    fact_id: str | None
    revocation: Revocation | None
    merit: bool


@dataclass(frozen=True)
class DecisionCard:
    """A decision and what it grants."""

    id: UUID
    number: str
    authority: str
    decided_on: date
    awards: tuple[AwardLine, ...]

    @property
    def counts(self) -> dict[str, int]:
        """How many awards of each class it grants: no title is counted as a commendation."""
        return Counter(line.family for line in self.awards)


@dataclass(frozen=True)
class AffectedLine:
    """An award to look at again, and what it counted of the revoked one."""

    id: UUID
    subject: Party
    subject_kind: str
    award: str
    year: int
    fact_id: str | None
    facts: tuple[Citation, ...]


@dataclass(frozen=True)
class ReviewCard:
    """A revoked award and the valid ones that rested on it."""

    subject: Party
    award: str
    year: int
    revoked_by: Citation
    affected: tuple[AffectedLine, ...]


@dataclass(frozen=True)
class NominationLine:
    """A nomination that waits."""

    id: UUID
    subject: Party
    subject_kind: str
    award: str
    unit: Party
    submitted_on: date
    verdict: str


@dataclass(frozen=True)
class DecisionsScreen:
    """Everything on the page."""

    year: int
    decisions: tuple[DecisionCard, ...]
    reviews: tuple[ReviewCard, ...]
    nominations: tuple[NominationLine, ...]
    moment: Moment | None


def compose(
    year: int,
    decisions: Sequence[Decision],
    awards: Sequence[Award],
    reviews: Sequence[Review],
    nominations: Sequence[Nomination],
    wording: Wording,
    names: Names,
    moment: Moment | None,
) -> DecisionsScreen:
    granted = {award.id: award.fact for award in awards}
    cards = [
        DecisionCard(
            decision.id,
            decision.number,
            decision.authority,
            decision.decided_on,
            tuple(_line(award, names) for award in awards if award.decision_id == decision.id),
        )
        for decision in decisions
    ]
    cards.sort(key=lambda card: (card.decided_on, card.number), reverse=True)
    return DecisionsScreen(
        year,
        tuple(cards),
        tuple(
            _review(review, granted, wording, names) for review in reviews if review.affected
        ),
        tuple(
            NominationLine(
                n.id,
                names.party(n.subject_id),
                n.subject_kind,
                n.award,
                names.party(n.by_unit_id),
                n.submitted_on,
                n.verdict,
            )
            for n in nominations
            if n.state == "submitted"
        ),
        moment,
    )


def _line(award: Award, names: Names) -> AwardLine:
    return AwardLine(
        award.id,
        names.party(award.subject_id),
        award.subject_kind,
        award.award,
        award.family,
        award.year,
        award.decision_number,
        award.decided_on,
        award.rested_on,
        award.fact,
        award.revocation,
        award.merit,
    )


def mentioned(reviews: Iterable[Review]) -> Iterator[str]:
    """The ids of the facts that reviews speak of."""
    for review in reviews:
        yield review.revoked_by
        for one in review.affected:
            yield from one.facts


def _review(
    review: Review, granted: Mapping[UUID, str | None], wording: Wording, names: Names
) -> ReviewCard:
    return ReviewCard(
        names.party(review.subject_id),
        review.award,
        review.year,
        wording.citation(review.revoked_by),
        tuple(
            AffectedLine(
                one.award_id,
                names.party(one.subject_id),
                one.subject_kind,
                one.award,
                one.year,
                granted.get(one.award_id),
                tuple(wording.citation(fact_id) for fact_id in one.facts),
            )
            for one in review.affected
        ),
    )
