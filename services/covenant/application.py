"""The use cases of frames, covenants, scorecards and what follows: load, call, save."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from uuid import UUID

from services.covenant.domain.covenant import Covenant
from services.covenant.domain.frame import Criterion, Group, ScoringFrame
from services.covenant.domain.ranking import Ranking, RankingAlreadyFinalised
from services.covenant.domain.registration import TitleAlreadyRegistered, TitleRegistration
from services.covenant.domain.scorecard import Scorecard
from services.covenant.domain.scorecard_refusals import (
    CrossCheckByOutsider,
    ScorecardAlreadyOpened,
)
from services.covenant.domain.sheet import Layer, Score
from services.covenant.domain.text import Article, Pledge
from services.covenant.domain.titles import SubjectKind
from shared.eventstore import EventSourcedApplication


class Covenants(EventSourcedApplication):
    """Changes what a bloc promises and how it scores.

    Raises `CovenantServiceError` where a rule refuses.
    """

    async def covenant(self, covenant_id: UUID) -> Covenant:
        """The covenant as it stands, for whoever asks off the writer thread."""
        database = self.event_recorder.database
        return await database.run(lambda: self.load(Covenant, covenant_id))

    async def scorecard(self, scorecard_id: UUID) -> Scorecard:
        """The scorecard as it stands, for whoever asks off the writer thread."""
        database = self.event_recorder.database
        return await database.run(lambda: self.load(Scorecard, scorecard_id))

    def adopt_frame(
        self,
        frame_id: UUID,
        *,
        bloc_id: UUID,
        year: int,
        name: str,
        base_maximum: Decimal,
        bonus_maximum: Decimal,
        groups: tuple[Group, ...],
        bonus: tuple[Criterion, ...],
        penalty: tuple[Criterion, ...],
        adopted_on: date,
        basis: tuple[str, ...],
    ) -> None:
        self.save(
            ScoringFrame.adopt(
                frame_id,
                bloc_id=bloc_id,
                year=year,
                name=name,
                base_maximum=base_maximum,
                bonus_maximum=bonus_maximum,
                groups=groups,
                bonus=bonus,
                penalty=penalty,
                adopted_on=adopted_on,
                basis=basis,
            )
        )

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
        digest: str,
        signed_on: date,
    ) -> None:
        covenant = self.load(Covenant, covenant_id)
        covenant.sign(
            unit_id,
            account=account,
            signatory_id=signatory_id,
            digest=digest,
            signed_on=signed_on,
        )
        self.save(covenant)

    def register_title(
        self,
        covenant_id: UUID,
        *,
        unit_id: UUID,
        subject_kind: SubjectKind,
        subject_id: UUID,
        award: str,
        registered_on: date,
    ) -> None:
        registration_id = TitleRegistration.id_of(covenant_id, subject_id, award)
        if self.exists(registration_id):
            raise TitleAlreadyRegistered(registration_id, subject_id, award)
        registration = TitleRegistration.register(
            self.load(Covenant, covenant_id),
            unit_id=unit_id,
            subject_kind=subject_kind,
            subject_id=subject_id,
            award=award,
            registered_on=registered_on,
        )
        self.save(registration)

    def open_scorecard(
        self, frame_id: UUID, *, bloc_id: UUID, unit_id: UUID, year: int, opened_on: date
    ) -> None:
        scorecard_id = Scorecard.id_of(bloc_id, unit_id, year)
        if self.exists(scorecard_id):
            raise ScorecardAlreadyOpened(scorecard_id, unit_id, year)
        frame = self.load(ScoringFrame, frame_id)
        self.save(
            Scorecard.open(
                frame, bloc_id=bloc_id, unit_id=unit_id, year=year, opened_on=opened_on
            )
        )

    def record_scores(
        self,
        scorecard_id: UUID,
        layer: Layer,
        scores: Sequence[Score],
        by_unit_id: UUID | None,
        recorded_on: date,
    ) -> None:
        scorecard = self.load(Scorecard, scorecard_id)
        if layer == "cross" and by_unit_id is not None:
            self._check_scored_together(scorecard, by_unit_id)
        scorecard.record(layer, scores, by_unit_id=by_unit_id, recorded_on=recorded_on)
        self.save(scorecard)

    def submit_scores(
        self, scorecard_id: UUID, layer: Layer, by_unit_id: UUID | None, submitted_on: date
    ) -> None:
        scorecard = self.load(Scorecard, scorecard_id)
        scorecard.submit(layer, by_unit_id=by_unit_id, submitted_on=submitted_on)
        self.save(scorecard)

    def return_scorecard(self, scorecard_id: UUID, reason: str, returned_on: date) -> None:
        scorecard = self.load(Scorecard, scorecard_id)
        scorecard.give_back(reason, returned_on)
        self.save(scorecard)

    def finalise_ranking(
        self, scorecard_ids: Sequence[UUID], bloc_id: UUID, year: int, finalised_on: date
    ) -> None:
        if self.exists(Ranking.id_of(bloc_id, year)):
            raise RankingAlreadyFinalised(bloc_id, year)
        scorecards = [self.load(Scorecard, scorecard_id) for scorecard_id in scorecard_ids]
        self.save(
            Ranking.finalise(scorecards, bloc_id=bloc_id, year=year, finalised_on=finalised_on)
        )

    def _check_scored_together(self, scorecard: Scorecard, by_unit_id: UUID) -> None:
        own = Scorecard.id_of(scorecard.bloc_id, by_unit_id, scorecard.year)
        if not self.exists(own):
            raise CrossCheckByOutsider(by_unit_id)
