"""Nominations: submit, return, list. The verdict of the moment is computed here and kept."""

from __future__ import annotations

from datetime import date
from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Depends, Response
from pydantic import BaseModel

from services.awards.api.fields import Text, Title, Year
from services.awards.application import Awards
from services.awards.domain import nomination_id
from services.awards.domain.errors import NominationByOtherUnit
from services.awards.domain.titles import SubjectKind
from services.awards.law import Law
from services.awards.projections.register import NominationEntry
from services.awards.views import eligibility as verdicts
from services.awards.views import register as views
from shared.access import Role, allow
from shared.http.ids import derived_id
from shared.http.paging import DEFAULT_LIMIT, Cursor, Limit, Page, decode_cursor, page_of
from shared.http.requests import Read, Write, reading, writing
from shared.http.routes import api_router
from shared.readmodel import Copies

SUBMIT_NOMINATION = allow(
    "submit_nomination", Role.UNIT_OFFICER, Role.UNIT_HEAD, Role.EMULATION_OFFICER
)
RETURN_NOMINATION = allow("return_nomination", Role.EMULATION_OFFICER)
READ_NOMINATIONS = allow("read_nominations")


class NominationForm(BaseModel):
    """A subject put forward by a unit; the id follows from subject, title and year."""

    id: UUID | None = None
    subject_kind: SubjectKind
    subject_id: UUID
    award: Title
    year: Year
    by_unit_id: UUID
    submitted_on: date


class NominationReturnForm(BaseModel):
    """Why a nomination goes back to its unit."""

    reason: Text
    returned_on: date


def router(law: Law, application: Awards, eligibility: Copies, register: Copies) -> APIRouter:
    routes = api_router("/nominations", tag="nominations")

    @routes.post("", status_code=201)
    async def submit_nomination(
        form: NominationForm, write: Annotated[Write, Depends(writing(SUBMIT_NOMINATION))]
    ) -> Response:
        write.within(form.by_unit_id)
        derived = nomination_id(form.subject_id, form.award, form.year)
        created = derived_id(derived, form.id)
        question = verdicts.verdict(
            law.rules, form.subject_kind, form.subject_id, form.award, form.year
        )
        row = await eligibility.ask(question)
        if row.unit_id != form.by_unit_id:
            raise NominationByOtherUnit(
                f"{form.subject_id} is not of unit {form.by_unit_id} in {form.year}; "
                "its own unit nominates it"
            )
        verdict = row.verdict
        return await write(
            lambda: application.submit_nomination(
                subject_kind=form.subject_kind,
                subject_id=form.subject_id,
                award=form.award,
                year=form.year,
                by_unit_id=form.by_unit_id,
                submitted_on=form.submitted_on,
                verdict=verdict.answer.value,
                rested_on=verdict.facts,
            ),
            created=created,
        )

    @routes.post("/{nomination_id}/returns", status_code=204)
    async def return_nomination(
        nomination_id: UUID,
        form: NominationReturnForm,
        write: Annotated[Write, Depends(writing(RETURN_NOMINATION))],
    ) -> Response:
        return await write(
            lambda: application.return_nomination(nomination_id, form.reason, form.returned_on)
        )

    @routes.get("")
    async def list_nominations(
        read: Annotated[Read, Depends(reading(READ_NOMINATIONS))],
        year: int | None = None,
        limit: Limit = DEFAULT_LIMIT,
        cursor: Cursor = None,
    ) -> Page[NominationEntry]:
        question = views.nominations(year, decode_cursor(cursor), limit + 1)
        found = await read.ask(register, question)
        return page_of(found, limit, lambda nomination: [str(nomination.id)])

    return routes
