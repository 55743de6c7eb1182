"""What `covenant` answers: frames, covenants, registrations, scorecards, rankings."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from decimal import Decimal
from typing import Literal
from uuid import UUID

import msgspec

from services.console.client.transport import Transport, Written
from shared.contracts.covenant import (
    Article,
    Criterion,
    Group,
    Layer,
    Place,
    Pledge,
    SubjectKind,
)

CovenantState = Literal["draft", "open", "in_force"]
SheetState = Literal["open", "submitted", "returned"]


class Frame(msgspec.Struct, frozen=True, kw_only=True):
    """A scoring frame as it was adopted."""

    frame_id: UUID
    bloc_id: UUID
    year: int
    name: str
    base_maximum: Decimal
    bonus_maximum: Decimal
    groups: tuple[Group, ...]
    bonus: tuple[Criterion, ...] = ()
    penalty: tuple[Criterion, ...] = ()


class Signature(msgspec.Struct, frozen=True, kw_only=True):
    """A unit's signature and the fact that proves it."""

    unit_id: UUID
    account: str
    signed_on: date
    fact_id: str
    signatory_id: UUID | None = None


class Covenant(msgspec.Struct, frozen=True, kw_only=True):
    """A covenant: its text, how far signing is, who is missing."""

    covenant_id: UUID
    bloc_id: UUID
    year: int
    title: str
    unit_ids: tuple[UUID, ...]
    basis: tuple[str, ...]
    articles: tuple[Article, ...]
    pledges: tuple[Pledge, ...]
    state: CovenantState
    drafted_on: date
    opened_on: date | None = None
    in_force_on: date | None = None
    digest: str | None = None
    signatures: tuple[Signature, ...] = ()
    missing_unit_ids: tuple[UUID, ...] = ()


class Registration(msgspec.Struct, frozen=True, kw_only=True):
    """A title that a subject aims at."""

    registration_id: UUID
    unit_id: UUID
    subject_kind: SubjectKind
    subject_id: UUID
    award: str
    registered_on: date


class Value(msgspec.Struct, frozen=True, kw_only=True):
    """A value somebody gave, and the fact that says so."""

    value: Decimal
    recorded_on: date
    recorded_at: datetime
    actor: str
    fact_id: str
    reason: str | None = None


class CriterionScores(msgspec.Struct, frozen=True, kw_only=True):
    """All values of one criterion in one sheet, the one that stands last."""

    criterion: str
    values: tuple[Value, ...]


class Totals(msgspec.Struct, frozen=True, kw_only=True):
    """The parts of a sheet and their sum."""

    base: Decimal = Decimal(0)
    bonus: Decimal = Decimal(0)
    penalty: Decimal = Decimal(0)
    total: Decimal = Decimal(0)


class Sheet(msgspec.Struct, frozen=True, kw_only=True):
    """What one scorer gave in one layer."""

    layer: Layer
    by_unit_id: UUID | None = None
    state: SheetState = "open"
    submitted_on: date | None = None
    scores: tuple[CriterionScores, ...] = ()
    totals: Totals = Totals()


class CriterionAverage(msgspec.Struct, frozen=True, kw_only=True):
    """The mean of the cross-checks of one criterion."""

    criterion: str
    average: Decimal


class CrossAverage(msgspec.Struct, frozen=True, kw_only=True):
    """The mean of the cross-checks that were submitted."""

    sheets: int
    total: Decimal
    criteria: tuple[CriterionAverage, ...]


class Return(msgspec.Struct, frozen=True, kw_only=True):
    """Why and when a self-score was given back."""

    reason: str
    returned_on: date
    fact_id: str


class Scorecard(msgspec.Struct, frozen=True, kw_only=True):
    """A unit's scorecard with every value of every layer."""

    scorecard_id: UUID
    bloc_id: UUID
    unit_id: UUID
    frame_id: UUID
    year: int
    sheets: tuple[Sheet, ...] = ()
    returns: tuple[Return, ...] = ()
    cross_average: CrossAverage | None = None
    total: Decimal | None = None
    total_layer: Layer | None = None


class FinalRanking(msgspec.Struct, frozen=True, kw_only=True):
    """The places that were fixed."""

    places: tuple[Place, ...]
    finalised_on: date


class Ranking(msgspec.Struct, frozen=True, kw_only=True):
    """Places by the scores of this moment, and the final ones once they are fixed."""

    places: tuple[Place, ...]
    waiting_unit_ids: tuple[UUID, ...] = ()
    finalised: FinalRanking | None = None


class CovenantClient:
    """The API of `covenant`."""

    def __init__(self, transport: Transport) -> None:
        self.transport = transport

    async def frame(self, frame_id: UUID) -> Frame:
        return await self.transport.read(f"/frames/{frame_id}", Frame)

    async def covenants(
        self, bloc_id: UUID, year: int, after: Sequence[str] = ()
    ) -> tuple[Covenant, ...]:
        return await self.transport.read_all(
            "/covenants", Covenant, bloc_id=bloc_id, year=year, after=after
        )

    async def covenant(self, covenant_id: UUID, after: Sequence[str] = ()) -> Covenant:
        return await self.transport.read(f"/covenants/{covenant_id}", Covenant, after=after)

    async def registrations(self, covenant_id: UUID) -> tuple[Registration, ...]:
        return await self.transport.read_all(
            "/registrations", Registration, covenant_id=covenant_id
        )

    async def scorecards(self, bloc_id: UUID, year: int) -> tuple[Scorecard, ...]:
        return await self.transport.read_all(
            "/scorecards", Scorecard, bloc_id=bloc_id, year=year
        )

    async def ranking(self, bloc_id: UUID, year: int) -> Ranking:
        return await self.transport.read("/rankings", Ranking, bloc_id=bloc_id, year=year)

    async def sign(
        self,
        covenant_id: UUID,
        unit_id: UUID,
        digest: str,
        signed_on: date,
        key: str,
    ) -> Written:
        """Sign for a unit. The same `key` twice signs once."""
        return await self.transport.write(
            "POST",
            f"/covenants/{covenant_id}/signatures",
            {
                "unit_id": unit_id,
                "digest": digest,
                "signed_on": signed_on,
            },
            key=key,
        )
