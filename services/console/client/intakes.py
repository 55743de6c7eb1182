"""Lists taken in from files: what `bloc` and `awards` answer about them alike."""

from __future__ import annotations

from collections.abc import AsyncIterator
from datetime import datetime
from typing import Literal
from uuid import UUID

import msgspec

from services.console.client.answers import Page
from services.console.client.transport import Transport
from shared.sheets.writing import Form

Status = Literal["new", "changed", "unchanged", "wrong", "refused"]
Mode = Literal["all", "good"]


class Intake(msgspec.Struct, frozen=True, kw_only=True):
    """An upload and how far it is; the numbers count its rows."""

    id: UUID
    kind: str
    columns: tuple[str, ...]
    file_name: str
    alphabet: Literal["unicode", "tcvn3", "vni"]
    uploaded_at: datetime
    expires_at: datetime
    state: Literal["ready", "recording", "recorded", "refused"]
    mode: Mode | None
    new: int
    changed: int
    unchanged: int
    wrong: int
    recorded: int
    refused: int
    decided: int


class WrongCell(msgspec.Struct, frozen=True):
    """What is wrong with a cell."""

    column: str
    code: str
    values: dict[str, str] = {}


class Row(msgspec.Struct, frozen=True):
    """A row of the file; `before` is what stands where it changes."""

    number: int
    status: Literal["new", "changed", "unchanged", "wrong"]
    cells: dict[str, str]
    before: dict[str, str] = {}
    wrong: tuple[WrongCell, ...] = ()
    refusal: str | None = None


class Codes(msgspec.Struct, frozen=True):
    """Ids of people and units by what lists call them."""

    person: dict[str, UUID] = {}
    unit: dict[str, UUID] = {}


class IntakesClient:
    """The lists that one service takes in."""

    def __init__(self, transport: Transport) -> None:
        self._transport = transport

    async def upload(
        self, kind: str, name: str, content: bytes, called: Codes | None = None
    ) -> Intake:
        """`called` is what a file names that this service does not know by name."""
        return await self._transport.ask_about_file(
            "/intakes", content, Intake, called=called, kind=kind, name=name
        )

    async def codes(self) -> Codes:
        """What units and people are called; of `bloc` alone."""
        return await self._transport.read("/codes", Codes)

    async def intake(self, intake_id: UUID) -> Intake:
        return await self._transport.read(f"/intakes/{intake_id}", Intake)

    async def rows(
        self, intake_id: UUID, status: Status | None, cursor: str | None, limit: int
    ) -> Page[Row]:
        return await self._transport.read(
            f"/intakes/{intake_id}/rows", Page[Row], status=status, cursor=cursor, limit=limit
        )

    async def record(self, intake_id: UUID, mode: Mode) -> None:
        await self._transport.write("POST", f"/intakes/{intake_id}/commit", {"mode": mode})

    async def discard(self, intake_id: UUID) -> None:
        await self._transport.write("DELETE", f"/intakes/{intake_id}", {})

    async def progress(self, intake_id: UUID) -> AsyncIterator[Intake]:
        """The intake each time it came further."""
        async for told in self._transport.events(f"/intakes/{intake_id}/progress"):
            yield msgspec.json.decode(told, type=Intake)

    async def sheet(
        self, kind: str, what: Literal["sample", "export"], form: Form, locale: str
    ) -> bytes:
        """A file: the sample, or everything there is."""
        sample = "/sample" if what == "sample" else ""
        path = f"/sheets/{kind}{sample}?form={form}&locale={locale}"
        content, _ = await self._transport.fetch(path)
        return content
