"""What `bloc` and `covenant` tell of a bloc's year: its covenant, aims, scores and ranking."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING
from uuid import UUID

from shared.contracts import Envelope, bloc, covenant
from tests.benchmarks.subjects import Unit

if TYPE_CHECKING:
    from tests.benchmarks.ministry import Ministry

CROSS_SCORED_BY = 3


@dataclass(frozen=True)
class Blocs:
    ministry: Ministry

    @property
    def criteria(self) -> tuple[str, ...]:
        half = self.ministry.shape.criteria // 2
        return tuple(
            f"{group}.{number}" for group in ("I", "II") for number in range(1, half + 1)
        )

    def of_year(self, members: list[Unit], year: int) -> Iterator[Envelope]:
        """The covenant of a bloc, what its people aim at, its scores and its ranking."""
        bloc_id, frame_id, covenant_id = (
            self.ministry.new_id(),
            self.ministry.new_id(),
            self.ministry.new_id(),
        )
        ids, spring = tuple(unit.id for unit in members), date(year, 2, 1)
        name, digest = (
            f"Khối thi đua năm {year}",
            f"{self.ministry.chance.getrandbits(256):064x}",
        )
        yield self.ministry.tell(
            bloc_id,
            bloc.BlocFormed(
                bloc_id=bloc_id,
                name=name,
                year=year,
                organiser="Bộ trưởng",
                formed_on=spring,
                basis=(f"12/QĐ-BNV ngày 05/01/{year}",),
            ),
        )
        for unit in members:
            joined = bloc.UnitJoinedBloc(bloc_id=bloc_id, unit_id=unit.id, on=spring)
            yield self.ministry.tell(bloc_id, joined)
        yield self.ministry.tell(frame_id, _frame(frame_id, bloc_id, year, self.criteria))
        drafted = covenant.CovenantDrafted(
            covenant_id=covenant_id,
            bloc_id=bloc_id,
            year=year,
            title=f"Giao ước thi đua năm {year}",
            unit_ids=ids,
            basis=(f"12/QĐ-BNV ngày 05/01/{year}",),
            articles=(covenant.Article(1, "Nội dung", "Hoàn thành tốt nhiệm vụ được giao"),),
            pledges=(covenant.Pledge("LDTT", "person", "share", Decimal(80)),),
            drafted_on=spring,
        )
        yield self.ministry.tell(covenant_id, drafted)
        opened = covenant.CovenantOpened(
            covenant_id=covenant_id,
            bloc_id=bloc_id,
            unit_ids=ids,
            digest=digest,
            opened_on=spring,
        )
        yield self.ministry.tell(covenant_id, opened)
        for unit in members:
            signed = covenant.CovenantSigned(
                covenant_id=covenant_id,
                bloc_id=bloc_id,
                unit_id=unit.id,
                account=f"unit.{unit.id.hex[:8]}",
                digest=digest,
                signed_on=spring,
            )
            yield self.ministry.tell(covenant_id, signed)
        in_force = covenant.CovenantInForce(
            covenant_id=covenant_id,
            bloc_id=bloc_id,
            unit_ids=ids,
            year=year,
            in_force_on=spring,
        )
        yield self.ministry.tell(covenant_id, in_force)
        for unit in members:
            yield from self._registered(covenant_id, unit, year)
        totals: list[tuple[Decimal, Unit]] = []
        for unit in members:
            scores = [
                Decimal(f"{self.ministry.chance.randrange(70, 100) / 10:.1f}")
                for _ in self.criteria
            ]
            totals.append((sum(scores, Decimal(0)), unit))
            yield from self._scored(bloc_id, frame_id, unit, members, year, scores)
        yield self.ministry.tell(
            bloc_id, _ranking(self.ministry.new_id(), bloc_id, year, totals)
        )

    def _registered(self, covenant_id: UUID, unit: Unit, year: int) -> Iterator[Envelope]:
        aims: Iterable[tuple[covenant.SubjectKind, UUID, str]] = [
            ("unit", unit.id, "TTLDTT"),
            *(("person", each.id, each.aim) for each in unit.people),
        ]
        for kind, subject_id, award in aims:
            registration_id = self.ministry.new_id()
            registered = covenant.TitleRegistered(
                registration_id=registration_id,
                covenant_id=covenant_id,
                unit_id=unit.id,
                subject_kind=kind,
                subject_id=subject_id,
                award=award,
                year=year,
                registered_on=date(year, 2, 15),
            )
            yield self.ministry.tell(registration_id, registered)

    def _scored(
        self,
        bloc_id: UUID,
        frame_id: UUID,
        unit: Unit,
        members: list[Unit],
        year: int,
        scores: list[Decimal],
    ) -> Iterator[Envelope]:
        sheet, autumn = self.ministry.new_id(), date(year, 11, 1)
        opened = covenant.ScorecardOpened(
            scorecard_id=sheet,
            bloc_id=bloc_id,
            unit_id=unit.id,
            frame_id=frame_id,
            year=year,
            opened_on=autumn,
        )
        yield self.ministry.tell(sheet, opened)
        for layer, by in self._layers(unit, members):
            for criterion, value in zip(self.criteria, scores, strict=True):
                recorded = covenant.ScoreRecorded(
                    scorecard_id=sheet,
                    bloc_id=bloc_id,
                    unit_id=unit.id,
                    year=year,
                    layer=layer,
                    criterion=criterion,
                    value=value,
                    recorded_on=autumn,
                    by_unit_id=by,
                )
                yield self.ministry.tell(sheet, recorded)
            submitted = covenant.ScorecardSubmitted(
                scorecard_id=sheet,
                unit_id=unit.id,
                layer=layer,
                submitted_on=autumn,
                by_unit_id=by,
            )
            yield self.ministry.tell(sheet, submitted)

    def _layers(
        self, unit: Unit, members: list[Unit]
    ) -> Iterator[tuple[covenant.Layer, UUID | None]]:
        """Each layer with the unit that scores in it; some of the others score across."""
        for layer in self.ministry.shape.layers:
            match layer:
                case "self":
                    yield layer, unit.id
                case "cross":
                    others = [each for each in members if each is not unit]
                    for other in others[:CROSS_SCORED_BY]:
                        yield layer, other.id
                case _:
                    yield layer, None


def _frame(
    frame_id: UUID, bloc_id: UUID, year: int, codes: tuple[str, ...]
) -> covenant.FrameAdopted:
    criteria = tuple(
        covenant.Criterion(code, f"Tiêu chí {code}", Decimal(10)) for code in codes
    )
    return covenant.FrameAdopted(
        frame_id=frame_id,
        bloc_id=bloc_id,
        year=year,
        name=f"Bảng chấm điểm năm {year}",
        base_maximum=Decimal(100),
        bonus_maximum=Decimal(0),
        groups=(covenant.Group("I", "Kết quả công tác", Decimal(100), criteria),),
        bonus=(),
        penalty=(),
        adopted_on=date(year, 2, 1),
    )


def _ranking(
    ranking_id: UUID, bloc_id: UUID, year: int, totals: list[tuple[Decimal, Unit]]
) -> covenant.RankingFinalised:
    ordered = sorted(totals, key=lambda each: (-each[0], each[1].id))
    places = tuple(
        covenant.Place(
            rank=1 + sum(other > total for other, _ in totals), unit_id=unit.id, total=total
        )
        for total, unit in ordered
    )
    return covenant.RankingFinalised(
        ranking_id=ranking_id,
        bloc_id=bloc_id,
        year=year,
        places=places,
        finalised_on=date(year, 11, 20),
    )
