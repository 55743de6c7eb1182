"""Invented histories of all four services: lives of entities, told in any order there could be.

A life begins with a fact that makes its entity, and goes on with any of the facts that may
follow. The facts are filled in from their own annotations, so a new field needs nothing here.
"""

from __future__ import annotations

import types
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal
from random import Random
from typing import Any, Literal, TypeVar, Union, get_args, get_origin, get_type_hints
from uuid import UUID, uuid5

import msgspec

from shared.contracts import SOURCES, Envelope, Fact, awards, bloc, covenant, notify

SPACE = UUID("3f0e5a94-0000-4000-8000-000000000000")
UNITS = tuple(uuid5(SPACE, f"unit {number}") for number in range(3))
PEOPLE = tuple(uuid5(SPACE, f"person {number}") for number in range(4))
TITLES = {
    "person": ("LDTT", "CSTDCS", "CSTD_BO", "CSTDTQ"),
    "unit": ("TTLDTT", "TTLDXS", "CO_BO", "CO_CP"),
}
FINDINGS = ("LDTT-2", "ALC-2", "ALC-5", "ELC-2", "ELC-6", "MF-2", "MF-3", "GF-2")
FIRST_DAY = date(2021, 1, 1)
DAYS = 1500
AT_MOST_FOLLOWING = 5
BEGUN = datetime(2024, 1, 1, tzinfo=UTC)

S = TypeVar("S", bound=msgspec.Struct)


@dataclass(frozen=True)
class Life:
    """What may happen to one kind of entity; `key` is the field that names it."""

    source: str
    key: str
    begins: tuple[type[Fact], ...]
    follows: tuple[type[Fact], ...] = ()
    entities: tuple[UUID, ...] = ()


LIVES = (
    Life(
        "bloc",
        "unit_id",
        (bloc.UnitRegistered,),
        (
            bloc.UnitRenamed,
            bloc.UnitMoved,
            bloc.UnitsMerged,
            bloc.UnitSplit,
            bloc.UnitDissolved,
            bloc.UnitRestored,
        ),
        UNITS,
    ),
    Life(
        "bloc",
        "person_id",
        (bloc.PersonEnrolled,),
        (
            bloc.PersonTransferred,
            bloc.PersonSeconded,
            bloc.SecondmentEnded,
            bloc.LeaveBegan,
            bloc.LeaveEnded,
            bloc.PersonLeft,
            bloc.PersonEnrolled,
            bloc.PersonCardCorrected,
            bloc.PersonErased,
        ),
        PEOPLE,
    ),
    Life(
        "bloc",
        "bloc_id",
        (bloc.BlocFormed,),
        (
            bloc.UnitJoinedBloc,
            bloc.UnitLeftBloc,
            bloc.LeadershipAppointed,
            bloc.BlocClosed,
        ),
    ),
    Life("covenant", "frame_id", (covenant.FrameAdopted,), (covenant.FrameSuperseded,)),
    Life(
        "covenant",
        "deadline_id",
        (covenant.ScoringDeadlineSet,),
        (covenant.ScoringDeadlineMoved,),
    ),
    Life(
        "covenant",
        "covenant_id",
        (covenant.CovenantDrafted,),
        (
            covenant.CovenantRevised,
            covenant.CovenantOpened,
            covenant.CovenantSigned,
            covenant.CovenantInForce,
        ),
    ),
    Life(
        "covenant",
        "registration_id",
        (covenant.TitleRegistered,),
        (covenant.RegistrationReturned, covenant.TitleRegisteredAgain),
    ),
    Life(
        "covenant",
        "comment_id",
        (covenant.CovenantCommented,),
        (covenant.CovenantCommentAnswered,),
    ),
    Life("covenant", "mandate_id", (covenant.MandateGiven,), (covenant.MandateWithdrawn,)),
    Life(
        "covenant",
        "accession_id",
        (covenant.AccessionOpened,),
        (covenant.AccessionSigned,),
    ),
    Life(
        "covenant",
        "appendix_id",
        (covenant.AppendixOpened,),
        (covenant.AppendixSigned, covenant.AppendixInForce),
    ),
    Life("covenant", "attachment_id", (covenant.SignatureAttached,)),
    Life(
        "covenant",
        "scorecard_id",
        (covenant.ScorecardOpened,),
        (
            covenant.ScoreRecorded,
            covenant.ScorecardSubmitted,
            covenant.ScorecardReturned,
            covenant.ConsolidationReturned,
            covenant.EvidenceAttached,
            covenant.EvidenceWithdrawn,
            covenant.ScoreRemarked,
            covenant.ConflictDeclared,
            covenant.ConditionJudged,
            covenant.ScoreAppealed,
            covenant.AppealDecided,
        ),
    ),
    Life(
        "covenant",
        "meeting_id",
        (covenant.MeetingCalled,),
        (
            covenant.MeetingPresenceRecorded,
            covenant.MeetingPresenceWithdrawn,
            covenant.MeetingChairTaken,
            covenant.MeetingOpened,
            covenant.NextHeadProposed,
            covenant.MeetingClosed,
        ),
    ),
    Life(
        "covenant",
        "report_id",
        (covenant.ProgressReported,),
        (covenant.ProgressReportedAgain,),
    ),
    Life("covenant", "reminder_id", (covenant.UnitsReminded,), ()),
    Life(
        "covenant",
        "ballot_id",
        (covenant.FlagBallotOpened,),
        (
            covenant.FlagBallotCast,
            covenant.FlagBallotCounted,
            covenant.FlagBallotAnnulled,
        ),
    ),
    Life("covenant", "ranking_id", (covenant.RankingFinalised,)),
    Life("awards", "record_id", (awards.RatingRecorded,)),
    Life("awards", "record_id", (awards.InitiativeRecognised,)),
    Life("awards", "record_id", (awards.DisciplineImposed,), (awards.DisciplineEnded,)),
    Life("awards", "record_id", (awards.HoldPlaced,), (awards.HoldLifted,)),
    Life("awards", "record_id", (awards.FindingRecorded,)),
    Life(
        "awards",
        "nomination_id",
        (awards.NominationSubmitted,),
        (awards.NominationReturned, awards.NominationSubmitted, awards.NominationDecided),
    ),
    Life("awards", "decision_id", (awards.DecisionIssued,)),
    Life(
        "awards",
        "award_id",
        (awards.AwardGranted, awards.PastAwardDeclared),
        (awards.PastAwardConfirmed, awards.AwardRevoked),
    ),
    Life(
        "notify",
        "notification_id",
        (notify.NotificationDelivered,),
        (notify.NotificationRead,),
    ),
)


@dataclass
class Teller:
    """Invents facts. What an entity was said to be once (`known`), it stays for its life."""

    chance: Random
    known: dict[str, Any] = field(default_factory=dict)

    def tell(self, kind: type[Fact]) -> Fact:
        return self._filled(kind)

    def _filled(self, kind: type[S]) -> S:
        hints = get_type_hints(kind)
        values = {
            each.name: self._value(each.name, hints[each.name])
            for each in msgspec.structs.fields(kind)
        }
        return kind(**values)

    def _value(self, name: str, kind: Any) -> Any:  # noqa: ANN401 (a value of any annotation)
        if name in self.known:
            return self.known[name]
        match name:
            case "award":
                return self.chance.choice(TITLES[self.known["subject_kind"]])
            case "condition":
                return self.chance.choice(FINDINGS)
            case "year":
                return self.chance.choice((2023, 2024, 2025))
            case "into_unit_id" if self.chance.random() < 0.5:
                return self.chance.choice(UNITS)
            case "unit_id" | "by_unit_id" | "from_unit_id" | "to_unit_id":
                return self.chance.choice(UNITS)
            case "person_id":
                return self.chance.choice(PEOPLE)
            case "unit_ids":
                return UNITS
            case "heir_unit_ids":
                return tuple(self.chance.sample(UNITS, 2))
            case "person_ids":
                return tuple(self.chance.sample(PEOPLE, 2))
            case _:
                return self._of_type(name, kind)

    def _of_type(self, name: str, kind: Any) -> Any:  # noqa: ANN401 (as above)
        origin, arguments = get_origin(kind), get_args(kind)
        if origin is Literal:
            return self.chance.choice(arguments)
        if origin in {Union, types.UnionType}:
            present = [each for each in arguments if each is not types.NoneType]
            return self._of_type(name, present[0]) if self.chance.random() < 0.5 else None
        if origin is tuple:
            return tuple(
                self._of_type(name, arguments[0]) for _ in range(self.chance.randrange(3))
            )
        if origin is dict:
            return {name: self._of_type(name, arguments[1])}
        if isinstance(kind, type) and issubclass(kind, msgspec.Struct):
            return self._filled(kind)
        return self._simple(name, kind)

    def _simple(self, name: str, kind: type) -> object:
        number = self.chance.randrange(8)
        simple: dict[type, object] = {
            UUID: uuid5(SPACE, f"{name} {number}"),
            date: FIRST_DAY + timedelta(days=self.chance.randrange(DAYS)),
            datetime: BEGUN + timedelta(hours=number),
            time: time(8 + number),
            Decimal: Decimal(number * 5),
            str: f"{name} {number}",
            int: 1 + number,
            bool: number % 2 == 0,
        }
        return simple[kind]


def histories(seed: int, lives: int) -> dict[str, list[Envelope]]:
    """So many lives by chance, as each service recorded the facts of its own."""
    chance = Random(seed)
    told: dict[str, list[list[tuple[str, Fact]]]] = {source: [] for source in SOURCES}
    begun: set[tuple[str, UUID]] = set()
    for number in range(lives):
        life = chance.choice(LIVES)
        entity = (
            chance.choice(life.entities) if life.entities else UUID(int=chance.getrandbits(128))
        )
        if (life.key, entity) not in begun:
            begun.add((life.key, entity))
            told[life.source].append(_lived(life, entity, chance, number))
    return {
        source: _recorded(source, _mixed(of_source, chance))
        for source, of_source in told.items()
    }


def _lived(life: Life, entity: UUID, chance: Random, number: int) -> list[tuple[str, Fact]]:
    kind = chance.choice(("person", "unit"))
    known: dict[str, Any] = {
        "subject_kind": kind,
        "subject_id": chance.choice(PEOPLE if kind == "person" else UNITS),
        "person_id": chance.choice(PEOPLE),
        life.key: entity,
    }
    if life.key == "award_id":
        known |= {"award": chance.choice(TITLES[kind]), "year": 2022 + number % 4}
    teller = Teller(chance, known)
    facts = [teller.tell(chance.choice(life.begins))]
    if life.follows:
        facts += [
            teller.tell(chance.choice(life.follows))
            for _ in range(chance.randrange(AT_MOST_FOLLOWING))
        ]
    return [(str(entity), fact) for fact in facts]


def _mixed(
    lives: Sequence[Sequence[tuple[str, Fact]]], chance: Random
) -> list[tuple[str, Fact]]:
    waiting = [list(life) for life in lives]
    mixed: list[tuple[str, Fact]] = []
    while waiting := [life for life in waiting if life]:
        mixed.append(chance.choice(waiting).pop(0))
    return mixed


def _recorded(source: str, facts: Sequence[tuple[str, Fact]]) -> list[Envelope]:
    return [
        Envelope(
            source=source,
            position=position,
            previous=position - 1,
            epoch=f"{source}-store",
            time=BEGUN + timedelta(minutes=position),
            subject=subject,
            data=fact,
            actor="somebody",
            correlation=f"{source}-{position}",
        )
        for position, (subject, fact) in enumerate(facts, start=1)
    ]
