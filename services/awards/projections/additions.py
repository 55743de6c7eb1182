"""What a fact adds to the history of a person or unit: entries of its own, nothing else."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import NamedTuple
from uuid import UUID

from services.awards.law.history import (
    LEAVE,
    SECONDED,
    Absent,
    AwardHeld,
    AwardRevoked,
    Disciplined,
    DisciplineOver,
    Dissolved,
    Divided,
    Entry,
    Found,
    Founded,
    Gendered,
    HoldLifted,
    HoldPlaced,
    Initiative,
    Moved,
    Ranked,
    Rated,
    Registered,
    Restored,
    Succeeded,
    Tied,
)
from services.awards.law.verdict import SubjectKind
from shared.contracts import Envelope, Fact, awards, bloc, covenant, publisher_of


class SubjectKey(NamedTuple):
    """A person or a unit; as text the key of its document."""

    kind: SubjectKind
    id: UUID

    def __str__(self) -> str:
        return f"{self.kind}/{self.id}"


class Addition(NamedTuple):
    """What a fact adds: to whose history, to which of its lists, and what."""

    subject: SubjectKey
    list_name: str
    entry: Entry


def additions(envelope: Envelope) -> list[Addition]:
    """What a fact adds to histories; nothing for facts of no concern."""
    added = ADDED.get((envelope.source, type(envelope.data)))
    return [] if added is None else added(envelope)


def _units(envelope: Envelope) -> list[Addition]:
    match envelope.data:
        case bloc.UnitDissolved(unit_id=unit, into_unit_id=into, on=on) as fact:
            gone = Addition(
                SubjectKey("unit", unit), "dissolutions", Dissolved(envelope.id, on, into)
            )
            if into is None:
                return [gone]
            taken = Succeeded(envelope.id, unit, on, alone=not fact.with_others)
            return [gone, Addition(SubjectKey("unit", into), "successions", taken)]
        case bloc.UnitSplit(unit_id=unit, heir_unit_ids=heirs, on=on):
            part = Succeeded(envelope.id, unit, on, alone=False)
            return [
                Addition(SubjectKey("unit", unit), "divisions", Divided(envelope.id, heirs)),
                *(Addition(SubjectKey("unit", heir), "successions", part) for heir in heirs),
            ]
        case bloc.UnitRestored(unit_id=unit, on=on):
            return [
                Addition(SubjectKey("unit", unit), "restorations", Restored(envelope.id, on))
            ]
        case bloc.UnitRegistered(unit_id=unit, founded_on=founded):
            return [
                Addition(SubjectKey("unit", unit), "foundings", Founded(envelope.id, founded))
            ]
        case _:
            return []


def _moves(envelope: Envelope) -> list[Addition]:
    match envelope.data:
        case bloc.PersonEnrolled(person_id=person, unit_id=unit, gender=gender, on=on):
            known = Gendered(envelope.id, gender)
            return [
                Addition(SubjectKey("person", person), "genders", known),
                *_move(person, Moved(envelope.id, None, unit, on)),
            ]
        case bloc.PersonTransferred(
            person_id=person, from_unit_id=before, to_unit_id=unit, on=on
        ):
            return _move(person, Moved(envelope.id, before, unit, on))
        case bloc.PersonLeft(person_id=person, unit_id=before, on=on):
            return _move(person, Moved(envelope.id, before, None, on))
        case _:
            return []


def _absences(envelope: Envelope) -> list[Addition]:
    match envelope.data:
        case bloc.PersonSeconded(person_id=person, on=on):
            absence = Absent(envelope.id, SECONDED, away=True, on=on)
        case bloc.SecondmentEnded(person_id=person, on=on):
            absence = Absent(envelope.id, SECONDED, away=False, on=on)
        case bloc.LeaveBegan(person_id=person, on=on, kind=kind):
            absence = Absent(
                envelope.id, LEAVE, away=True, on=on, maternity=kind == "maternity"
            )
        case bloc.LeaveEnded(person_id=person, on=on):
            absence = Absent(envelope.id, LEAVE, away=False, on=on)
        case _:
            return []
    return [Addition(SubjectKey("person", person), "absences", absence)]


def _move(person_id: UUID, move: Moved) -> list[Addition]:
    tie = Tied(move.fact, person_id)
    units = [unit for unit in (move.from_unit, move.to_unit) if unit is not None]
    return [
        Addition(SubjectKey("person", person_id), "moves", move),
        *(Addition(SubjectKey("unit", unit), "ties", tie) for unit in units),
    ]


def _ranks(envelope: Envelope) -> list[Addition]:
    match envelope.data:
        case covenant.RankingFinalised() as fact:
            ranked = Ranked(envelope.id, fact.bloc_id, fact.year, None, len(fact.places))
            entries = {
                place.unit_id: replace(ranked, rank=place.rank, conditions=place.flag_barred_by)
                for place in fact.places
            } | {
                one.unit_id: replace(ranked, conditions=one.conditions) for one in fact.excluded
            }
            return [
                Addition(SubjectKey("unit", unit_id), "ranks", entry)
                for unit_id, entry in entries.items()
            ]
        case _:
            return []


def _registrations(envelope: Envelope) -> list[Addition]:
    match envelope.data:
        case covenant.TitleRegistered() as fact:
            registered = Registered(envelope.id, fact.award, fact.year)
            key = SubjectKey(fact.subject_kind, fact.subject_id)
            return [Addition(key, "registrations", registered)]
        case _:
            return []


def _records(envelope: Envelope) -> list[Addition]:
    match envelope.data:
        case awards.RatingRecorded() as fact:
            rated = Rated(envelope.id, fact.year, fact.rating)
            return [Addition(SubjectKey(fact.subject_kind, fact.subject_id), "ratings", rated)]
        case awards.InitiativeRecognised() as fact:
            decided = bool(fact.decision_number.strip())
            recognised = Initiative(envelope.id, fact.year, fact.scope, decided)
            people = (SubjectKey("person", each) for each in fact.person_ids)
            return [Addition(person, "initiatives", recognised) for person in people]
        case awards.FindingRecorded() as fact:
            found = Found(envelope.id, fact.year, fact.condition, fact.met)
            return [Addition(SubjectKey(fact.subject_kind, fact.subject_id), "findings", found)]
        case _:
            return []


def _bars(envelope: Envelope) -> list[Addition]:
    match envelope.data:
        case awards.DisciplineImposed() as fact:
            imposed = Disciplined(
                envelope.id, fact.record_id, fact.form, fact.imposed_on, fact.ends_on
            )
            return [Addition(SubjectKey("person", fact.person_id), "disciplines", imposed)]
        case awards.DisciplineEnded() as fact:
            over = DisciplineOver(envelope.id, fact.record_id, fact.ended_on)
            return [Addition(SubjectKey("person", fact.person_id), "disciplines_over", over)]
        case awards.HoldPlaced() as fact:
            placed = HoldPlaced(envelope.id, fact.record_id)
            return [Addition(SubjectKey(fact.subject_kind, fact.subject_id), "holds", placed)]
        case awards.HoldLifted() as fact:
            lifted = HoldLifted(envelope.id, fact.record_id)
            return [
                Addition(SubjectKey(fact.subject_kind, fact.subject_id), "holds_lifted", lifted)
            ]
        case _:
            return []


def _awards(envelope: Envelope) -> list[Addition]:
    match envelope.data:
        case awards.AwardGranted() as fact:
            held = AwardHeld(
                envelope.id,
                fact.award_id,
                fact.award,
                fact.year,
                proven=True,
                rested_on=fact.rested_on,
                merit=fact.merit,
            )
        case awards.PastAwardDeclared() | awards.PastAwardConfirmed() as fact:
            held = AwardHeld(
                envelope.id,
                fact.award_id,
                fact.award,
                fact.year,
                proven=isinstance(fact, awards.PastAwardConfirmed),
                merit=fact.merit,
            )
        case awards.AwardRevoked() as fact:
            revoked = AwardRevoked(envelope.id, fact.award_id)
            return [
                Addition(SubjectKey(fact.subject_kind, fact.subject_id), "revocations", revoked)
            ]
        case _:
            return []
    return [Addition(SubjectKey(fact.subject_kind, fact.subject_id), "awards", held)]


ADDS: tuple[tuple[Callable[[Envelope], list[Addition]], tuple[type[Fact], ...]], ...] = (
    (_units, (bloc.UnitDissolved, bloc.UnitSplit, bloc.UnitRestored, bloc.UnitRegistered)),
    (_moves, (bloc.PersonEnrolled, bloc.PersonTransferred, bloc.PersonLeft)),
    (_absences, (bloc.PersonSeconded, bloc.SecondmentEnded)),
    (_absences, (bloc.LeaveBegan, bloc.LeaveEnded)),
    (_ranks, (covenant.RankingFinalised,)),
    (_registrations, (covenant.TitleRegistered,)),
    (_records, (awards.RatingRecorded, awards.InitiativeRecognised, awards.FindingRecorded)),
    (_bars, (awards.DisciplineImposed, awards.DisciplineEnded)),
    (_bars, (awards.HoldPlaced, awards.HoldLifted)),
    (_awards, (awards.AwardGranted, awards.AwardRevoked)),
    (_awards, (awards.PastAwardDeclared, awards.PastAwardConfirmed)),
)
# By who publishes a fact and what it is; no other is of concern.
ADDED = {(publisher_of(kind), kind): adds for adds, kinds in ADDS for kind in kinds}
