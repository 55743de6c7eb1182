"""Blocs: form, members, leadership, close; list, read, rotation."""

from __future__ import annotations

from datetime import date
from typing import Annotated
from uuid import UUID, uuid4

from fastapi import APIRouter, Depends, Response
from pydantic import BaseModel, Field

from services.bloc import views
from services.bloc.application import Blocs
from services.bloc.domain import Bloc, Leader, Period
from services.bloc.projections import BlocEntry
from services.bloc.projections.rotation import Rotation
from shared.access import Role, allow
from shared.eventstore import AggregateNotFound
from shared.http.paging import Page
from shared.http.requests import Read, Write, reading, writing
from shared.http.routes import api_router
from shared.readmodel import Copies

FORM_BLOC = allow("form_bloc", Role.EMULATION_OFFICER)
ADMIT_UNIT = allow("admit_unit", Role.EMULATION_OFFICER)
RELEASE_UNIT = allow("release_unit", Role.EMULATION_OFFICER)
APPOINT_LEADERSHIP = allow("appoint_leadership", Role.EMULATION_OFFICER)
CLOSE_BLOC = allow("close_bloc", Role.EMULATION_OFFICER)
READ_BLOCS = allow("read_blocs")


class BlocForm(BaseModel):
    """A bloc to form for a year; `basis` are the decisions it rests on.

    `unit_ids` are members from the first day; `predecessor_id` is the bloc before this one.
    """

    id: UUID | None = None
    name: str = Field(min_length=1, examples=["Khối thi đua 5"])
    year: int = Field(ge=2004, le=2100)
    organiser: str = Field(min_length=1, examples=["Văn phòng Chính phủ"])
    formed_on: date
    basis: tuple[str, ...] = ()
    period: Period = "calendar_year"
    predecessor_id: UUID | None = None
    unit_ids: tuple[UUID, ...] = ()


class MemberForm(BaseModel):
    """A unit that joins."""

    unit_id: UUID
    on: date


class MemberDepartureForm(BaseModel):
    """A unit that leaves, and why."""

    unit_id: UUID
    on: date
    reason: str = Field(min_length=1)


class LeaderForm(BaseModel):
    """A person and the member unit they come from."""

    person_id: UUID
    unit_id: UUID

    def leader(self) -> Leader:
        return Leader(self.person_id, self.unit_id)


class LeadershipForm(BaseModel):
    """The head and any number of deputies, in the place of those before."""

    head: LeaderForm
    deputies: tuple[LeaderForm, ...] = ()
    on: date


class ClosingForm(BaseModel):
    """From which day the bloc's work is over."""

    on: date


def router(application: Blocs, directory: Copies) -> APIRouter:
    routes = api_router("/blocs", tag="blocs")

    @routes.post("", status_code=201)
    async def form_bloc(
        form: BlocForm, write: Annotated[Write, Depends(writing(FORM_BLOC))]
    ) -> Response:
        bloc_id = form.id or uuid4()
        return await write(
            lambda: application.form_bloc(
                bloc_id,
                form.name,
                form.year,
                form.organiser,
                form.formed_on,
                form.basis,
                form.period,
                form.predecessor_id,
                form.unit_ids,
            ),
            created=bloc_id,
        )

    @routes.post("/{bloc_id}/members", status_code=204)
    async def admit_unit(
        bloc_id: UUID,
        form: MemberForm,
        write: Annotated[Write, Depends(writing(ADMIT_UNIT))],
    ) -> Response:
        return await write(lambda: application.admit_unit(bloc_id, form.unit_id, form.on))

    @routes.post("/{bloc_id}/departures", status_code=204)
    async def release_unit(
        bloc_id: UUID,
        form: MemberDepartureForm,
        write: Annotated[Write, Depends(writing(RELEASE_UNIT))],
    ) -> Response:
        return await write(
            lambda: application.release_unit(bloc_id, form.unit_id, form.on, form.reason)
        )

    @routes.put("/{bloc_id}/leadership", status_code=204)
    async def appoint_leadership(
        bloc_id: UUID,
        form: LeadershipForm,
        write: Annotated[Write, Depends(writing(APPOINT_LEADERSHIP))],
    ) -> Response:
        head = form.head.leader()
        deputies = tuple(deputy.leader() for deputy in form.deputies)
        return await write(
            lambda: application.appoint_leadership(bloc_id, head, deputies, form.on)
        )

    @routes.post("/{bloc_id}/closing", status_code=204)
    async def close_bloc(
        bloc_id: UUID, form: ClosingForm, write: Annotated[Write, Depends(writing(CLOSE_BLOC))]
    ) -> Response:
        return await write(lambda: application.close_bloc(bloc_id, form.on))

    @routes.get("")
    async def list_blocs(
        read: Annotated[Read, Depends(reading(READ_BLOCS))], year: int | None = None
    ) -> Page[BlocEntry]:
        return Page(items=await read.ask(directory, views.blocs(year)))

    @routes.get("/{bloc_id}")
    async def read_bloc(
        bloc_id: UUID, read: Annotated[Read, Depends(reading(READ_BLOCS))]
    ) -> BlocEntry:
        bloc = await read.ask(directory, views.bloc(bloc_id))
        if bloc is None:
            raise AggregateNotFound(Bloc, bloc_id)
        return bloc

    @routes.get("/{bloc_id}/rotation")
    async def read_rotation(
        bloc_id: UUID, read: Annotated[Read, Depends(reading(READ_BLOCS))]
    ) -> Rotation:
        rotation = await read.ask(directory, views.rotation(bloc_id))
        if rotation is None:
            raise AggregateNotFound(Bloc, bloc_id)
        return rotation

    return routes
