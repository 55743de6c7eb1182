"""What stands in the way of an award: disciplines and holds, with their ends."""

from __future__ import annotations

from datetime import date
from typing import Annotated
from uuid import UUID, uuid4

from fastapi import APIRouter, Depends, Response
from pydantic import BaseModel, Field

from services.awards.api.fields import DecisionNumber, Text
from services.awards.application import Awards
from services.awards.domain.bars import DisciplineForm
from services.awards.domain.titles import SubjectKind
from shared.access import Role, allow
from shared.http.requests import Write, writing
from shared.http.routes import api_router

IMPOSE_DISCIPLINE = allow("impose_discipline", Role.EMULATION_OFFICER)
END_DISCIPLINE = allow("end_discipline", Role.EMULATION_OFFICER)
PLACE_HOLD = allow("place_hold", Role.EMULATION_OFFICER)
LIFT_HOLD = allow("lift_hold", Role.EMULATION_OFFICER)


class DisciplineRecordForm(BaseModel):
    """A discipline; `ends_on` is the first day after its term, where that is known."""

    id: UUID | None = None
    person_id: UUID
    form: DisciplineForm
    decision_number: DecisionNumber
    imposed_on: date
    ends_on: date | None = None


class EndingForm(BaseModel):
    """From which day achievements count again."""

    ended_on: date


class HoldForm(BaseModel):
    """Something about a subject is being verified."""

    id: UUID | None = None
    subject_kind: SubjectKind
    subject_id: UUID
    ground: str = Field(min_length=1, examples=["Xác minh đơn tố cáo"])
    placed_on: date


class LiftingForm(BaseModel):
    """How the matter behind a hold was concluded."""

    conclusion: Text
    lifted_on: date


def router(application: Awards) -> APIRouter:
    routes = api_router(tag="bars")

    @routes.post("/disciplines", status_code=201)
    async def impose_discipline(
        form: DisciplineRecordForm,
        write: Annotated[Write, Depends(writing(IMPOSE_DISCIPLINE))],
    ) -> Response:
        record_id = form.id or uuid4()
        return await write(
            lambda: application.impose_discipline(
                record_id,
                person_id=form.person_id,
                form=form.form,
                decision_number=form.decision_number,
                imposed_on=form.imposed_on,
                ends_on=form.ends_on,
            ),
            created=record_id,
        )

    @routes.post("/disciplines/{record_id}/ending", status_code=204)
    async def end_discipline(
        record_id: UUID,
        form: EndingForm,
        write: Annotated[Write, Depends(writing(END_DISCIPLINE))],
    ) -> Response:
        return await write(lambda: application.end_discipline(record_id, form.ended_on))

    @routes.post("/holds", status_code=201)
    async def place_hold(
        form: HoldForm, write: Annotated[Write, Depends(writing(PLACE_HOLD))]
    ) -> Response:
        record_id = form.id or uuid4()
        return await write(
            lambda: application.place_hold(
                record_id,
                subject_kind=form.subject_kind,
                subject_id=form.subject_id,
                ground=form.ground,
                placed_on=form.placed_on,
            ),
            created=record_id,
        )

    @routes.post("/holds/{record_id}/lifting", status_code=204)
    async def lift_hold(
        record_id: UUID,
        form: LiftingForm,
        write: Annotated[Write, Depends(writing(LIFT_HOLD))],
    ) -> Response:
        return await write(
            lambda: application.lift_hold(record_id, form.conclusion, form.lifted_on)
        )

    return routes
