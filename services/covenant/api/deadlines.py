"""Deadlines: set or move, list."""

from __future__ import annotations

from datetime import date
from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Depends, Response
from pydantic import BaseModel, Field

from services.covenant import views
from services.covenant.api.today import today
from services.covenant.application import Covenants
from services.covenant.domain.sheet import Layer
from services.covenant.projections import DeadlineView
from shared.access import Role, allow
from shared.http.requests import Read, Write, reading, writing
from shared.http.routes import api_router
from shared.readmodel import Copies

SET_DEADLINE = allow("set_scoring_deadline", Role.EMULATION_OFFICER)
READ_DEADLINES = allow("read_scoring_deadlines")


class DeadlineForm(BaseModel):
    """The last day of a layer; `reason` is needed where one was set before."""

    bloc_id: UUID
    year: int = Field(ge=2004, le=2100)
    layer: Layer
    last_day: date
    reason: str = ""


def router(application: Covenants, yearbook: Copies) -> APIRouter:
    routes = api_router("/scoring-deadlines", tag="scorecards")

    @routes.put("", status_code=204)
    async def set_deadline(
        form: DeadlineForm, write: Annotated[Write, Depends(writing(SET_DEADLINE))]
    ) -> Response:
        return await write(
            lambda: application.set_deadline(
                bloc_id=form.bloc_id,
                year=form.year,
                layer=form.layer,
                last_day=form.last_day,
                reason=form.reason,
                today=today(),
            )
        )

    @routes.get("")
    async def list_deadlines(
        bloc_id: UUID,
        year: int,
        read: Annotated[Read, Depends(reading(READ_DEADLINES))],
    ) -> list[DeadlineView]:
        return await read.ask(yearbook, views.deadlines(bloc_id, year))

    return routes
