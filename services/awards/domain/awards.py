"""Awards granted here: one for each nomination that a decision is about."""

from __future__ import annotations

from datetime import date
from uuid import UUID, uuid5

from eventsourcing.domain import Aggregate, event

from services.awards.domain.decisions import Decision
from services.awards.domain.merit import of_merit
from services.awards.domain.nominations import Nomination
from services.awards.domain.revocation import RevocationGround, require_revocable
from services.awards.domain.titles import SubjectKind


def award_id(decision_id: UUID, nomination_id: UUID) -> UUID:
    """A decision grants one award per nomination, so that these make the identifier."""
    return uuid5(decision_id, str(nomination_id))


class Award(Aggregate):
    """A subject holds a title for a year, by a decision, until it is revoked."""

    TOPIC = "award"

    class Created(Aggregate.Created):
        TOPIC = "award.granted"
        class_version = 2
        upcast_v1_v2 = staticmethod(of_merit)
        nomination_id: UUID
        decision_id: UUID
        by_unit_id: UUID
        subject_kind: SubjectKind
        subject_id: UUID
        award: str
        year: int
        decision_number: str
        decided_on: date
        rested_on: tuple[str, ...]
        merit: bool

    class Revoked(Aggregate.Event):
        TOPIC = "award.revoked"
        subject_kind: SubjectKind
        subject_id: UUID
        award: str
        year: int
        ground: RevocationGround
        decision_number: str
        reason: str
        revoked_on: date

    @classmethod
    def grant(cls, decision: Decision, nomination: Nomination, *, merit: bool = True) -> Award:
        """The award of a nomination that `decision` is about; it decides the nomination.

        `merit` is false for an award of a movement or of something unexpected (P-04).
        """
        nomination.decide(decision.id, decision.year, decision.decided_on)
        return cls._create(
            cls.Created,
            id=award_id(decision.id, nomination.id),
            nomination_id=nomination.id,
            decision_id=decision.id,
            by_unit_id=nomination.by_unit_id,
            subject_kind=nomination.subject_kind,
            subject_id=nomination.subject_id,
            award=nomination.award,
            year=nomination.year,
            decision_number=decision.number,
            decided_on=decision.decided_on,
            rested_on=nomination.rested_on,
            merit=merit,
        )

    def revoke(
        self, ground: RevocationGround, decision_number: str, reason: str, revoked_on: date
    ) -> None:
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
        nomination_id: UUID,
        decision_id: UUID,
        by_unit_id: UUID,
        subject_kind: SubjectKind,
        subject_id: UUID,
        award: str,
        year: int,
        decision_number: str,
        decided_on: date,
        rested_on: tuple[str, ...],
        merit: bool,
    ) -> None:
        self.nomination_id = nomination_id
        self.decision_id = decision_id
        self.by_unit_id = by_unit_id
        self.subject_kind = subject_kind
        self.subject_id = subject_id
        self.award = award
        self.year = year
        self.decision_number = decision_number
        self.decided_on = decided_on
        self.rested_on = rested_on
        self.merit = merit
        self.revoked_on: date | None = None

    @event(Revoked)
    def _revoked(self, revoked_on: date) -> None:
        self.revoked_on = revoked_on
