"""`/bang-tieu-chi`: adopt a frame, from a file or another year; deadlines; scorecards."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from datetime import date, datetime
from typing import TYPE_CHECKING, Any
from uuid import UUID, uuid4

from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import FileResponse, HTMLResponse, Response

from services.console import framefile
from services.console.client import ApiProblem
from services.console.desk import Desk, Visit, read_id
from services.console.pages.page import add_page, answer, see
from services.console.pages.scorecards import seen_after
from services.console.pages.uploads import Uploaded, uploaded
from services.console.screens import frames
from services.console.screens.refusals import Refusal, refusal
from shared.catalogue.formats import HERE

if TYPE_CHECKING:
    from collections.abc import Mapping

SERVER_ERROR = 500
UNPROCESSABLE = 422


def router(desk: Desk) -> APIRouter:
    routes = APIRouter(tags=["frames"])

    @routes.get("/bang-tieu-chi/{frame_id}/tep")
    async def download(frame_id: UUID, request: Request) -> Response:
        """The frame as a file, to be changed and uploaded."""
        visit = await desk.visit(request)
        frame = await visit.services.covenant.frame(frame_id)
        name = f"bang-tieu-chi-{frame.year}-{frame.version}.toml"
        headers = {"Content-Disposition": f'attachment; filename="{name}"'}
        return Response(
            framefile.written(frame), media_type="application/toml", headers=headers
        )

    @routes.get("/bang-tieu-chi/mau/{sample}.toml")
    async def sample_file(sample: str, request: Request) -> Response:
        """A frame of others, to begin with. Raises `ApiProblem` where there is none."""
        await desk.visit(request)
        if sample not in framefile.samples():
            raise ApiProblem("not_found", 404, sample)
        return FileResponse(
            framefile.SAMPLES / f"{sample}.toml",
            media_type="application/toml",
            filename=f"{sample}.toml",
        )

    @routes.post("/bang-tieu-chi/{what}", response_class=HTMLResponse)
    async def do(what: str, request: Request) -> Response:
        visit = await desk.visit(request)
        given = await uploaded(request, framefile.LARGEST)
        typed = given.typed
        deeds = {
            "ban-hanh": _adopt,
            "sao": _copy,
            "han": _set_deadline,
            "mo-bang-diem": _open_all,
        }
        if visit.bloc is None or what not in deeds:
            raise ApiProblem("not_found", 404, what)
        try:
            position = await deeds[what](visit, given)
        except framefile.FrameFileInvalid as error:
            key = "frames.file_wrong_at" if error.place else "frames.file_wrong"
            told = Refusal(key, {"place": error.place, "detail": error.detail})
            return await _again(desk, visit, typed, told, UNPROCESSABLE)
        except ApiProblem as problem:
            if problem.status >= SERVER_ERROR:
                raise
            told = refusal(problem, visit.names, visit.chrome.locale)
            return await _again(desk, visit, typed, told, problem.status)
        seen = "" if position is None else f"&after={position}"
        return see(f"/bang-tieu-chi?da-ghi=1{seen}")

    async def build(visit: Visit) -> frames.FramesScreen | None:
        return None if visit.bloc is None else await _screen(visit)

    add_page(routes, desk, "/bang-tieu-chi", "frames.html", build)
    return routes


async def _screen(visit: Visit) -> frames.FramesScreen:
    bloc = visit.bloc
    if bloc is None:
        raise ApiProblem("not_found", 404, "no bloc")
    api, after = visit.services.covenant, seen_after(visit)
    of_year, every, deadlines, cards = await asyncio.gather(
        api.frames(bloc.id, bloc.year, after),
        api.frames(None, None, after),
        api.deadlines(bloc.id, bloc.year, after),
        api.scorecards(bloc.id, bloc.year, after),
    )
    newest = sorted(of_year, key=lambda frame: -frame.version)
    return frames.compose(
        bloc,
        newest,
        every,
        deadlines,
        cards,
        visit.names,
        visit.account,
        str(uuid4()),
        framefile.samples(),
    )


async def _again(
    desk: Desk, visit: Visit, typed: Mapping[str, str], told: Refusal, status: int
) -> Response:
    screen = replace(await _screen(visit), refusal=told, typed=dict(typed))
    return answer(desk, "frames.html", screen, visit, status)


def _bloc_and_year(visit: Visit) -> dict[str, Any]:
    bloc = visit.bloc
    return {} if bloc is None else {"bloc_id": bloc.id, "year": bloc.year}


async def _adopt(visit: Visit, given: Uploaded) -> str | None:
    if given.name is None:
        raise framefile.FrameFileInvalid("", "no file was chosen")
    if len(given.content) > framefile.LARGEST:
        raise framefile.FrameFileInvalid("", "the file is too large")
    body = framefile.form(framefile.read(given.content))
    replaced = read_id(given.typed.get("thay"))
    extra = {} if replaced is None else {"supersedes": replaced}
    form = {**body, **_bloc_and_year(visit), **extra, "adopted_on": _today()}
    written = await visit.services.covenant.adopt_frame(form, given.typed.get("key", ""))
    return written.position


async def _copy(visit: Visit, given: Uploaded) -> str | None:
    source = read_id(given.typed.get("nguon"))
    if source is None:
        raise framefile.FrameFileInvalid("", "no frame was chosen")
    form = {
        **_bloc_and_year(visit),
        "name": given.typed.get("ten", "").strip() or None,
        "adopted_on": _today(),
    }
    written = await visit.services.covenant.copy_frame(source, form, given.typed.get("key", ""))
    return written.position


async def _set_deadline(visit: Visit, given: Uploaded) -> str | None:
    form = {
        **_bloc_and_year(visit),
        "layer": given.typed.get("lop", ""),
        "last_day": given.typed.get("ngay", ""),
        "reason": given.typed.get("ly-do", ""),
    }
    written = await visit.services.covenant.set_deadline(form, given.typed.get("key", ""))
    return written.position


async def _open_all(visit: Visit, given: Uploaded) -> str | None:
    """Open the scorecard of every unit that has none, against the frame that is for it."""
    screen = await _screen(visit)
    found = await visit.services.covenant.frames(**_bloc_and_year(visit))
    current = [frame for frame in found if frame.superseded_by is None]
    position = None
    for one in screen.openings:
        fitting = [f for f in current if not f.unit_ids or one.unit.id in f.unit_ids]
        if one.opened or not fitting:
            continue
        # A frame that names its units comes before one for all.
        frame = max(fitting, key=lambda f: (bool(f.unit_ids), f.version))
        form = {
            **_bloc_and_year(visit),
            "unit_id": one.unit.id,
            "frame_id": frame.frame_id,
            "opened_on": _today(),
        }
        key = f"{given.typed.get('key', '')}-{one.unit.id}"
        written = await visit.services.covenant.open_scorecard(form, key)
        position = written.position
    return position


def _today() -> date:
    return datetime.now(HERE).date()
