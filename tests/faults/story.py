"""What people do while things break: commands of a small year, and the facts each leads to."""

from __future__ import annotations

from dataclasses import dataclass, field
from random import Random
from uuid import UUID

from services.awards.domain import nomination_id
from services.covenant.domain.text import Article, canonical_of, digest_of
from shared.access import Role
from tests.faults.commands import Command, post

YEAR = 2024


@dataclass
class Story:
    """Commands by phase; those of one phase may be sent in any order, all at once."""

    chance: Random
    phases: list[list[Command]] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.bloc = self._new_id()
        self.units = [self._new_id() for _ in range(4)]
        self.people = [self._new_id() for _ in range(6)]
        self.covenants = [self._new_id() for _ in range(2)]
        self.ratings = [self._new_id() for _ in range(8)]
        self.holds = [self._new_id() for _ in range(4)]
        self.phases = [self._begun(), self._drafted(), self._opened(), self._signed()]
        self.phases += [self._nominated(), self._ended()]
        for phase in self.phases:
            self.chance.shuffle(phase)

    @property
    def length(self) -> int:
        return sum(len(phase) for phase in self.phases)

    def expected(self) -> dict[str, list[str]]:
        """The names of the facts of every entity, in order."""
        told: dict[str, list[str]] = {}
        for phase in self.phases:
            # Within a phase only the last of several commands about one entity says more.
            for command in sorted(phase, key=lambda each: len(each.facts)):
                told.setdefault(str(command.entity), []).extend(command.facts)
        return told

    def _new_id(self) -> UUID:
        return UUID(int=self.chance.getrandbits(128), version=4)

    def _begun(self) -> list[Command]:
        units = [
            post(
                "bloc",
                "/units",
                {
                    "id": str(unit),
                    "name": f"Vụ {number}",
                    "short_name": f"V{number}",
                    "kind": "vu",
                    "legal_personality": False,
                    "founded_on": "1992-10-20",
                },
                unit,
                "unit_registered",
            )
            for number, unit in enumerate(self.units)
        ]
        form = {
            "id": str(self.bloc),
            "name": "Khối thi đua 5",
            "year": YEAR,
            "organiser": "Văn phòng Chính phủ",
            "formed_on": "2024-01-10",
        }
        return [*units, post("bloc", "/blocs", form, self.bloc, "bloc_formed"), *self._rated()]

    def _rated(self) -> list[Command]:
        return [
            post(
                "awards",
                "/ratings",
                {
                    "id": str(rating),
                    "subject_kind": "person",
                    "subject_id": str(self.chance.choice(self.people)),
                    "year": YEAR,
                    "rating": self.chance.choice(["GOOD", "EXCELLENT", "COMPLETED"]),
                    "decision_number": "812/QĐ-VPCP",
                    "decided_on": "2024-12-20",
                },
                rating,
                "rating_recorded",
            )
            for rating in self.ratings
        ]

    def _drafted(self) -> list[Command]:
        people = [
            post(
                "bloc",
                "/people",
                {
                    "id": str(person),
                    "unit_id": str(self.units[number % len(self.units)]),
                    "full_name": f"Nguyễn Văn {number}",
                    "gender": "female",
                    "job_title": "Chuyên viên",
                    "enrolled_on": "2015-03-01",
                },
                person,
                "person_enrolled",
            )
            for number, person in enumerate(self.people)
        ]
        joined = [
            post(
                "bloc",
                f"/blocs/{self.bloc}/members",
                {"unit_id": str(unit), "on": "2024-01-10"},
                self.bloc,
                "unit_joined_bloc",
            )
            for unit in self.units
        ]
        drafts = [
            post(
                "covenant",
                "/covenants",
                {
                    "id": str(covenant),
                    "bloc_id": str(self.bloc),
                    "year": YEAR,
                    "title": _title(covenant),
                    "unit_ids": [str(unit) for unit in self.units],
                    "articles": [{"number": 1, "heading": "Chủ đề", "text": "Đoàn kết."}],
                    "drafted_on": "2024-02-20",
                },
                covenant,
                "covenant_drafted",
                who=(Role.BLOC_HEAD, self.bloc),
            )
            for covenant in self.covenants
        ]
        return [*people, *joined, *drafts, *self._held()]

    def _held(self) -> list[Command]:
        return [
            post(
                "awards",
                "/holds",
                {
                    "id": str(hold),
                    "subject_kind": "unit",
                    "subject_id": str(self.chance.choice(self.units)),
                    "ground": "Xác minh đơn tố cáo",
                    "placed_on": "2024-06-01",
                },
                hold,
                "hold_placed",
            )
            for hold in self.holds
        ]

    def _opened(self) -> list[Command]:
        opened = [
            post(
                "covenant",
                f"/covenants/{covenant}/opening",
                {"opened_on": "2024-03-08"},
                covenant,
                "covenant_opened",
                who=(Role.BLOC_HEAD, self.bloc),
            )
            for covenant in self.covenants
        ]
        moved = [
            post(
                "bloc",
                f"/people/{person}/transfers",
                {"to_unit_id": str(self.units[0]), "on": "2025-03-01"},
                person,
                "person_transferred",
            )
            for person in self.people[1:4]
        ]
        return [*opened, *moved]

    def _signed(self) -> list[Command]:
        signed = []
        for covenant in self.covenants:
            digest = digest_of(
                canonical_of(
                    title=_title(covenant),
                    year=YEAR,
                    unit_ids=tuple(self.units),
                    basis=(),
                    articles=(Article(1, "Chủ đề", "Đoàn kết."),),
                    pledges=(),
                )
            )
            for number, unit in enumerate(self.units, start=1):
                last = number == len(self.units)
                signed.append(
                    post(
                        "covenant",
                        f"/covenants/{covenant}/signatures",
                        {"unit_id": str(unit), "digest": digest, "signed_on": "2024-03-12"},
                        covenant,
                        "covenant_signed",
                        *(["covenant_in_force"] if last else []),
                        who=(Role.UNIT_HEAD, unit),
                    )
                )
        lifted = [
            post(
                "awards",
                f"/holds/{hold}/lifting",
                {"conclusion": "Không có sai phạm", "lifted_on": "2024-09-01"},
                hold,
                "hold_lifted",
            )
            for hold in self.holds
        ]
        return [*signed, *lifted]

    def _nominated(self) -> list[Command]:
        return [
            post(
                "awards",
                "/nominations",
                {
                    "subject_kind": "person",
                    "subject_id": str(person),
                    "award": "LDTT",
                    "year": YEAR,
                    "by_unit_id": str(self.units[number % len(self.units)]),
                    "submitted_on": "2025-01-06",
                },
                nomination_id(person, "LDTT", YEAR),
                "nomination_submitted",
                who=(Role.UNIT_OFFICER, self.units[number % len(self.units)]),
                waits=True,
            )
            for number, person in enumerate(self.people)
        ]

    def _ended(self) -> list[Command]:
        nominations = [nomination_id(person, "LDTT", YEAR) for person in self.people[:4]]
        return [
            post(
                "awards",
                f"/nominations/{nomination}/returns",
                {"reason": "Thiếu biên bản", "returned_on": "2025-01-10"},
                nomination,
                "nomination_returned",
            )
            for nomination in nominations
        ]


def _title(covenant: UUID) -> str:
    return f"Giao ước thi đua {covenant}"
