"""Covenants and their signatures as `covenant` answers them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any, Literal
from uuid import UUID

import msgspec

from services.console.client.answers import Written
from services.console.client.transport import Transport
from shared.contracts.covenant import Article, Pledge

CovenantState = Literal["draft", "open", "in_force"]


class Signature(msgspec.Struct, frozen=True, kw_only=True):
    """A unit's signature and the fact that proves it."""

    unit_id: UUID
    account: str
    signed_on: date
    fact_id: str
    signatory_id: UUID | None = None
    mandate_id: UUID | None = None


class Revision(msgspec.Struct, frozen=True, kw_only=True):
    """The text after one revision, and the account that wrote it."""

    number: int
    revised_on: date
    actor: str
    articles: tuple[Article, ...]
    pledges: tuple[Pledge, ...]


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
    version: int = 1
    revisions: tuple[Revision, ...] = ()


class CovenantQuestions:
    """What the API says about covenants, and signing one."""

    def __init__(self, transport: Transport) -> None:
        self.transport = transport

    async def covenants(
        self, bloc_id: UUID | None = None, year: int | None = None, after: Sequence[str] = ()
    ) -> tuple[Covenant, ...]:
        return await self.transport.read_all(
            "/covenants", Covenant, bloc_id=bloc_id, year=year, after=after
        )

    async def covenant(self, covenant_id: UUID, after: Sequence[str] = ()) -> Covenant:
        return await self.transport.read(f"/covenants/{covenant_id}", Covenant, after=after)

    async def draft(self, form: Mapping[str, Any], key: str) -> Written:
        return await self.transport.write("POST", "/covenants", form, key=key)

    async def revise(
        self, covenant_id: UUID, version: str, form: Mapping[str, Any], key: str
    ) -> Written:
        """Replace the draft's text as it was read at `version`."""
        path = f"/covenants/{covenant_id}/text"
        return await self.transport.write("PUT", path, form, key=key, version=version)

    async def open(self, covenant_id: UUID, opened_on: date, key: str) -> Written:
        path = f"/covenants/{covenant_id}/opening"
        return await self.transport.write("POST", path, {"opened_on": opened_on}, key=key)

    async def sign(
        self,
        covenant_id: UUID,
        unit_id: UUID,
        digest: str,
        signed_on: date,
        key: str,
        *,
        what: str = "signatures",
        mandate_id: UUID | None = None,
    ) -> Written:
        """Sign for a unit. The same `key` twice signs once.

        `what` is the covenant itself, `accession-signatures` or `appendices/1/signatures`.
        """
        form: dict[str, Any] = {"unit_id": unit_id, "digest": digest, "signed_on": signed_on}
        if mandate_id is not None:
            form["mandate_id"] = mandate_id
        return await self.transport.write(
            "POST",
            f"/covenants/{covenant_id}/{what}",
            form,
            key=key,
        )
