"""Progress reports and reminders: make, list, remind."""

from __future__ import annotations

from datetime import date
from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Depends, Response
from pydantic import BaseModel, Field

from services.covenant.api.today import today
from services.covenant.application import Covenants
from services.covenant.domain.progress import Course, ProgressLine, ProgressReport
from services.covenant.domain.reminder import Matter, Reminder
from services.covenant.projections import ProgressView, ReminderView
from services.covenant.views.following import progress_reports, reminders
from shared.access import Role, allow
from shared.http.requests import Read, Write, reading, writing
from shared.http.routes import api_router
from shared.readmodel import Copies

REPORT_PROGRESS = allow("report_progress", Role.UNIT_OFFICER, Role.UNIT_HEAD)
REMIND = allow("remind_units", Role.BLOC_HEAD, Role.EMULATION_OFFICER)
READ_PROGRESS = allow("read_progress")


class LineForm(BaseModel):
    """One article; `text` is needed where it is behind."""

    article: int = Field(ge=1)
    course: Course
    text: str = ""


class ProgressForm(BaseModel):
    """What a unit reports of every article, until a day; its id follows from these.

    Reported once more until the same day, it takes the place of what was reported.
    """

    covenant_id: UUID
    unit_id: UUID
    until: date = Field(examples=["2024-06-30"])
    lines: tuple[LineForm, ...]
    reported_on: date

    def said(self) -> tuple[ProgressLine, ...]:
        return tuple(
            ProgressLine(one.article, one.course, one.text.strip()) for one in self.lines
        )


class ReminderForm(BaseModel):
    """Which units are late with what; once a day for each matter of a bloc's year."""

    bloc_id: UUID
    year: int = Field(ge=2004, le=2100)
    matter: Matter
    unit_ids: tuple[UUID, ...]
    due: date | None = None


def router(application: Covenants, yearbook: Copies) -> APIRouter:
    routes = api_router(tag="following")

    @routes.post("/progress-reports", status_code=201)
    async def report_progress(
        form: ProgressForm, write: Annotated[Write, Depends(writing(REPORT_PROGRESS))]
    ) -> Response:
        write.within(form.unit_id)
        return await write(
            lambda: application.report_progress(
                form.covenant_id,
                form.unit_id,
                until=form.until,
                lines=form.said(),
                account=write.account.login,
                reported_on=form.reported_on,
            ),
            created=ProgressReport.id_of(form.covenant_id, form.unit_id, form.until),
        )

    @routes.get("/progress-reports")
    async def list_progress_reports(
        covenant_id: UUID, read: Annotated[Read, Depends(reading(READ_PROGRESS))]
    ) -> list[ProgressView]:
        return await read.ask(yearbook, progress_reports(covenant_id))

    @routes.post("/reminders", status_code=201)
    async def remind_units(
        form: ReminderForm, write: Annotated[Write, Depends(writing(REMIND))]
    ) -> Response:
        """Tell units what they are late with; their heads and officers have it in the inbox."""
        write.within(form.bloc_id)
        on = today()
        return await write(
            lambda: application.remind(
                bloc_id=form.bloc_id,
                year=form.year,
                matter=form.matter,
                unit_ids=form.unit_ids,
                due=form.due,
                today=on,
            ),
            created=Reminder.id_of(form.bloc_id, form.year, form.matter, on),
        )

    @routes.get("/reminders")
    async def list_reminders(
        bloc_id: UUID, year: int, read: Annotated[Read, Depends(reading(READ_PROGRESS))]
    ) -> list[ReminderView]:
        return await read.ask(yearbook, reminders(bloc_id, year))

    return routes
