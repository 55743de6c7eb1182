"""The use cases of records, nominations, decisions and awards: load, call, save."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import TYPE_CHECKING
from uuid import UUID

from services.awards.application.intakes import IntakeUseCases
from services.awards.domain import (
    Award,
    Decision,
    Discipline,
    Finding,
    Hold,
    Initiative,
    Nomination,
    PastAward,
    Rating,
    nomination_id,
)
from services.awards.domain.bars import DisciplineForm
from services.awards.domain.decisions import Room
from services.awards.domain.nominations import Answer
from services.awards.domain.records import RatingLevel, Scope
from services.awards.domain.revocation import RevocationGround
from services.awards.domain.titles import SubjectKind
from shared.eventstore import AggregateNotFound
from shared.intake import Intakes

if TYPE_CHECKING:
    from shared.database import Database


class Awards(IntakeUseCases):
    """Records what was achieved and decided. Raises `AwardsError` where a rule refuses."""

    def __init__(self, database: Database) -> None:
        super().__init__(database)
        self.intakes = Intakes(database)

    def prepare(self) -> None:
        super().prepare()
        self.intakes.prepare()

    def record_rating(
        self,
        record_id: UUID,
        *,
        subject_kind: SubjectKind,
        subject_id: UUID,
        year: int,
        rating: RatingLevel,
        decision_number: str,
        decided_on: date,
    ) -> None:
        self.save(
            Rating.record(
                record_id, subject_kind, subject_id, year, rating, decision_number, decided_on
            )
        )

    def recognise_initiative(
        self,
        record_id: UUID,
        *,
        person_ids: tuple[UUID, ...],
        name: str,
        scope: Scope,
        year: int,
        decision_number: str,
        recognised_on: date,
    ) -> None:
        self.save(
            Initiative.recognise(
                record_id, person_ids, name, scope, year, decision_number, recognised_on
            )
        )

    def record_finding(
        self,
        record_id: UUID,
        *,
        subject_kind: SubjectKind,
        subject_id: UUID,
        year: int,
        condition: str,
        met: bool,
        body: str,
        found_on: date,
    ) -> None:
        self.save(
            Finding.record(
                record_id, subject_kind, subject_id, year, condition, met, body, found_on
            )
        )

    def impose_discipline(
        self,
        record_id: UUID,
        *,
        person_id: UUID,
        form: DisciplineForm,
        decision_number: str,
        imposed_on: date,
        ends_on: date | None,
    ) -> None:
        self.save(
            Discipline.impose(record_id, person_id, form, decision_number, imposed_on, ends_on)
        )

    def end_discipline(self, record_id: UUID, ended_on: date) -> None:
        discipline = self.load(Discipline, record_id)
        discipline.end(ended_on)
        self.save(discipline)

    def place_hold(
        self,
        record_id: UUID,
        *,
        subject_kind: SubjectKind,
        subject_id: UUID,
        ground: str,
        placed_on: date,
    ) -> None:
        self.save(Hold.place(record_id, subject_kind, subject_id, ground, placed_on))

    def lift_hold(self, record_id: UUID, conclusion: str, lifted_on: date) -> None:
        hold = self.load(Hold, record_id)
        hold.lift(conclusion, lifted_on)
        self.save(hold)

    def declare_past_award(
        self,
        award_id: UUID,
        *,
        subject_kind: SubjectKind,
        subject_id: UUID,
        award: str,
        year: int,
        decision_number: str,
        decided_on: date,
        merit: bool = True,
    ) -> None:
        self.save(
            PastAward.declare(
                award_id,
                subject_kind,
                subject_id,
                award,
                year,
                decision_number,
                decided_on,
                merit,
            )
        )

    def confirm_past_award(self, award_id: UUID, confirmed_on: date) -> None:
        award = self.load(PastAward, award_id)
        award.confirm(confirmed_on)
        self.save(award)

    def submit_nomination(
        self,
        *,
        subject_kind: SubjectKind,
        subject_id: UUID,
        award: str,
        year: int,
        by_unit_id: UUID,
        submitted_on: date,
        verdict: Answer,
        rested_on: tuple[str, ...],
    ) -> None:
        """Put a subject forward, or once more after the nomination was returned."""
        known = nomination_id(subject_id, award, year)
        if self.exists(known):
            nomination = self.load(Nomination, known)
            nomination.submit_again(by_unit_id, submitted_on, verdict, rested_on)
        else:
            nomination = Nomination.submit(
                subject_kind,
                subject_id,
                award,
                year,
                by_unit_id,
                submitted_on,
                verdict,
                rested_on,
            )
        self.save(nomination)

    def return_nomination(self, known: UUID, reason: str, returned_on: date) -> None:
        nomination = self.load(Nomination, known)
        nomination.give_back(reason, returned_on)
        self.save(nomination)

    def issue_decision(
        self,
        decision_id: UUID,
        *,
        number: str,
        authority: str,
        year: int,
        decided_on: date,
        nomination_ids: Sequence[UUID],
        merit: bool = True,
        rooms: Sequence[Room] = (),
    ) -> None:
        """Decide on nominations: each is decided and gives one award, or none of them does.

        `merit` is false where the awards are of a movement or of something unexpected. `rooms`
        are what the quotas leave.
        """
        decision = Decision.issue(
            decision_id, number, authority, year, decided_on, tuple(nomination_ids)
        )
        nominations = [self.load(Nomination, each) for each in nomination_ids]
        decision.require_room([each.award for each in nominations], rooms)
        awards = [Award.grant(decision, each, merit=merit) for each in nominations]
        self.save(decision, *nominations, *awards)

    def revoke_award(
        self,
        award_id: UUID,
        *,
        ground: RevocationGround,
        decision_number: str,
        reason: str,
        revoked_on: date,
    ) -> None:
        award = self._held(award_id)
        award.revoke(ground, decision_number, reason, revoked_on)
        self.save(award)

    def _held(self, award_id: UUID) -> Award | PastAward:
        """An award of any origin: whoever revokes one need not know where it came from."""
        try:
            return self.load(PastAward, award_id)
        except AggregateNotFound:
            return self.load(Award, award_id)
