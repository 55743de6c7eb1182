"""Where people go: transfer, secondment, leave, departure, return."""

from __future__ import annotations

from datetime import date
from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Depends, Response
from pydantic import BaseModel, Field

from services.bloc.application import Blocs
from services.bloc.domain import LeaveKind
from shared.access import Role, allow
from shared.http.requests import Write, writing
from shared.http.routes import api_router

TRANSFER_PERSON = allow("transfer_person", Role.EMULATION_OFFICER)
SECOND_PERSON = allow("second_person", Role.EMULATION_OFFICER)
BEGIN_LEAVE = allow("begin_leave", Role.EMULATION_OFFICER)
DISMISS_PERSON = allow("dismiss_person", Role.EMULATION_OFFICER)
RETURN_PERSON = allow("return_person", Role.EMULATION_OFFICER)


# As many as a large unit has; a longer list is taken in as a file.
MOST_AT_ONCE = 2000


class TransferForm(BaseModel):
    """Where a person goes, and from which day."""

    to_unit_id: UUID
    on: date


class TransfersForm(BaseModel):
    """Everybody whom one decision moves to one unit from one day; a name twice counts once."""

    person_ids: tuple[UUID, ...] = Field(min_length=1, max_length=MOST_AT_ONCE)
    to_unit_id: UUID
    on: date


class SecondmentForm(BaseModel):
    """Where a person is lent to: one of our units, or a body outside by its name."""

    to_unit_id: UUID | None = None
    host: str | None = Field(default=None, min_length=1, examples=["Ban Tổ chức Trung ương"])
    on: date


class LeaveForm(BaseModel):
    """From which day a person is on long leave. Why somebody is ill has no place here.

    A leave that is over has the first day at work again in `until`.
    """

    kind: LeaveKind
    on: date
    until: date | None = None


class DayForm(BaseModel):
    """From which day an absence is over."""

    on: date


class DepartureForm(BaseModel):
    """From which day a person no longer works here, and why."""

    on: date
    reason: str = Field(min_length=1)


class ReturnForm(BaseModel):
    """The unit in which somebody who had left works again, and from which day."""

    unit_id: UUID
    on: date


def router(application: Blocs) -> APIRouter:
    routes = api_router("/people", tag="people")

    @routes.post("/transfers", status_code=204)
    async def transfer_people(
        form: TransfersForm, write: Annotated[Write, Depends(writing(TRANSFER_PERSON))]
    ) -> Response:
        """All of them or none: the refusal names who cannot go."""
        people = tuple(dict.fromkeys(form.person_ids))
        return await write(
            lambda: application.transfer_people(people, form.to_unit_id, form.on)
        )

    @routes.post("/{person_id}/transfers", status_code=204)
    async def transfer_person(
        person_id: UUID,
        form: TransferForm,
        write: Annotated[Write, Depends(writing(TRANSFER_PERSON))],
    ) -> Response:
        return await write(
            lambda: application.transfer_person(person_id, form.to_unit_id, form.on)
        )

    @routes.post("/{person_id}/secondments", status_code=204)
    async def second_person(
        person_id: UUID,
        form: SecondmentForm,
        write: Annotated[Write, Depends(writing(SECOND_PERSON))],
    ) -> Response:
        return await write(
            lambda: application.second_person(person_id, form.to_unit_id, form.host, form.on)
        )

    @routes.post("/{person_id}/secondments/ending", status_code=204)
    async def end_secondment(
        person_id: UUID, form: DayForm, write: Annotated[Write, Depends(writing(SECOND_PERSON))]
    ) -> Response:
        return await write(lambda: application.end_secondment(person_id, form.on))

    @routes.post("/{person_id}/leaves", status_code=204)
    async def begin_leave(
        person_id: UUID, form: LeaveForm, write: Annotated[Write, Depends(writing(BEGIN_LEAVE))]
    ) -> Response:
        return await write(
            lambda: application.begin_leave(person_id, form.kind, form.on, form.until)
        )

    @routes.post("/{person_id}/leaves/ending", status_code=204)
    async def end_leave(
        person_id: UUID, form: DayForm, write: Annotated[Write, Depends(writing(BEGIN_LEAVE))]
    ) -> Response:
        return await write(lambda: application.end_leave(person_id, form.on))

    @routes.post("/{person_id}/departures", status_code=204)
    async def dismiss_person(
        person_id: UUID,
        form: DepartureForm,
        write: Annotated[Write, Depends(writing(DISMISS_PERSON))],
    ) -> Response:
        return await write(lambda: application.dismiss_person(person_id, form.on, form.reason))

    @routes.post("/{person_id}/returns", status_code=204)
    async def return_person(
        person_id: UUID,
        form: ReturnForm,
        write: Annotated[Write, Depends(writing(RETURN_PERSON))],
    ) -> Response:
        return await write(lambda: application.return_person(person_id, form.unit_id, form.on))

    return routes
