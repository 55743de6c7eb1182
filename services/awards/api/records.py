"""Records that verdicts rest on: ratings, initiatives, findings. A correction is a new one."""

from __future__ import annotations

from datetime import date
from typing import Annotated
from uuid import UUID, uuid4

from fastapi import APIRouter, Depends, Response
from pydantic import BaseModel, Field

from services.awards.api.fields import DecisionNumber, Text, Year
from services.awards.application import Awards
from services.awards.domain.records import RatingLevel, Scope
from services.awards.domain.titles import SubjectKind
from shared.access import Role, allow
from shared.http.requests import Write, writing
from shared.http.routes import api_router

RECORD_RATING = allow("record_rating", Role.EMULATION_OFFICER)
RECOGNISE_INITIATIVE = allow("recognise_initiative", Role.EMULATION_OFFICER)
RECORD_FINDING = allow("record_finding", Role.EMULATION_OFFICER)


class RatingForm(BaseModel):
    """The rating of a person or unit for a year."""

    id: UUID | None = None
    subject_kind: SubjectKind
    subject_id: UUID
    year: Year
    rating: RatingLevel
    decision_number: DecisionNumber
    decided_on: date


class InitiativeForm(BaseModel):
    """An initiative and how far it reaches; without a number it was not decided on."""

    id: UUID | None = None
    person_ids: tuple[UUID, ...]
    name: Text
    scope: Scope
    year: Year
    decision_number: str = Field(default="", examples=["77/QĐ-VPCP"])
    recognised_on: date


class FindingForm(BaseModel):
    """What a body found about a condition of the rule set; `condition` is its code."""

    id: UUID | None = None
    subject_kind: SubjectKind
    subject_id: UUID
    year: Year
    condition: str = Field(min_length=1, examples=["LDTT-2"])
    met: bool
    body: str = Field(min_length=1, examples=["Hội đồng Thi đua - Khen thưởng"])
    found_on: date


def router(application: Awards) -> APIRouter:
    routes = api_router(tag="records")

    @routes.post("/ratings", status_code=201)
    async def record_rating(
        form: RatingForm, write: Annotated[Write, Depends(writing(RECORD_RATING))]
    ) -> Response:
        record_id = form.id or uuid4()
        return await write(
            lambda: application.record_rating(
                record_id,
                subject_kind=form.subject_kind,
                subject_id=form.subject_id,
                year=form.year,
                rating=form.rating,
                decision_number=form.decision_number,
                decided_on=form.decided_on,
            ),
            created=record_id,
        )

    @routes.post("/initiatives", status_code=201)
    async def recognise_initiative(
        form: InitiativeForm, write: Annotated[Write, Depends(writing(RECOGNISE_INITIATIVE))]
    ) -> Response:
        record_id = form.id or uuid4()
        return await write(
            lambda: application.recognise_initiative(
                record_id,
                person_ids=form.person_ids,
                name=form.name,
                scope=form.scope,
                year=form.year,
                decision_number=form.decision_number,
                recognised_on=form.recognised_on,
            ),
            created=record_id,
        )

    @routes.post("/findings", status_code=201)
    async def record_finding(
        form: FindingForm, write: Annotated[Write, Depends(writing(RECORD_FINDING))]
    ) -> Response:
        record_id = form.id or uuid4()
        return await write(
            lambda: application.record_finding(
                record_id,
                subject_kind=form.subject_kind,
                subject_id=form.subject_id,
                year=form.year,
                condition=form.condition,
                met=form.met,
                body=form.body,
                found_on=form.found_on,
            ),
            created=record_id,
        )

    return routes
