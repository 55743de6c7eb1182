"""The use cases of what is said about scores."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import TYPE_CHECKING
from uuid import UUID

from services.covenant.domain.dialogue import (
    Appeal,
    Conflict,
    Evidence,
    Judgement,
    Remark,
    Withdrawal,
)
from services.covenant.domain.ranking import Ranking
from services.covenant.domain.ranking_refusals import RankingAlreadyFinalised
from services.covenant.domain.scorecard import Scorecard
from services.covenant.domain.scorecard_refusals import CrossCheckByOutsider
from services.covenant.domain.sheet import Score
from shared.eventstore import EventSourcedApplication

if TYPE_CHECKING:
    import sqlalchemy as sa


class DialogueUseCases(EventSourcedApplication):
    """Takes evidence, remarks, conflicts of interest, conditions and appeals."""

    def attach_evidence(
        self,
        scorecard_id: UUID,
        evidence: Evidence,
        remember: Callable[[sa.Connection], None],
    ) -> None:
        """Attach a file; `remember` keeps its name in the same transaction, or not at all."""
        card = self.load(Scorecard, scorecard_id)
        card.attach(evidence)
        self.save(card)
        self.also(lambda connection, _: remember(connection))

    def withdraw_evidence(self, scorecard_id: UUID, withdrawal: Withdrawal) -> None:
        card = self.load(Scorecard, scorecard_id)
        card.withdraw(withdrawal)
        self.save(card)

    def remark(self, scorecard_id: UUID, remark: Remark) -> None:
        card = self._among_the_scored(scorecard_id, remark.by_unit_id)
        card.remark(remark)
        self.save(card)

    def declare_conflict(self, scorecard_id: UUID, conflict: Conflict) -> None:
        card = self._among_the_scored(scorecard_id, conflict.by_unit_id)
        card.declare_conflict(conflict)
        self.save(card)

    def judge_condition(self, scorecard_id: UUID, judgement: Judgement) -> None:
        card = self._not_ranked(scorecard_id)
        card.judge_condition(judgement)
        self.save(card)

    def appeal(self, scorecard_id: UUID, appeal: Appeal) -> None:
        card = self._not_ranked(scorecard_id)
        card.appeal(appeal)
        self.save(card)

    def decide_appeal(self, scorecard_id: UUID, score: Score, decided_on: date) -> None:
        card = self._not_ranked(scorecard_id)
        card.decide_appeal(score, decided_on)
        self.save(card)

    async def scored_together(self, card: Scorecard, unit_ids: frozenset[UUID]) -> list[UUID]:
        """Which of these units are scored together with the card's, and so check it."""

        def ask() -> list[UUID]:
            return [
                unit_id
                for unit_id in unit_ids
                if self.exists(Scorecard.id_of(card.bloc_id, unit_id, card.year))
            ]

        return await self.event_recorder.database.run(ask)

    def _not_ranked(self, scorecard_id: UUID) -> Scorecard:
        """The scorecard, while its points still count: no ranking is final yet."""
        card = self.load(Scorecard, scorecard_id)
        if self.exists(Ranking.id_of(card.bloc_id, card.year)):
            raise RankingAlreadyFinalised(card.bloc_id, card.year)
        return card

    def _among_the_scored(self, scorecard_id: UUID, by_unit_id: UUID) -> Scorecard:
        """The scorecard, for a unit that is scored together with it."""
        card = self.load(Scorecard, scorecard_id)
        if not self.exists(Scorecard.id_of(card.bloc_id, by_unit_id, card.year)):
            raise CrossCheckByOutsider(by_unit_id)
        return card
