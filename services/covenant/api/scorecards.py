"""Scorecards: open, score, submit, return, list, read. Who may score depends on the layer."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Depends, Response
from pydantic import BaseModel, Field

from services.covenant import views
from services.covenant.api.readers import reader_of
from services.covenant.api.scorers import SCORE, check_scorer
from services.covenant.api.today import today
from services.covenant.application import Covenants
from services.covenant.domain.scorecard import Scorecard
from services.covenant.domain.sheet import Layer, Score
from services.covenant.projections import ScorecardView
from services.covenant.projections.visibility import as_seen
from shared.access import Role, allow
from shared.eventstore import AggregateNotFound
from shared.http.ids import derived_id
from shared.http.paging import DEFAULT_LIMIT, Cursor, Limit, Page, decode_cursor, page_of
from shared.http.requests import Read, Write, reading, writing
from shared.http.routes import api_router
from shared.readmodel import Copies

OPEN_SCORECARD = allow("open_scorecard", Role.EMULATION_OFFICER)
RETURN_SCORECARD = allow("return_scorecard", Role.BLOC_HEAD)
RETURN_CONSOLIDATION = allow("return_consolidation", Role.EMULATION_OFFICER)
READ_SCORECARDS = allow("read_scorecards")


class ScorecardForm(BaseModel):
    """A scorecard to open; its id follows from bloc, unit and year."""

    id: UUID | None = None
    bloc_id: UUID
    unit_id: UUID
    frame_id: UUID
    year: int = Field(ge=2004, le=2100)
    opened_on: date


class ScoreForm(BaseModel):
    """A value, or the measure it follows from, or that the criterion does not apply.

    `reason` is needed where it changes what was submitted before, and where a layer above the
    unit differs from the one below.
    """

    criterion: str = Field(examples=["I.1"])
    value: Decimal | None = Field(default=None, examples=["19.5"])
    reason: str | None = None
    measured: Decimal | None = None
    applies: bool = True

    def score(self) -> Score:
        return Score(self.criterion, self.value, self.reason, self.measured, self.applies)


class ScoresForm(BaseModel):
    """Values in one layer: all are recorded or none; `by_unit_id` is who cross-checks.

    `seen` is the version of the scorecard they were decided on: what somebody else changed in
    the same sheet since refuses the request, and names who.
    """

    layer: Layer
    by_unit_id: UUID | None = None
    recorded_on: date
    seen: int | None = None
    scores: tuple[ScoreForm, ...] = Field(min_length=1)


class SubmissionForm(BaseModel):
    """A layer that is complete; `seen` as with scores."""

    layer: Layer
    by_unit_id: UUID | None = None
    submitted_on: date
    seen: int | None = None


class ReturnForm(BaseModel):
    """Why a self-score goes back to its unit, or the bloc's scores to the bloc."""

    reason: str = Field(min_length=1)
    returned_on: date


def router(application: Covenants, yearbook: Copies) -> APIRouter:
    routes = api_router("/scorecards", tag="scorecards")

    @routes.post("", status_code=201)
    async def open_scorecard(
        form: ScorecardForm, write: Annotated[Write, Depends(writing(OPEN_SCORECARD))]
    ) -> Response:
        derived = Scorecard.id_of(form.bloc_id, form.unit_id, form.year)
        return await write(
            lambda: application.open_scorecard(
                form.frame_id,
                bloc_id=form.bloc_id,
                unit_id=form.unit_id,
                year=form.year,
                opened_on=form.opened_on,
            ),
            created=derived_id(derived, form.id),
        )

    @routes.post("/{scorecard_id}/scores", status_code=204)
    async def record_scores(
        scorecard_id: UUID,
        form: ScoresForm,
        write: Annotated[Write, Depends(writing(SCORE))],
    ) -> Response:
        card = await application.scorecard(scorecard_id)
        check_scorer(write, card, form.layer, form.by_unit_id)
        scores = [one.score() for one in form.scores]
        return await write(
            lambda: application.record_scores(
                scorecard_id,
                form.layer,
                scores,
                form.by_unit_id,
                form.recorded_on,
                today=today(),
                seen=form.seen,
            )
        )

    @routes.post("/{scorecard_id}/submissions", status_code=204)
    async def submit_scores(
        scorecard_id: UUID,
        form: SubmissionForm,
        write: Annotated[Write, Depends(writing(SCORE))],
    ) -> Response:
        card = await application.scorecard(scorecard_id)
        check_scorer(write, card, form.layer, form.by_unit_id)
        return await write(
            lambda: application.submit_scores(
                scorecard_id,
                form.layer,
                form.by_unit_id,
                form.submitted_on,
                today=today(),
                seen=form.seen,
            )
        )

    @routes.post("/{scorecard_id}/returns", status_code=204)
    async def return_scorecard(
        scorecard_id: UUID,
        form: ReturnForm,
        write: Annotated[Write, Depends(writing(RETURN_SCORECARD))],
    ) -> Response:
        write.within((await application.scorecard(scorecard_id)).bloc_id)
        return await write(
            lambda: application.return_scorecard(scorecard_id, form.reason, form.returned_on)
        )

    @routes.post("/{scorecard_id}/consolidation-returns", status_code=204)
    async def return_consolidation(
        scorecard_id: UUID,
        form: ReturnForm,
        write: Annotated[Write, Depends(writing(RETURN_CONSOLIDATION))],
    ) -> Response:
        return await write(
            lambda: application.return_consolidation(
                scorecard_id, form.reason, form.returned_on
            )
        )

    @routes.get("")
    async def list_scorecards(
        read: Annotated[Read, Depends(reading(READ_SCORECARDS))],
        bloc_id: UUID | None = None,
        year: int | None = None,
        limit: Limit = DEFAULT_LIMIT,
        cursor: Cursor = None,
    ) -> Page[ScorecardView]:
        question = views.scorecards(bloc_id, year, decode_cursor(cursor), limit + 1)
        reader = reader_of(read.account)
        found = [as_seen(card, reader) for card in await read.ask(yearbook, question)]
        return page_of(found, limit, lambda card: [str(card.scorecard_id)])

    @routes.get("/{scorecard_id}")
    async def read_scorecard(
        scorecard_id: UUID, read: Annotated[Read, Depends(reading(READ_SCORECARDS))]
    ) -> ScorecardView:
        card = await read.ask(yearbook, views.scorecard(scorecard_id))
        if card is None:
            raise AggregateNotFound(Scorecard, scorecard_id)
        return as_seen(card, reader_of(read.account))

    return routes
