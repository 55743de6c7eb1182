"""What `awards` tells of a unit's year: its people's records, its own, who aims at what."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING
from uuid import UUID

from shared.contracts import Envelope, awards
from shared.contracts.covenant import SubjectKind
from tests.benchmarks.decisions import Aim, Decisions
from tests.benchmarks.subjects import Person, Unit

if TYPE_CHECKING:
    from tests.benchmarks.ministry import Ministry

UNIT_FINDINGS = ("ALC-2", "ALC-5", "ELC-2", "ELC-6")
GOOD: tuple[awards.Rating, ...] = ("EXCELLENT", "GOOD")


@dataclass(frozen=True)
class Records:
    ministry: Ministry

    def year(self, unit: Unit, year: int) -> Iterator[Envelope]:
        """Each person's records, then the unit's, then one decision about all of them."""
        aims: list[Aim] = []
        held = 0
        for person in unit.people:
            rating = self._rating()
            rated = self._rated("person", person.id, year, rating)
            found = self._found("person", person.id, year, "LDTT-2")
            yield rated
            yield found
            rested = [rated.id, found.id]
            invented = self.ministry.happens(0.15)
            if invented:
                initiative = self._initiative(person, unit, year)
                rested.append(initiative.id)
                yield initiative
            yield from self._bars(person, year)
            if rating in GOOD and self.ministry.happens(0.97):
                held += 1
                aims += self._aims(person, year, rating, invented, tuple(rested))
        rating = self._rating()
        rated = self._rated("unit", unit.id, year, rating)
        findings = [self._found("unit", unit.id, year, code) for code in UNIT_FINDINGS]
        yield from (rated, *findings)
        if rating in GOOD and held * 10 >= len(unit.people) * 7:
            award = "TTLDXS" if rating == "EXCELLENT" else "TTLDTT"
            rested_on = (rated.id, *(each.id for each in findings))
            aims.append(Aim("unit", unit.id, award, rested_on))
        yield from Decisions(self.ministry).of_unit(unit, year, aims)

    def past(self, person: Person, first: int, years: int) -> Iterator[Envelope]:
        """The years before the system as papers tell: ratings, now and then a title."""
        for year in range(first - years, first):
            yield self._rated("person", person.id, year, self._rating())
            if self.ministry.happens(0.3):
                yield from self.from_before(person, year, first)

    def from_before(self, person: Person, year: int, first: int) -> Iterator[Envelope]:
        """A title of a year before the system: declared, then confirmed in the first."""
        award_id = self.ministry.new_id()
        person.fighter.append(year)
        declared = awards.PastAwardDeclared(
            award_id=award_id,
            subject_kind="person",
            subject_id=person.id,
            award="CSTDCS",
            year=year,
            decision_number=f"{year % 97 + 3}/QĐ-TĐKT",
            decided_on=date(year, 12, 20),
        )
        yield self.ministry.tell(award_id, declared)
        confirmed = awards.PastAwardConfirmed(
            award_id=award_id,
            subject_kind="person",
            subject_id=person.id,
            award="CSTDCS",
            year=year,
            confirmed_on=date(first, 1, 20),
        )
        yield self.ministry.tell(award_id, confirmed)

    def _rating(self) -> awards.Rating:
        ratings: tuple[awards.Rating, ...] = ("EXCELLENT", "GOOD", "COMPLETED", "FAILED")
        return self.ministry.chance.choices(ratings, (20, 70, 9, 1))[0]

    def _rated(
        self, kind: SubjectKind, subject_id: UUID, year: int, rating: awards.Rating
    ) -> Envelope:
        record_id = self.ministry.new_id()
        fact = awards.RatingRecorded(
            record_id=record_id,
            subject_kind=kind,
            subject_id=subject_id,
            year=year,
            rating=rating,
            decision_number=f"101/QĐ-ĐGXL-{year}",
            decided_on=date(year, 12, 5),
        )
        return self.ministry.tell(record_id, fact)

    def _found(self, kind: SubjectKind, subject_id: UUID, year: int, code: str) -> Envelope:
        record_id = self.ministry.new_id()
        fact = awards.FindingRecorded(
            record_id=record_id,
            subject_kind=kind,
            subject_id=subject_id,
            year=year,
            condition=code,
            met=self.ministry.happens(0.98),
            body="Hội đồng Thi đua - Khen thưởng",
            found_on=date(year, 12, 8),
        )
        return self.ministry.tell(record_id, fact)

    def _initiative(self, person: Person, unit: Unit, year: int) -> Envelope:
        record_id = self.ministry.new_id()
        others = [each.id for each in unit.people if each is not person]
        together = others[:1] if self.ministry.happens(0.2) else []
        fact = awards.InitiativeRecognised(
            record_id=record_id,
            person_ids=(person.id, *together),
            name="Rút ngắn thời gian xử lý hồ sơ qua một cửa",
            scope="MINISTRY" if self.ministry.happens(0.3) else "UNIT",
            year=year,
            decision_number=f"55/QĐ-SK-{year}",
            recognised_on=date(year, 10, 15),
        )
        return self.ministry.tell(record_id, fact)

    def _bars(self, person: Person, year: int) -> Iterator[Envelope]:
        """Few are disciplined; of those looked into, few are not cleared."""
        record_id = self.ministry.new_id()
        if self.ministry.happens(0.003):
            imposed = awards.DisciplineImposed(
                record_id=record_id,
                person_id=person.id,
                form="reprimand",
                decision_number=f"9/QĐ-KL-{year}",
                imposed_on=date(year, 4, 1),
                ends_on=date(year + 1, 4, 1),
            )
            yield self.ministry.tell(record_id, imposed)
        elif self.ministry.happens(0.002):
            placed = awards.HoldPlaced(
                record_id=record_id,
                subject_kind="person",
                subject_id=person.id,
                ground="Đang xác minh đơn tố cáo",
                placed_on=date(year, 9, 1),
            )
            yield self.ministry.tell(record_id, placed)
            if self.ministry.happens(0.9):
                lifted = awards.HoldLifted(
                    record_id=record_id,
                    subject_kind="person",
                    subject_id=person.id,
                    conclusion="Không có vi phạm",
                    lifted_on=date(year, 11, 1),
                )
                yield self.ministry.tell(record_id, lifted)

    def _aims(
        self,
        person: Person,
        year: int,
        rating: awards.Rating,
        invented: bool,
        rested_on: tuple[str, ...],
    ) -> Iterator[Aim]:
        yield Aim("person", person.id, "LDTT", rested_on[:2])
        person.aim = "LDTT"
        if not (rating == "EXCELLENT" or invented) or self.ministry.happens(0.4):
            return
        person.aim = "CSTDCS"
        person.fighter.append(year)
        yield Aim("person", person.id, "CSTDCS", rested_on)
        chain = {year, year - 1, year - 2}
        spent = max(person.ministry_fighter, default=0)
        if chain.issubset(person.fighter) and spent < year - 2:
            person.ministry_fighter.append(year)
            yield Aim("person", person.id, "CSTD_BO", rested_on)
        elif self.ministry.happens(0.1):
            yield Aim("person", person.id, "BK_BO", rested_on)
