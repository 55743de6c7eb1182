"""A log of facts to fold and judge, and the records of people and units that meet standards."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from decimal import Decimal
from uuid import UUID, uuid5

from services.awards.law import Answer, ConditionResult, History, RuleSet, Verdict, judge, load
from services.awards.projections.histories import (
    SubjectKey,
    evolve,
    people_of,
    subjects_touched,
)
from shared.contracts import Envelope, Fact, awards, bloc, covenant, publisher_of

YEAR = 2024
RULES: RuleSet = load("law-2022")
SPACE = UUID("7d3c8f5e-0000-4000-8000-000000000000")


def named(name: str) -> UUID:
    return uuid5(SPACE, name)


AN = named("An")
UNIT = named("Vụ Tổ chức cán bộ")
BLOC = named("Khối 5")


def envelope(source: str, position: int, fact: Fact, previous: int | None = None) -> Envelope:
    return Envelope(
        source=source,
        position=position,
        previous=position - 1 if previous is None else previous,
        epoch=f"{source}-epoch",
        time=datetime(2024, 1, 1, tzinfo=UTC),
        subject=str(SPACE),
        data=fact,
        actor="test",
        correlation="test",
    )


def source_of(fact: Fact) -> str:
    return publisher_of(type(fact))


def recorded(facts: list[Fact]) -> list[Envelope]:
    """Facts as their publishers record them: each with the next position of its source."""
    positions: dict[str, int] = {}
    log: list[Envelope] = []
    for fact in facts:
        source = source_of(fact)
        positions[source] = positions.get(source, 0) + 1
        log.append(envelope(source, positions[source], fact))
    return log


def folded(log: Sequence[Envelope]) -> dict[SubjectKey, History]:
    histories: dict[SubjectKey, History] = {}
    for each in log:
        for key in subjects_touched(each):
            histories[key] = evolve(key, histories.get(key), each)
    return histories


def verdict(log: list[Envelope], subject: SubjectKey, award: str, year: int = YEAR) -> Verdict:
    histories = folded(log)
    history = histories.get(subject, History(subject.kind, subject.id))
    people = [histories[key] for key in people_of(history)]
    return judge(RULES, award, year, history, people)


@dataclass
class Story:
    """Facts told one after the other, with the verdicts that follow from them."""

    facts: list[Fact] = field(default_factory=list)

    def tell(self, *facts: Fact) -> Story:
        self.facts += facts
        return self

    def without(self, *kinds: type[Fact]) -> Story:
        return Story([fact for fact in self.facts if not isinstance(fact, kinds)])

    def verdict(self, award: str, subject: SubjectKey, year: int = YEAR) -> Verdict:
        return verdict(recorded(self.facts), subject, award, year)

    def person(self, award: str, year: int = YEAR) -> Answer:
        return self.verdict(award, SubjectKey("person", AN), year).answer

    def unit(self, award: str, year: int = YEAR) -> Answer:
        return self.verdict(award, SubjectKey("unit", UNIT), year).answer


def reason(verdict: Verdict, code: str) -> str:
    found = [c for c in inside(verdict.conditions) if c.code == code]
    assert found, f"{verdict.award} has no condition {code}"
    return found[0].reason


def inside(conditions: Sequence[ConditionResult]) -> Iterator[ConditionResult]:
    """Conditions with all that are inside them."""
    for each in conditions:
        yield each
        yield from inside(each.parts)


def registered(unit: UUID = UNIT) -> bloc.UnitRegistered:
    return bloc.UnitRegistered(
        unit_id=unit,
        name="Vụ Tổ chức cán bộ",
        short_name="TCCB",
        kind="vu",
        legal_personality=False,
        founded_on=date(1992, 1, 1),
    )


def enrolled(
    person: UUID = AN, unit: UUID = UNIT, on: date = date(2015, 1, 5)
) -> bloc.PersonEnrolled:
    return bloc.PersonEnrolled(person_id=person, unit_id=unit, gender="female", on=on)


def transferred(person: UUID, before: UUID, unit: UUID, on: date) -> bloc.PersonTransferred:
    return bloc.PersonTransferred(person_id=person, from_unit_id=before, to_unit_id=unit, on=on)


def left(person: UUID = AN, unit: UUID = UNIT, on: date = date(2024, 6, 1)) -> bloc.PersonLeft:
    return bloc.PersonLeft(person_id=person, unit_id=unit, on=on, reason="nghỉ hưu")


def on_leave(on: date, kind: bloc.LeaveKind = "maternity") -> bloc.LeaveBegan:
    return bloc.LeaveBegan(person_id=AN, unit_id=UNIT, kind=kind, on=on)


def back(on: date) -> bloc.LeaveEnded:
    return bloc.LeaveEnded(person_id=AN, unit_id=UNIT, on=on)


def rated(
    rating: awards.Rating, person: UUID = AN, year: int = YEAR, unit: UUID | None = None
) -> awards.RatingRecorded:
    subject = unit or person
    return awards.RatingRecorded(
        record_id=named(f"rating {subject} {year} {rating}"),
        subject_kind="unit" if unit else "person",
        subject_id=subject,
        year=year,
        rating=rating,
        decision_number="812/QĐ-VPCP",
        decided_on=date(year, 12, 20),
    )


def found(
    condition: str,
    person: UUID = AN,
    *,
    met: bool = True,
    year: int = YEAR,
    unit: UUID | None = None,
) -> awards.FindingRecorded:
    subject = unit or person
    return awards.FindingRecorded(
        record_id=named(f"finding {subject} {year} {condition} {met}"),
        subject_kind="unit" if unit else "person",
        subject_id=subject,
        year=year,
        condition=condition,
        met=met,
        body="Hội đồng Thi đua - Khen thưởng",
        found_on=date(year, 12, 22),
    )


def initiative(
    scope: awards.Scope, year: int = YEAR, number: str = "77/QĐ-VPCP", person: UUID = AN
) -> awards.InitiativeRecognised:
    return awards.InitiativeRecognised(
        record_id=named(f"initiative {scope} {year} {number}"),
        person_ids=(person,),
        name="Số hóa hồ sơ cán bộ",
        scope=scope,
        year=year,
        decision_number=number,
        recognised_on=date(year, 11, 1),
    )


def disciplined(
    form: awards.DisciplineForm,
    on: date,
    ends_on: date | None = None,
    person: UUID = AN,
) -> awards.DisciplineImposed:
    return awards.DisciplineImposed(
        record_id=named(f"discipline {person} {on}"),
        person_id=person,
        form=form,
        decision_number="5/QĐ-KL",
        imposed_on=on,
        ends_on=ends_on,
    )


def discipline_ended(imposed_on: date, on: date, person: UUID = AN) -> awards.DisciplineEnded:
    return awards.DisciplineEnded(
        record_id=named(f"discipline {person} {imposed_on}"), person_id=person, ended_on=on
    )


def held(number: int = 1, person: UUID = AN) -> awards.HoldPlaced:
    return awards.HoldPlaced(
        record_id=named(f"hold {number}"),
        subject_kind="person",
        subject_id=person,
        ground="xác minh tố cáo",
        placed_on=date(2024, 12, 1),
    )


def lifted(number: int = 1, person: UUID = AN) -> awards.HoldLifted:
    return awards.HoldLifted(
        record_id=named(f"hold {number}"),
        subject_kind="person",
        subject_id=person,
        conclusion="không vi phạm",
        lifted_on=date(2024, 12, 20),
    )


def declared(award: str, year: int, person: UUID = AN) -> awards.PastAwardDeclared:
    return awards.PastAwardDeclared(
        award_id=named(f"{award} {year} {person}"),
        subject_kind="person",
        subject_id=person,
        award=award,
        year=year,
        decision_number="12/QĐ-VPCP",
        decided_on=date(year + 1, 1, 15),
    )


def confirmed(award: str, year: int, person: UUID = AN) -> awards.PastAwardConfirmed:
    return awards.PastAwardConfirmed(
        award_id=named(f"{award} {year} {person}"),
        subject_kind="person",
        subject_id=person,
        award=award,
        year=year,
        confirmed_on=date(2024, 4, 1),
    )


def granted(
    award: str,
    year: int = YEAR,
    person: UUID = AN,
    unit: UUID | None = None,
    rested_on: tuple[str, ...] = (),
) -> awards.AwardGranted:
    subject = unit or person
    return awards.AwardGranted(
        award_id=named(f"{award} {year} {subject}"),
        nomination_id=named(f"nomination {award} {year} {subject}"),
        decision_id=named(f"decision {year}"),
        by_unit_id=UNIT,
        subject_kind="unit" if unit else "person",
        subject_id=subject,
        award=award,
        year=year,
        decision_number="9/QĐ-VPCP",
        decided_on=date(year + 1, 1, 20),
        rested_on=rested_on,
    )


def revoked(award: str, year: int = YEAR, person: UUID = AN) -> awards.AwardRevoked:
    return awards.AwardRevoked(
        award_id=named(f"{award} {year} {person}"),
        subject_kind="person",
        subject_id=person,
        award=award,
        year=year,
        ground="false_file",
        decision_number="31/QĐ-VPCP",
        reason="hồ sơ sáng kiến không đúng",
        revoked_on=date(2025, 6, 1),
    )


def ranked(rank: int, unit: UUID = UNIT, year: int = YEAR) -> covenant.RankingFinalised:
    others = [
        covenant.Place(place, named(f"unit {place}"), Decimal(950)) for place in range(1, 5)
    ]
    others[rank - 1] = covenant.Place(rank, unit, Decimal(960))
    return covenant.RankingFinalised(
        ranking_id=named(f"ranking {year}"),
        bloc_id=BLOC,
        year=year,
        places=tuple(others),
        finalised_on=date(year, 12, 15),
    )
