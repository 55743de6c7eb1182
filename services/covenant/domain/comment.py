"""What a unit remarks on a draft, and what became of the remark."""

from __future__ import annotations

from datetime import date
from typing import Literal
from uuid import UUID

from eventsourcing.domain import Aggregate, event

from services.covenant.domain.covenant import Covenant
from services.covenant.domain.covenant_refusals import CovenantTextFixed, CovenantUnitNotParty
from services.covenant.domain.refusals import CovenantServiceError

Outcome = Literal["resolved", "answered"]


class CovenantComment(Aggregate):
    TOPIC = "covenant_comment"

    class Created(Aggregate.Created):
        TOPIC = "covenant_comment.made"
        covenant_id: UUID
        bloc_id: UUID
        unit_id: UUID
        account: str
        article: int | None
        text: str
        commented_on: date

    class Answered(Aggregate.Event):
        TOPIC = "covenant_comment.answered"
        covenant_id: UUID
        unit_id: UUID
        outcome: Outcome
        answer: str
        account: str
        answered_on: date

    # Commands decide. They may refuse.

    @classmethod
    def make(
        cls,
        comment_id: UUID,
        covenant: Covenant,
        *,
        unit_id: UUID,
        account: str,
        article: int | None,
        text: str,
        commented_on: date,
    ) -> CovenantComment:
        """Remark on an article, or on the whole, of a text that may still change."""
        if unit_id not in covenant.unit_ids:
            raise CovenantUnitNotParty(unit_id)
        if covenant.state != "draft":
            raise CovenantTextFixed(covenant.state)
        if not text.strip():
            raise CommentWithoutText
        if article is not None and article not in {one.number for one in covenant.articles}:
            raise CommentOnUnknownArticle(article)
        return cls._create(
            cls.Created,
            id=comment_id,
            covenant_id=covenant.id,
            bloc_id=covenant.bloc_id,
            unit_id=unit_id,
            account=account,
            article=article,
            text=text,
            commented_on=commented_on,
        )

    def answer(self, outcome: Outcome, answer: str, account: str, answered_on: date) -> None:
        """Say what became of it: the text was changed (`resolved`), or why it was not."""
        if self.outcome is not None:
            raise CommentAlreadyAnswered
        if outcome == "answered" and not answer.strip():
            raise CommentAnswerWithoutText
        self._answered(
            covenant_id=self.covenant_id,
            unit_id=self.unit_id,
            outcome=outcome,
            answer=answer,
            account=account,
            answered_on=answered_on,
        )

    # Events happened. Applying one never refuses.

    @event(Created)
    def __init__(self, *, covenant_id: UUID, bloc_id: UUID, unit_id: UUID) -> None:
        self.covenant_id = covenant_id
        self.bloc_id = bloc_id
        self.unit_id = unit_id
        self.outcome: Outcome | None = None

    @event(Answered)
    def _answered(
        self,
        *,
        covenant_id: UUID,
        unit_id: UUID,
        outcome: Outcome,
        answer: str,
        account: str,
        answered_on: date,
    ) -> None:
        del covenant_id, unit_id, answer, account, answered_on  # For readers of the event.
        self.outcome = outcome


class CommentWithoutText(CovenantServiceError):
    def __init__(self) -> None:
        super().__init__("The comment says nothing; write what is to be changed.")


class CommentOnUnknownArticle(CovenantServiceError):
    def __init__(self, article: int) -> None:
        super().__init__(
            f"The draft has no article {article}; choose another or comment on the whole."
        )


class CommentAlreadyAnswered(CovenantServiceError):
    def __init__(self) -> None:
        super().__init__("The comment was answered already; read the answer.")


class CommentAnswerWithoutText(CovenantServiceError):
    def __init__(self) -> None:
        super().__init__("A comment that changes nothing needs an answer; say why.")
