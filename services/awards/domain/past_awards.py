"""Awards decided before this system: declared by their holders, then confirmed."""

from __future__ import annotations

from datetime import date
from uuid import UUID

from eventsourcing.domain import Aggregate, event

from services.awards.domain.errors import PastAwardAlreadyConfirmed, PastAwardNotConfirmed
from services.awards.domain.merit import of_merit
from services.awards.domain.revocation import RevocationGround, require_revocable
from services.awards.domain.titles import SubjectKind, require_title


class PastAward(Aggregate):
    """An award decided before this system; it counts once its decision was seen."""

    TOPIC = "past_award"

    class Created(Aggregate.Created):
        TOPIC = "past_award.declared"
        class_version = 2
        upcast_v1_v2 = staticmethod(of_merit)
        subject_kind: SubjectKind
        subject_id: UUID
        award: str
        year: int
        decision_number: str
        decided_on: date
        merit: bool

    class Confirmed(Aggregate.Event):
        TOPIC = "past_award.confirmed"
        class_version = 2
        upcast_v1_v2 = staticmethod(of_merit)
        subject_kind: SubjectKind
        subject_id: UUID
        award: str
        year: int
        confirmed_on: date
        merit: bool

    class Revoked(Aggregate.Event):
        TOPIC = "past_award.revoked"
        subject_kind: SubjectKind
        subject_id: UUID
        award: str
        year: int
        ground: RevocationGround
        decision_number: str
        reason: str
        revoked_on: date

    @classmethod
    def declare(
        cls,
        award_id: UUID,
        subject_kind: SubjectKind,
        subject_id: UUID,
        award: str,
        year: int,
        decision_number: str,
        decided_on: date,
        merit: bool = True,
    ) -> PastAward:
        """`merit` is false for an award of a movement or of something unexpected (P-04)."""
        require_title(subject_kind, award)
        return cls._create(
            cls.Created,
            id=award_id,
            subject_kind=subject_kind,
            subject_id=subject_id,
            award=award,
            year=year,
            decision_number=decision_number,
            decided_on=decided_on,
            merit=merit,
        )

    def confirm(self, confirmed_on: date) -> None:
        if self.confirmed_on is not None:
            raise PastAwardAlreadyConfirmed(f"{self.id} was confirmed on {self.confirmed_on}")
        self.trigger_event(
            self.Confirmed,
            subject_kind=self.subject_kind,
            subject_id=self.subject_id,
            award=self.award,
            year=self.year,
            confirmed_on=confirmed_on,
            merit=self.merit,
        )

    def revoke(
        self, ground: RevocationGround, decision_number: str, reason: str, revoked_on: date
    ) -> None:
        if self.confirmed_on is None:
            raise PastAwardNotConfirmed(f"{self.id} was only declared")
        require_revocable(self.id, self.decided_on, self.revoked_on, reason, revoked_on)
        self.trigger_event(
            self.Revoked,
            subject_kind=self.subject_kind,
            subject_id=self.subject_id,
            award=self.award,
            year=self.year,
            ground=ground,
            decision_number=decision_number,
            reason=reason,
            revoked_on=revoked_on,
        )

    @event(Created)
    def __init__(
        self,
        subject_kind: SubjectKind,
        subject_id: UUID,
        award: str,
        year: int,
        decision_number: str,
        decided_on: date,
        merit: bool,
    ) -> None:
        self.merit = merit
        self.subject_kind = subject_kind
        self.subject_id = subject_id
        self.award = award
        self.year = year
        self.decision_number = decision_number
        self.decided_on = decided_on
        self.confirmed_on: date | None = None
        self.revoked_on: date | None = None

    @event(Confirmed)
    def _confirmed(self, confirmed_on: date) -> None:
        self.confirmed_on = confirmed_on

    @event(Revoked)
    def _revoked(self, revoked_on: date) -> None:
        self.revoked_on = revoked_on
