"""Rankings as `covenant` answers them."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from typing import Any, Literal
from uuid import UUID

import msgspec

from services.console.client.answers import Written
from services.console.client.transport import Transport
from shared.contracts.covenant import Exclusion, FlagChoice, Place, RankingRules

SUPPOSITION = "/rankings/supposition"


class OpenMatter(msgspec.Struct, frozen=True, kw_only=True):
    """What a final ranking waits for: a layer, an appeal on a criterion, the ballot."""

    what: Literal["layer", "appeal", "ballot"]
    unit_id: UUID | None = None
    of: str = ""


class FinalRanking(msgspec.Struct, frozen=True, kw_only=True):
    """The places that were fixed; `flag` is none for rankings of the first kind."""

    places: tuple[Place, ...]
    finalised_on: date
    ranked_by: RankingRules = RankingRules()
    excluded: tuple[Exclusion, ...] = ()
    flag: FlagChoice | None = None


class Ranking(msgspec.Struct, frozen=True, kw_only=True):
    """Places by the scores of this moment, and the final ones once they are fixed.

    `open` is what keeps it from being final, `digest` what was read, for whoever fixes it.
    """

    places: tuple[Place, ...]
    waiting_unit_ids: tuple[UUID, ...] = ()
    excluded: tuple[Exclusion, ...] = ()
    open: tuple[OpenMatter, ...] = ()
    flag: FlagChoice | None = None
    ranked_by: RankingRules = RankingRules()
    digest: str = ""
    finalised: FinalRanking | None = None

    @property
    def standing(self) -> Ranking | FinalRanking:
        """The final ranking where there is one, else that of this moment."""
        return self.finalised or self


class SupposedOrder(msgspec.Struct, frozen=True, kw_only=True):
    """An order as it is, or as it would be."""

    places: tuple[Place, ...]
    excluded: tuple[Exclusion, ...] = ()
    waiting_unit_ids: tuple[UUID, ...] = ()


class Supposition(msgspec.Struct, frozen=True, kw_only=True):
    """Two orders side by side, by the appraisals or by the means of the cross-checks."""

    layer: Literal["appraised", "cross"]
    now: SupposedOrder
    then: SupposedOrder


class RankingQuestions:
    """What the API says about rankings, and how one is fixed."""

    def __init__(self, transport: Transport) -> None:
        self.transport = transport

    async def ranking(self, bloc_id: UUID, year: int, after: Sequence[str] = ()) -> Ranking:
        return await self.transport.read(
            "/rankings", Ranking, bloc_id=bloc_id, year=year, after=after
        )

    async def finalise_ranking(self, form: dict[str, Any], key: str) -> Written:
        return await self.transport.write("POST", "/rankings", form, key=key)

    async def suppose_value(
        self,
        bloc_id: UUID,
        year: int,
        unit_id: UUID,
        criterion: str,
        *,
        value: Decimal | None = None,
        measured: Decimal | None = None,
    ) -> Supposition:
        """What would be if a unit had another value, or measure, at a criterion."""
        return await self.transport.read(
            SUPPOSITION,
            Supposition,
            bloc_id=bloc_id,
            year=year,
            unit_id=unit_id,
            criterion=criterion,
            value=value,
            measured=measured,
        )

    async def suppose_without(self, bloc_id: UUID, year: int, unit_id: UUID) -> Supposition:
        """What would be without the cross-checks of a unit."""
        return await self.transport.read(
            SUPPOSITION, Supposition, bloc_id=bloc_id, year=year, without_unit_id=unit_id
        )
