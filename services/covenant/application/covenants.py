"""The use cases of covenants."""

from __future__ import annotations

from datetime import date
from uuid import UUID

from services.covenant.domain.comment import CovenantComment, Outcome
from services.covenant.domain.covenant import Covenant
from services.covenant.domain.mandate import Mandate
from services.covenant.domain.text import Article, Pledge
from shared.eventstore import AggregateNotFound, EventSourcedApplication


class CovenantUseCases(EventSourcedApplication):
    """Drafts, revises, opens and signs what a bloc promises."""

    async def covenant(self, covenant_id: UUID) -> Covenant:
        """The covenant as it stands, for whoever asks off the writer thread."""
        database = self.event_recorder.database
        return await database.run(lambda: self.load(Covenant, covenant_id))

    def draft_covenant(
        self,
        covenant_id: UUID,
        *,
        bloc_id: UUID,
        year: int,
        title: str,
        unit_ids: tuple[UUID, ...],
        basis: tuple[str, ...],
        articles: tuple[Article, ...],
        pledges: tuple[Pledge, ...],
        drafted_on: date,
    ) -> None:
        self.save(
            Covenant.draft(
                covenant_id,
                bloc_id=bloc_id,
                year=year,
                title=title,
                unit_ids=unit_ids,
                basis=basis,
                articles=articles,
                pledges=pledges,
                drafted_on=drafted_on,
            )
        )

    def revise_covenant(
        self,
        covenant_id: UUID,
        articles: tuple[Article, ...],
        pledges: tuple[Pledge, ...],
        revised_on: date,
    ) -> None:
        covenant = self.load(Covenant, covenant_id)
        covenant.revise(articles, pledges, revised_on)
        self.save(covenant)

    def comment_on_covenant(
        self,
        comment_id: UUID,
        covenant_id: UUID,
        *,
        unit_id: UUID,
        account: str,
        article: int | None,
        text: str,
        commented_on: date,
    ) -> None:
        comment = CovenantComment.make(
            comment_id,
            self.load(Covenant, covenant_id),
            unit_id=unit_id,
            account=account,
            article=article,
            text=text,
            commented_on=commented_on,
        )
        self.save(comment)

    def answer_comment(
        self,
        covenant_id: UUID,
        comment_id: UUID,
        outcome: Outcome,
        answer: str,
        account: str,
        answered_on: date,
    ) -> None:
        comment = self.load(CovenantComment, comment_id)
        if comment.covenant_id != covenant_id:
            # Whoever may answer under one covenant may not answer under another.
            raise AggregateNotFound(CovenantComment, comment_id)
        comment.answer(outcome, answer, account, answered_on)
        self.save(comment)

    def open_covenant(self, covenant_id: UUID, opened_on: date) -> None:
        covenant = self.load(Covenant, covenant_id)
        covenant.open(opened_on)
        self.save(covenant)

    def sign_covenant(
        self,
        covenant_id: UUID,
        unit_id: UUID,
        *,
        account: str,
        signatory_id: UUID | None,
        mandate_id: UUID | None,
        digest: str,
        signed_on: date,
    ) -> None:
        covenant = self.load(Covenant, covenant_id)
        covenant.sign(
            unit_id,
            account=account,
            signatory_id=signatory_id,
            mandate=None if mandate_id is None else self.load(Mandate, mandate_id),
            digest=digest,
            signed_on=signed_on,
        )
        self.save(covenant)
