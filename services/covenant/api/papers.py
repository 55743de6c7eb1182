"""Papers: what a code that was scanned or typed belongs to. Anybody may ask who holds one."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Depends, Path

from services.covenant import views
from services.covenant.api.ordering import live
from services.covenant.domain.refusals import CovenantServiceError
from services.covenant.projections.papers import PaperView, covenant_paper, minutes_paper
from services.covenant.views.papers import covenant_with, meeting_with
from shared.http.anybody import asked_by_anybody
from shared.http.requests import Read
from shared.http.routes import api_router
from shared.readmodel import Copies

Code = Annotated[
    str,
    Path(
        pattern="^[0-9a-f]{12,64}$",
        description="The beginning of a paper's digest, 12 figures of it or more",
        examples=["9bcd3248864f"],
    ),
]


class PaperUnknown(CovenantServiceError):
    def __init__(self) -> None:
        super().__init__(
            "No paper of this system has this code; read it again. A paper that carries it was "
            "altered, or is not from here."
        )


def router(yearbook: Copies) -> APIRouter:
    routes = api_router("/papers", tag="papers")

    @routes.get("/{code}")
    async def read_paper(
        code: Code, read: Annotated[Read, Depends(asked_by_anybody)]
    ) -> PaperView:
        """What the paper with this code says, and whether it still holds; nobody is named."""
        file = await read.ask(yearbook, covenant_with(code))
        if file is not None:
            return covenant_paper(file)
        meeting = await read.ask(yearbook, meeting_with(code))
        if meeting is None:
            raise PaperUnknown
        of_year = (meeting.bloc_id, meeting.year)
        return minutes_paper(
            meeting,
            await read.ask(yearbook, views.meetings(*of_year)),
            await read.ask(yearbook, views.ballots(*of_year)),
            live(await read.ask(yearbook, views.to_rank(*of_year))).places,
        )

    return routes
