"""Frames: adopt, list, read."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Annotated
from uuid import UUID, uuid4

from fastapi import APIRouter, Depends, Response
from pydantic import BaseModel, Field

from services.covenant import views
from services.covenant.application import Covenants
from services.covenant.domain.frame import Criterion, Group, ScoringFrame
from services.covenant.projections import FrameView
from shared.access import Role, allow
from shared.eventstore import AggregateNotFound
from shared.http.paging import DEFAULT_LIMIT, Cursor, Limit, Page, decode_cursor, page_of
from shared.http.requests import Read, Write, reading, writing
from shared.readmodel import Copies

ADOPT_FRAME = allow("adopt_frame", Role.EMULATION_OFFICER)
READ_FRAMES = allow("read_frames")


class CriterionForm(BaseModel):
    """A criterion and the most it can give or take."""

    code: str = Field(min_length=1, examples=["I.1"])
    name: str = Field(min_length=1, examples=["Hoàn thành kế hoạch công tác năm"])
    maximum: Decimal = Field(examples=["20"])

    def criterion(self) -> Criterion:
        return Criterion(self.code, self.name, self.maximum)


class GroupForm(BaseModel):
    """A group of criteria that add up to its maximum."""

    code: str = Field(min_length=1, examples=["I"])
    name: str = Field(min_length=1, examples=["Thực hiện nhiệm vụ chính trị"])
    maximum: Decimal = Field(examples=["20"])
    criteria: tuple[CriterionForm, ...]

    def group(self) -> Group:
        criteria = tuple(one.criterion() for one in self.criteria)
        return Group(self.code, self.name, self.maximum, criteria)


class FrameForm(BaseModel):
    """A frame to adopt; groups add up to `base_maximum`, bonus to `bonus_maximum` at most."""

    id: UUID | None = None
    bloc_id: UUID
    year: int = Field(ge=2004, le=2100)
    name: str = Field(min_length=1, examples=["Bảng tiêu chí chấm điểm thi đua năm 2024"])
    base_maximum: Decimal = Field(examples=["100"])
    bonus_maximum: Decimal = Field(default=Decimal(0), examples=["5"])
    groups: tuple[GroupForm, ...]
    bonus: tuple[CriterionForm, ...] = ()
    penalty: tuple[CriterionForm, ...] = ()
    adopted_on: date
    basis: tuple[str, ...] = ()


def router(application: Covenants, yearbook: Copies) -> APIRouter:
    routes = APIRouter(prefix="/frames", tags=["frames"])

    @routes.post("", status_code=201)
    async def adopt_frame(
        form: FrameForm, write: Annotated[Write, Depends(writing(ADOPT_FRAME))]
    ) -> Response:
        frame_id = form.id or uuid4()
        return await write(
            lambda: application.adopt_frame(
                frame_id,
                bloc_id=form.bloc_id,
                year=form.year,
                name=form.name,
                base_maximum=form.base_maximum,
                bonus_maximum=form.bonus_maximum,
                groups=tuple(one.group() for one in form.groups),
                bonus=tuple(one.criterion() for one in form.bonus),
                penalty=tuple(one.criterion() for one in form.penalty),
                adopted_on=form.adopted_on,
                basis=form.basis,
            ),
            created=frame_id,
        )

    @routes.get("")
    async def list_frames(
        read: Annotated[Read, Depends(reading(READ_FRAMES))],
        bloc_id: UUID | None = None,
        year: int | None = None,
        limit: Limit = DEFAULT_LIMIT,
        cursor: Cursor = None,
    ) -> Page[FrameView]:
        question = views.frames(bloc_id, year, decode_cursor(cursor), limit + 1)
        found = await read.ask(yearbook, question)
        return page_of(found, limit, lambda frame: [str(frame.frame_id)])

    @routes.get("/{frame_id}")
    async def read_frame(
        frame_id: UUID, read: Annotated[Read, Depends(reading(READ_FRAMES))]
    ) -> FrameView:
        frame = await read.ask(yearbook, views.frame(frame_id))
        if frame is None:
            raise AggregateNotFound(ScoringFrame, frame_id)
        return frame

    return routes
