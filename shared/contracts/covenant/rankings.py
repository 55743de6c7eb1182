"""The facts of rankings."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from uuid import UUID

import msgspec

from shared.contracts.envelope import Fact


class Place(msgspec.Struct, frozen=True):
    """A unit's place: equal totals share a rank."""

    rank: int
    unit_id: UUID
    total: Decimal


class RankingFinalised(Fact, frozen=True, kw_only=True):
    """The bloc's ranking of the year, from the appraised scores."""

    ranking_id: UUID
    bloc_id: UUID
    year: int
    places: tuple[Place, ...]
    finalised_on: date
