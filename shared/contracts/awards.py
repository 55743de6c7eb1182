"""What `awards` publishes: the records a verdict rests on, nominations, decisions, awards.

`subject_kind` and `subject_id` name a person or a unit of `bloc`. `award` is a code of the
catalogue (LDTT, CSTDCS, CSTD_BO, CSTDTQ, TTLDTT, TTLDXS, CO_BO, CO_CP). `year` is the year of
achievement; dates are when a thing happened, the envelope's time is when it was learnt.
"""

from __future__ import annotations

from datetime import date
from typing import Literal
from uuid import UUID

from shared.contracts.covenant import SubjectKind
from shared.contracts.envelope import Fact

Rating = Literal["EXCELLENT", "GOOD", "COMPLETED", "FAILED"]
Scope = Literal["UNIT", "MINISTRY", "NATION"]
DisciplineForm = Literal["reprimand", "warning", "demotion", "dismissal"]
RevocationGround = Literal["fraud", "false_file", "unlawful_procedure", "breach_concluded"]


class RatingRecorded(Fact, frozen=True, kw_only=True):
    """The year's rating of a person or unit."""

    record_id: UUID
    subject_kind: SubjectKind
    subject_id: UUID
    year: int
    rating: Rating
    decision_number: str
    decided_on: date


class InitiativeRecognised(Fact, frozen=True, kw_only=True):
    """An initiative of one or more people, recognised with a scope of influence (Art. 3(4))."""

    record_id: UUID
    person_ids: tuple[UUID, ...]
    name: str
    scope: Scope
    year: int
    decision_number: str
    recognised_on: date


class DisciplineImposed(Fact, frozen=True, kw_only=True):
    """A person is disciplined. `ends_on` is the first day after the term, where known."""

    record_id: UUID
    person_id: UUID
    form: DisciplineForm
    decision_number: str
    imposed_on: date
    ends_on: date | None = None


class DisciplineEnded(Fact, frozen=True, kw_only=True):
    """The term of a discipline ended; achievements count again from `ended_on`."""

    record_id: UUID
    person_id: UUID
    ended_on: date


class HoldPlaced(Fact, frozen=True, kw_only=True):
    """Nothing may be awarded to the subject while something is being verified."""

    record_id: UUID
    subject_kind: SubjectKind
    subject_id: UUID
    ground: str
    placed_on: date


class HoldLifted(Fact, frozen=True, kw_only=True):
    """The matter behind a hold is concluded."""

    record_id: UUID
    subject_kind: SubjectKind
    subject_id: UUID
    conclusion: str
    lifted_on: date


class FindingRecorded(Fact, frozen=True, kw_only=True):
    """A competent body's finding on a condition the law leaves to judgement.

    `condition` is the code of the condition in the rule set, e.g. `LDTT-2`.
    """

    record_id: UUID
    subject_kind: SubjectKind
    subject_id: UUID
    year: int
    condition: str
    met: bool
    body: str
    found_on: date


class PastAwardDeclared(Fact, frozen=True, kw_only=True):
    """A subject declares an award decided before this system; it counts once confirmed.

    `merit` is false for one of a movement or of something unexpected: no merit commendation
    may rest on it.
    """

    award_id: UUID
    subject_kind: SubjectKind
    subject_id: UUID
    award: str
    year: int
    decision_number: str
    decided_on: date
    merit: bool = True


class PastAwardConfirmed(Fact, frozen=True, kw_only=True):
    """The decision behind a declared award was seen and is genuine."""

    award_id: UUID
    subject_kind: SubjectKind
    subject_id: UUID
    award: str
    year: int
    confirmed_on: date
    merit: bool = True


class NominationSubmitted(Fact, frozen=True, kw_only=True):
    """A unit puts a subject forward for an award of a year."""

    nomination_id: UUID
    subject_kind: SubjectKind
    subject_id: UUID
    award: str
    year: int
    by_unit_id: UUID
    submitted_on: date
    verdict: Literal["yes", "no", "unknown"]
    rested_on: tuple[str, ...] = ()


class NominationReturned(Fact, frozen=True, kw_only=True):
    """A nomination is given back, with a reason."""

    nomination_id: UUID
    by_unit_id: UUID
    reason: str
    returned_on: date


class NominationDecided(Fact, frozen=True, kw_only=True):
    """A nomination was taken into a decision; it cannot be returned or decided again."""

    nomination_id: UUID
    decision_id: UUID
    decided_on: date


class DecisionIssued(Fact, frozen=True, kw_only=True):
    """The competent authority decided on a list of nominations."""

    decision_id: UUID
    number: str
    authority: str
    year: int
    decided_on: date
    nomination_ids: tuple[UUID, ...]


class AwardGranted(Fact, frozen=True, kw_only=True):
    """A subject holds an award. `rested_on` are the ids of the facts its verdict cited.

    `merit` is false for one of a movement or of something unexpected: no merit commendation
    may rest on it.
    """

    award_id: UUID
    nomination_id: UUID
    decision_id: UUID
    by_unit_id: UUID
    subject_kind: SubjectKind
    subject_id: UUID
    award: str
    year: int
    decision_number: str
    decided_on: date
    rested_on: tuple[str, ...] = ()
    merit: bool = True


class AwardRevoked(Fact, frozen=True, kw_only=True):
    """An award no longer counts (Law 06/2022, Art. 93(2)); people review what rested on it."""

    award_id: UUID
    subject_kind: SubjectKind
    subject_id: UUID
    award: str
    year: int
    ground: RevocationGround
    decision_number: str
    reason: str
    revoked_on: date
