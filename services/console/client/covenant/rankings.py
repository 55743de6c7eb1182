"""Rankings as `covenant` answers them."""

from __future__ import annotations

from datetime import date
from uuid import UUID

import msgspec

from services.console.client.transport import Transport
from shared.contracts.covenant import Place


class FinalRanking(msgspec.Struct, frozen=True, kw_only=True):
    """The places that were fixed."""

    places: tuple[Place, ...]
    finalised_on: date


class Ranking(msgspec.Struct, frozen=True, kw_only=True):
    """Places by the scores of this moment, and the final ones once they are fixed."""

    places: tuple[Place, ...]
    waiting_unit_ids: tuple[UUID, ...] = ()
    finalised: FinalRanking | None = None


class RankingQuestions:
    """What the API says about rankings."""

    def __init__(self, transport: Transport) -> None:
        self.transport = transport

    async def ranking(self, bloc_id: UUID, year: int) -> Ranking:
        return await self.transport.read("/rankings", Ranking, bloc_id=bloc_id, year=year)
