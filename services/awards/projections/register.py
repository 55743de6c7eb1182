"""The register: nominations, decisions and awards as they stand, folded from own facts.

`documents_touched` names the documents a fact changes, `evolve` gives what becomes of each.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import date
from typing import Literal
from uuid import UUID

from services.awards.law.classes import family_of
from services.awards.law.ruleset import Family
from services.awards.law.verdict import SubjectKind
from shared.continuity import DocumentMissing
from shared.contracts import Envelope
from shared.contracts import awards as facts

Kind = Literal["nomination", "decision", "award"]


@dataclass(frozen=True)
class NominationEntry:
    """A nomination as it stands, with the verdict at the time it was submitted.

    `family` says whether it is for a title or for a commendation, by the law's catalogue.
    """

    id: UUID
    subject_kind: SubjectKind
    subject_id: UUID
    award: str
    year: int
    by_unit_id: UUID
    submitted_on: date
    verdict: Literal["yes", "no", "unknown"]
    rested_on: tuple[str, ...]
    state: Literal["submitted", "returned", "decided"] = "submitted"
    reason: str | None = None
    returned_on: date | None = None
    decision_id: UUID | None = None
    decided_on: date | None = None
    family: Family = field(kw_only=True)


@dataclass(frozen=True)
class DecisionEntry:
    """A decision and what it is about."""

    id: UUID
    number: str
    authority: str
    year: int
    decided_on: date
    nomination_ids: tuple[UUID, ...]


@dataclass(frozen=True)
class Revocation:
    """Why an award no longer counts; `fact` says where that is recorded."""

    ground: facts.RevocationGround
    decision_number: str
    reason: str
    revoked_on: date
    fact: str


@dataclass(frozen=True)
class AwardEntry:
    """An award as it stands. A declared one does not count before it is confirmed.

    `fact` is the fact since when it counts; none for an award that is only declared. No merit
    commendation may rest on one that is not of `merit` (P-04). `family` says whether it is a
    title or a commendation, by the law's catalogue; nobody types it.
    """

    id: UUID
    subject_kind: SubjectKind
    subject_id: UUID
    award: str
    year: int
    decision_number: str
    decided_on: date
    state: Literal["declared", "valid", "revoked"]
    fact: str | None
    nomination_id: UUID | None = None
    decision_id: UUID | None = None
    by_unit_id: UUID | None = None
    confirmed_on: date | None = None
    rested_on: tuple[str, ...] = ()
    revocation: Revocation | None = None
    merit: bool = True
    family: Family = field(kw_only=True)


Document = NominationEntry | DecisionEntry | AwardEntry

DOCUMENTS: dict[Kind, type[Document]] = {
    "nomination": NominationEntry,
    "decision": DecisionEntry,
    "award": AwardEntry,
}


def documents_touched(envelope: Envelope) -> list[tuple[Kind, str]]:
    """The kind and key of each document that a fact changes; none for facts of no concern."""
    match envelope.data:
        case (
            facts.NominationSubmitted(nomination_id=key)
            | facts.NominationReturned(nomination_id=key)
            | facts.NominationDecided(nomination_id=key)
        ):
            return [("nomination", str(key))]
        case facts.DecisionIssued(decision_id=key):
            return [("decision", str(key))]
        case (
            facts.AwardGranted(award_id=key)
            | facts.PastAwardDeclared(award_id=key)
            | facts.PastAwardConfirmed(award_id=key)
            | facts.AwardRevoked(award_id=key)
        ):
            return [("award", str(key))]
        case _:
            return []


def evolve(document: Document | None, envelope: Envelope) -> Document:
    """The document after a fact that touches it. Raises `DocumentMissing`."""
    match envelope.data, document:
        case facts.NominationSubmitted() as fact, _:
            return NominationEntry(
                id=fact.nomination_id,
                subject_kind=fact.subject_kind,
                subject_id=fact.subject_id,
                award=fact.award,
                year=fact.year,
                by_unit_id=fact.by_unit_id,
                submitted_on=fact.submitted_on,
                verdict=fact.verdict,
                rested_on=fact.rested_on,
                family=family_of(fact.subject_kind, fact.award),
            )
        case facts.NominationReturned() as fact, NominationEntry():
            return replace(
                document,
                state="returned",
                reason=fact.reason,
                returned_on=fact.returned_on,
            )
        case facts.NominationDecided() as fact, NominationEntry():
            return replace(
                document,
                state="decided",
                decision_id=fact.decision_id,
                decided_on=fact.decided_on,
            )
        case facts.DecisionIssued() as fact, _:
            return DecisionEntry(
                id=fact.decision_id,
                number=fact.number,
                authority=fact.authority,
                year=fact.year,
                decided_on=fact.decided_on,
                nomination_ids=fact.nomination_ids,
            )
        case (facts.AwardGranted() | facts.PastAwardDeclared()) as fact, _:
            return _award(fact, envelope)
        case facts.PastAwardConfirmed() as fact, AwardEntry():
            return replace(
                document,
                state="valid",
                fact=envelope.id,
                confirmed_on=fact.confirmed_on,
            )
        case facts.AwardRevoked() as fact, AwardEntry():
            revocation = Revocation(
                fact.ground, fact.decision_number, fact.reason, fact.revoked_on, envelope.id
            )
            return replace(document, state="revoked", revocation=revocation)
        case _:
            raise DocumentMissing(f"{envelope.id} ({envelope.name})")


def _award(fact: facts.AwardGranted | facts.PastAwardDeclared, envelope: Envelope) -> Document:
    entry = AwardEntry(
        id=fact.award_id,
        subject_kind=fact.subject_kind,
        subject_id=fact.subject_id,
        award=fact.award,
        year=fact.year,
        decision_number=fact.decision_number,
        decided_on=fact.decided_on,
        state="declared",
        fact=None,
        merit=fact.merit,
        family=family_of(fact.subject_kind, fact.award),
    )
    if isinstance(fact, facts.PastAwardDeclared):
        return entry
    return replace(
        entry,
        state="valid",
        fact=envelope.id,
        nomination_id=fact.nomination_id,
        decision_id=fact.decision_id,
        by_unit_id=fact.by_unit_id,
        rested_on=fact.rested_on,
    )
