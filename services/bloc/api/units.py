"""Units: register, rename, move, merge, split, dissolve, restore; list, tree, read."""

from __future__ import annotations

from datetime import date
from typing import Annotated
from uuid import UUID, uuid4

from fastapi import APIRouter, Depends, Query, Response
from pydantic import BaseModel, Field

from services.bloc import views
from services.bloc.application import Blocs
from services.bloc.domain import Unit, UnitKind
from services.bloc.projections import UnitEntry
from services.bloc.projections.tree import Tree
from shared.access import Role, allow
from shared.eventstore import AggregateNotFound
from shared.http.paging import DEFAULT_LIMIT, Cursor, Limit, Page, decode_cursor, page_of
from shared.http.requests import Read, Write, reading, writing
from shared.http.routes import api_router
from shared.readmodel import Copies

REGISTER_UNIT = allow("register_unit", Role.EMULATION_OFFICER)
RENAME_UNIT = allow("rename_unit", Role.EMULATION_OFFICER)
MOVE_UNIT = allow("move_unit", Role.EMULATION_OFFICER)
MERGE_UNITS = allow("merge_units", Role.EMULATION_OFFICER)
SPLIT_UNIT = allow("split_unit", Role.EMULATION_OFFICER)
RESTORE_UNIT = allow("restore_unit", Role.EMULATION_OFFICER)
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
    parent_id: UUID | None = None


class UnitNameForm(BaseModel):
    """What a unit is called from a day on; it stays the same unit."""

    name: str = Field(min_length=1, examples=["Vụ Tổ chức cán bộ"])
    short_name: str = Field(min_length=1, examples=["Vụ TCCB"])
    on: date
    reason: str = Field(min_length=1, examples=["Nghị định 39/2025/NĐ-CP"])


class UnitPlaceForm(BaseModel):
    """The unit that a unit is part of from a day on; none puts it directly under the top."""

    parent_id: UUID | None
    on: date
    reason: str = Field(min_length=1, examples=["Sắp xếp tổ chức bộ máy"])


class MergerForm(BaseModel):
    """The units that end and whose place this one takes; their people go along unless not."""

    merged_unit_ids: tuple[UUID, ...] = Field(min_length=1)
    on: date
    reason: str = Field(min_length=1, examples=["Sắp xếp tổ chức bộ máy"])
    people_follow: bool = True


class SplitForm(BaseModel):
    """The units that part of this one goes to; it goes on itself unless it `ends`."""

    heir_unit_ids: tuple[UUID, ...] = Field(min_length=1)
    on: date
    reason: str = Field(min_length=1, examples=["Sắp xếp tổ chức bộ máy"])
    ends: bool = False


class RestorationForm(BaseModel):
    """From which day a dissolved unit stands again, and why."""

    on: date
    reason: str = Field(min_length=1, examples=["Hủy quyết định giải thể"])


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
                form.parent_id,
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

    @routes.put("/{unit_id}/parent", status_code=204)
    async def move_unit(
        unit_id: UUID, form: UnitPlaceForm, write: Annotated[Write, Depends(writing(MOVE_UNIT))]
    ) -> Response:
        return await write(
            lambda: application.move_unit(unit_id, form.parent_id, form.on, form.reason)
        )

    @routes.post("/{unit_id}/mergers", status_code=204)
    async def merge_units(
        unit_id: UUID, form: MergerForm, write: Annotated[Write, Depends(writing(MERGE_UNITS))]
    ) -> Response:
        people: tuple[UUID, ...] = ()
        if form.people_follow:
            await write.until_seen(directory)
            there = views.ids_of_people_in(form.merged_unit_ids)
            people = tuple(await directory.ask(there))
        return await write(
            lambda: application.merge_units(
                unit_id, form.merged_unit_ids, form.on, form.reason, people
            )
        )

    @routes.post("/{unit_id}/splits", status_code=204)
    async def split_unit(
        unit_id: UUID, form: SplitForm, write: Annotated[Write, Depends(writing(SPLIT_UNIT))]
    ) -> Response:
        return await write(
            lambda: application.split_unit(
                unit_id, form.heir_unit_ids, form.on, form.reason, form.ends
            )
        )

    @routes.post("/{unit_id}/restoration", status_code=204)
    async def restore_unit(
        unit_id: UUID,
        form: RestorationForm,
        write: Annotated[Write, Depends(writing(RESTORE_UNIT))],
    ) -> Response:
        return await write(lambda: application.restore_unit(unit_id, form.on, form.reason))

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
        q: Annotated[
            str, Query(description="Beginnings of words of a name it has or had")
        ] = "",
        limit: Limit = DEFAULT_LIMIT,
        cursor: Cursor = None,
    ) -> Page[UnitEntry]:
        question = views.units(decode_cursor(cursor), limit + 1, q)
        return page_of(await read.ask(directory, question), limit, views.place_of)

    @routes.get("/tree")
    async def read_tree(
        on: Annotated[date, Query(description="The day the tree and headcounts are of")],
        read: Annotated[Read, Depends(reading(READ_UNITS))],
    ) -> Tree:
        return await read.ask(directory, views.tree(on))

    @routes.get("/{unit_id}")
    async def read_unit(
        unit_id: UUID, read: Annotated[Read, Depends(reading(READ_UNITS))]
    ) -> UnitEntry:
        unit = await read.ask(directory, views.unit(unit_id))
        if unit is None:
            raise AggregateNotFound(Unit, unit_id)
        return unit

    return routes
