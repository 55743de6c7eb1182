"""Title registrations: register, list."""

from __future__ import annotations

from datetime import date
from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Depends, Response
from pydantic import BaseModel, Field

from services.covenant import views
from services.covenant.application import Covenants
from services.covenant.domain.registration import TitleRegistration
from services.covenant.domain.titles import SubjectKind
from services.covenant.projections import RegistrationView
from shared.access import Role, allow
from shared.http.ids import derived_id
from shared.http.paging import DEFAULT_LIMIT, Cursor, Limit, Page, decode_cursor, page_of
from shared.http.requests import Read, Write, reading, writing
from shared.http.routes import api_router
from shared.readmodel import Copies

RETURN_REGISTRATION = allow("return_registration", Role.BLOC_HEAD, Role.EMULATION_OFFICER)
REGISTER_TITLE = allow("register_title", Role.UNIT_OFFICER)
READ_REGISTRATIONS = allow("read_registrations")


class RegistrationForm(BaseModel):
    """A title a subject aims at; the id follows from covenant, subject and award."""

    id: UUID | None = None
    covenant_id: UUID
    unit_id: UUID
    subject_kind: SubjectKind
    subject_id: UUID
    award: str = Field(examples=["CSTDCS"])
    registered_on: date


class ReturnForm(BaseModel):
    """Why a registration is given back to its unit."""

    reason: str = Field(min_length=1)
    returned_on: date


def router(application: Covenants, yearbook: Copies) -> APIRouter:
    routes = api_router("/registrations", tag="registrations")

    @routes.post("", status_code=201)
    async def register_title(
        form: RegistrationForm, write: Annotated[Write, Depends(writing(REGISTER_TITLE))]
    ) -> Response:
        write.within(form.unit_id)
        derived = TitleRegistration.id_of(form.covenant_id, form.subject_id, form.award)
        return await write(
            lambda: application.register_title(
                form.covenant_id,
                unit_id=form.unit_id,
                subject_kind=form.subject_kind,
                subject_id=form.subject_id,
                award=form.award,
                registered_on=form.registered_on,
            ),
            created=derived_id(derived, form.id),
        )

    @routes.post("/{registration_id}/returns", status_code=204)
    async def return_registration(
        registration_id: UUID,
        form: ReturnForm,
        write: Annotated[Write, Depends(writing(RETURN_REGISTRATION))],
    ) -> Response:
        write.within((await application.covenant_of_registration(registration_id)).bloc_id)
        return await write(
            lambda: application.return_registration(
                registration_id, form.reason, form.returned_on
            )
        )

    @routes.get("")
    async def list_registrations(
        read: Annotated[Read, Depends(reading(READ_REGISTRATIONS))],
        covenant_id: UUID | None = None,
        limit: Limit = DEFAULT_LIMIT,
        cursor: Cursor = None,
    ) -> Page[RegistrationView]:
        question = views.registrations(covenant_id, decode_cursor(cursor), limit + 1)
        found = await read.ask(yearbook, question)
        return page_of(found, limit, lambda one: [str(one.registration_id)])

    return routes
