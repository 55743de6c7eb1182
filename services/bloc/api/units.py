"""Units: register, list, read."""

from __future__ import annotations

from datetime import date
from typing import Annotated
from uuid import UUID, uuid4

from fastapi import APIRouter, Depends, Response
from pydantic import BaseModel, Field

from services.bloc import views
from services.bloc.application import Blocs
from services.bloc.domain import Unit, UnitKind
from services.bloc.projections import UnitEntry
from shared.access import Role, allow
from shared.eventstore import AggregateNotFound
from shared.http.paging import DEFAULT_LIMIT, Cursor, Limit, Page, decode_cursor, page_of
from shared.http.requests import Read, Write, reading, writing
from shared.http.routes import api_router
from shared.readmodel import Copies

REGISTER_UNIT = allow("register_unit", Role.EMULATION_OFFICER)
RENAME_UNIT = allow("rename_unit", Role.EMULATION_OFFICER)
DISSOLVE_UNIT = allow("dissolve_unit", Role.EMULATION_OFFICER)
READ_UNITS = allow("read_units")


class UnitForm(BaseModel):
    """A unit to register."""

    id: UUID | None = None
    name: str = Field(min_length=1, examples=["Vụ Tổ chức cán bộ"])
    short_name: str = Field(min_length=1, examples=["Vụ TCCB"])
    kind: UnitKind
    legal_personality: bool
    founded_on: date


class UnitNameForm(BaseModel):
    """What a unit is called from a day on; it stays the same unit."""

    name: str = Field(min_length=1, examples=["Vụ Tổ chức cán bộ"])
    short_name: str = Field(min_length=1, examples=["Vụ TCCB"])
    on: date
    reason: str = Field(min_length=1, examples=["Nghị định 39/2025/NĐ-CP"])


class DissolutionForm(BaseModel):
    """The end of a unit. `into_unit_id` took its place; `with_others` if of others as well."""

    on: date
    reason: str = Field(min_length=1, examples=["Sắp xếp tổ chức bộ máy"])
    into_unit_id: UUID | None = None
    with_others: bool = False


def router(application: Blocs, directory: Copies) -> APIRouter:
    routes = api_router("/units", tag="units")

    @routes.post("", status_code=201)
    async def register_unit(
        form: UnitForm, write: Annotated[Write, Depends(writing(REGISTER_UNIT))]
    ) -> Response:
        unit_id = form.id or uuid4()
        return await write(
            lambda: application.register_unit(
                unit_id,
                form.name,
                form.short_name,
                form.kind,
                form.legal_personality,
                form.founded_on,
            ),
            created=unit_id,
        )

    @routes.put("/{unit_id}/name", status_code=204)
    async def rename_unit(
        unit_id: UUID,
        form: UnitNameForm,
        write: Annotated[Write, Depends(writing(RENAME_UNIT))],
    ) -> Response:
        return await write(
            lambda: application.rename_unit(
                unit_id, form.name, form.short_name, form.on, form.reason
            )
        )

    @routes.post("/{unit_id}/dissolution", status_code=204)
    async def dissolve_unit(
        unit_id: UUID,
        form: DissolutionForm,
        write: Annotated[Write, Depends(writing(DISSOLVE_UNIT))],
    ) -> Response:
        return await write(
            lambda: application.dissolve_unit(
                unit_id, form.on, form.reason, form.into_unit_id, form.with_others
            )
        )

    @routes.get("")
    async def list_units(
        read: Annotated[Read, Depends(reading(READ_UNITS))],
        limit: Limit = DEFAULT_LIMIT,
        cursor: Cursor = None,
    ) -> Page[UnitEntry]:
        found = await read.ask(directory, views.units(decode_cursor(cursor), limit + 1))
        return page_of(found, limit, lambda unit: [str(unit.id)])

    @routes.get("/{unit_id}")
    async def read_unit(
        unit_id: UUID, read: Annotated[Read, Depends(reading(READ_UNITS))]
    ) -> UnitEntry:
        unit = await read.ask(directory, views.unit(unit_id))
        if unit is None:
            raise AggregateNotFound(Unit, unit_id)
        return unit

    return routes
