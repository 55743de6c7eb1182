"""Frames: adopt, copy, list, read."""

from __future__ import annotations

from typing import Annotated
from uuid import UUID, uuid4

from fastapi import APIRouter, Depends, Response

from services.covenant import views
from services.covenant.api.frame_forms import CopyForm, FrameForm
from services.covenant.application import Covenants
from services.covenant.domain.frame import ScoringFrame
from services.covenant.projections import FrameView
from shared.access import Role, allow
from shared.eventstore import AggregateNotFound
from shared.http.paging import DEFAULT_LIMIT, Cursor, Limit, Page, decode_cursor, page_of
from shared.http.requests import Read, Write, reading, writing
from shared.http.routes import api_router
from shared.readmodel import Copies

ADOPT_FRAME = allow("adopt_frame", Role.EMULATION_OFFICER)
READ_FRAMES = allow("read_frames")


def router(application: Covenants, yearbook: Copies) -> APIRouter:
    routes = api_router("/frames", tag="frames")

    @routes.post("", status_code=201)
    async def adopt_frame(
        form: FrameForm, write: Annotated[Write, Depends(writing(ADOPT_FRAME))]
    ) -> Response:
        frame_id = form.id or uuid4()
        return await write(
            lambda: application.adopt_frame(
                frame_id,
                form.text(),
                bloc_id=form.bloc_id,
                year=form.year,
                adopted_on=form.adopted_on,
                supersedes=form.supersedes,
            ),
            created=frame_id,
        )

    @routes.post("/{frame_id}/copies", status_code=201)
    async def copy_frame(
        frame_id: UUID,
        form: CopyForm,
        write: Annotated[Write, Depends(writing(ADOPT_FRAME))],
    ) -> Response:
        copy_id = form.id or uuid4()
        return await write(
            lambda: application.copy_frame(
                copy_id,
                frame_id,
                bloc_id=form.bloc_id,
                year=form.year,
                name=form.name,
                adopted_on=form.adopted_on,
            ),
            created=copy_id,
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
