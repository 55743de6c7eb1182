"""Nominations of subjects for titles: submitted, perhaps returned, decided."""

from __future__ import annotations

from datetime import date
from typing import Literal
from uuid import UUID, uuid5

from eventsourcing.domain import Aggregate, event

from services.awards.domain.errors import (
    NominationAlreadyDecided,
    NominationNotOpen,
    NominationNotReturned,
    NominationOfAnotherYear,
    ReasonMissing,
)
from services.awards.domain.titles import SubjectKind, require_title

Answer = Literal["yes", "no", "unknown"]


def nomination_id(subject_id: UUID, award: str, year: int) -> UUID:
    """A subject is nominated for a title and year once, so that these make the identifier."""
    return uuid5(subject_id, f"nomination/{award}/{year}")


class Nomination(Aggregate):
    """A unit puts a subject forward.

    The verdict of that moment is kept, whatever it says: the system recommends, people decide.
    """

    TOPIC = "nomination"

    class Created(Aggregate.Created):
        TOPIC = "nomination.submitted"
        subject_kind: SubjectKind
        subject_id: UUID
        award: str
        year: int
        by_unit_id: UUID
        submitted_on: date
        verdict: Answer
        rested_on: tuple[str, ...]

    class Returned(Aggregate.Event):
        TOPIC = "nomination.returned"
        by_unit_id: UUID
        reason: str
        returned_on: date

    class Resubmitted(Aggregate.Event):
        TOPIC = "nomination.resubmitted"
        subject_kind: SubjectKind
        subject_id: UUID
        award: str
        year: int
        by_unit_id: UUID
        submitted_on: date
        verdict: Answer
        rested_on: tuple[str, ...]

    class Decided(Aggregate.Event):
        TOPIC = "nomination.decided"
        decision_id: UUID
        decided_on: date

    @classmethod
    def submit(
        cls,
        subject_kind: SubjectKind,
        subject_id: UUID,
        award: str,
        year: int,
        by_unit_id: UUID,
        submitted_on: date,
        verdict: Answer,
        rested_on: tuple[str, ...],
    ) -> Nomination:
        require_title(subject_kind, award)
        return cls._create(
            cls.Created,
            id=nomination_id(subject_id, award, year),
            subject_kind=subject_kind,
            subject_id=subject_id,
            award=award,
            year=year,
            by_unit_id=by_unit_id,
            submitted_on=submitted_on,
            verdict=verdict,
            rested_on=rested_on,
        )

    def submit_again(
        self,
        by_unit_id: UUID,
        submitted_on: date,
        verdict: Answer,
        rested_on: tuple[str, ...],
    ) -> None:
        self._require_undecided()
        if self.state != "returned":
            raise NominationNotReturned(f"{self.id} was submitted on {self.submitted_on}")
        self.trigger_event(
            self.Resubmitted,
            subject_kind=self.subject_kind,
            subject_id=self.subject_id,
            award=self.award,
            year=self.year,
            by_unit_id=by_unit_id,
            submitted_on=submitted_on,
            verdict=verdict,
            rested_on=rested_on,
        )

    def give_back(self, reason: str, returned_on: date) -> None:
        self._require_open()
        if not reason.strip():
            raise ReasonMissing(f"{self.id} was given back without a reason")
        self.trigger_event(
            self.Returned, by_unit_id=self.by_unit_id, reason=reason, returned_on=returned_on
        )

    def decide(self, decision_id: UUID, year: int, decided_on: date) -> None:
        self._require_open()
        if year != self.year:
            raise NominationOfAnotherYear(f"{self.id} is for {self.year}, not {year}")
        self.trigger_event(self.Decided, decision_id=decision_id, decided_on=decided_on)

    def _require_undecided(self) -> None:
        if self.state == "decided":
            raise NominationAlreadyDecided(f"{self.id} was decided by {self.decision_id}")

    def _require_open(self) -> None:
        self._require_undecided()
        if self.state != "submitted":
            raise NominationNotOpen(f"{self.id} was returned to its unit")

    @event(Created)
    def __init__(
        self,
        subject_kind: SubjectKind,
        subject_id: UUID,
        award: str,
        year: int,
        by_unit_id: UUID,
        submitted_on: date,
        verdict: Answer,
        rested_on: tuple[str, ...],
    ) -> None:
        self.subject_kind = subject_kind
        self.subject_id = subject_id
        self.award = award
        self.year = year
        self.state: Literal["submitted", "returned", "decided"] = "submitted"
        self.decision_id: UUID | None = None
        self._put_forward(by_unit_id, submitted_on, verdict, rested_on)

    @event(Resubmitted)
    def _resubmitted(
        self,
        by_unit_id: UUID,
        submitted_on: date,
        verdict: Answer,
        rested_on: tuple[str, ...],
    ) -> None:
        self.state = "submitted"
        self._put_forward(by_unit_id, submitted_on, verdict, rested_on)

    def _put_forward(
        self, by_unit_id: UUID, submitted_on: date, verdict: Answer, rested_on: tuple[str, ...]
    ) -> None:
        self.by_unit_id = by_unit_id
        self.submitted_on = submitted_on
        self.verdict = verdict
        self.rested_on = rested_on

    @event(Returned)
    def _returned(self) -> None:
        self.state = "returned"

    @event(Decided)
    def _decided(self, decision_id: UUID) -> None:
        self.state = "decided"
        self.decision_id = decision_id
