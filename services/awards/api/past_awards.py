"""Awards decided before this system: declare, confirm."""

from __future__ import annotations

from datetime import date
from typing import Annotated
from uuid import UUID, uuid4

from fastapi import APIRouter, Depends, Response
from pydantic import BaseModel

from services.awards.api.fields import DecisionNumber, Title, Year
from services.awards.application import Awards
from services.awards.domain.titles import SubjectKind
from shared.access import Role, allow
from shared.http.requests import Write, writing
from shared.http.routes import api_router

DECLARE_PAST_AWARD = allow("declare_past_award", Role.EMULATION_OFFICER)
CONFIRM_PAST_AWARD = allow("confirm_past_award", Role.EMULATION_OFFICER)


class PastAwardForm(BaseModel):
    """An award decided before; it counts once it is confirmed.

    `merit` is false for one of a movement or of something unexpected: no merit commendation may
    rest on it.
    """

    id: UUID | None = None
    subject_kind: SubjectKind
    subject_id: UUID
    award: Title
    year: Year
    decision_number: DecisionNumber
    decided_on: date
    merit: bool = True


class ConfirmationForm(BaseModel):
    """When the decision behind a declared award was seen."""

    confirmed_on: date


def router(application: Awards) -> APIRouter:
    routes = api_router("/past-awards", tag="past awards")

    @routes.post("", status_code=201)
    async def declare_past_award(
        form: PastAwardForm, write: Annotated[Write, Depends(writing(DECLARE_PAST_AWARD))]
    ) -> Response:
        award_id = form.id or uuid4()
        return await write(
            lambda: application.declare_past_award(
                award_id,
                subject_kind=form.subject_kind,
                subject_id=form.subject_id,
                award=form.award,
                year=form.year,
                decision_number=form.decision_number,
                decided_on=form.decided_on,
                merit=form.merit,
            ),
            created=award_id,
        )

    @routes.post("/{award_id}/confirmation", status_code=204)
    async def confirm_past_award(
        award_id: UUID,
        form: ConfirmationForm,
        write: Annotated[Write, Depends(writing(CONFIRM_PAST_AWARD))],
    ) -> Response:
        return await write(lambda: application.confirm_past_award(award_id, form.confirmed_on))

    return routes
