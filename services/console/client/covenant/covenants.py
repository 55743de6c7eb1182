"""Covenants and their signatures as `covenant` answers them."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Literal
from uuid import UUID

import msgspec

from services.console.client.transport import Transport, Written
from shared.contracts.covenant import Article, Pledge

CovenantState = Literal["draft", "open", "in_force"]


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


class CovenantQuestions:
    """What the API says about covenants, and signing one."""

    def __init__(self, transport: Transport) -> None:
        self.transport = transport

    async def covenants(
        self, bloc_id: UUID, year: int, after: Sequence[str] = ()
    ) -> tuple[Covenant, ...]:
        return await self.transport.read_all(
            "/covenants", Covenant, bloc_id=bloc_id, year=year, after=after
        )

    async def covenant(self, covenant_id: UUID, after: Sequence[str] = ()) -> Covenant:
        return await self.transport.read(f"/covenants/{covenant_id}", Covenant, after=after)

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
