"""Scorecards: open, score, submit, return, list, read. Who may score depends on the layer."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Depends, Response
from pydantic import BaseModel, Field

from services.covenant import views
from services.covenant.application import Covenants
from services.covenant.domain.scorecard import Scorecard
from services.covenant.domain.sheet import Layer, Score
from services.covenant.projections import ScorecardView
from shared.access import Permission, Role, allow
from shared.eventstore import AggregateNotFound
from shared.http.ids import derived_id
from shared.http.paging import DEFAULT_LIMIT, Cursor, Limit, Page, decode_cursor, page_of
from shared.http.requests import Read, Write, reading, writing
from shared.readmodel import Copies

SCORERS: dict[Layer, Role] = {
    "self": Role.UNIT_OFFICER,
    "cross": Role.UNIT_OFFICER,
    "consolidated": Role.BLOC_HEAD,
    "appraised": Role.EMULATION_OFFICER,
}
OPEN_SCORECARD = allow("open_scorecard", Role.EMULATION_OFFICER)
SCORE = allow("score", *SCORERS.values())
SCORE_IN: dict[Layer, Permission] = {
    layer: allow(f"score_{layer}", role) for layer, role in SCORERS.items()
}
RETURN_SCORECARD = allow("return_scorecard", Role.BLOC_HEAD)
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
    """A value; `reason` is needed where it changes one, or differs from the consolidated."""

    criterion: str = Field(examples=["I.1"])
    value: Decimal = Field(examples=["19.5"])
    reason: str | None = None


class ScoresForm(BaseModel):
    """Values in one layer: all are recorded or none; `by_unit_id` is who cross-checks."""

    layer: Layer
    by_unit_id: UUID | None = None
    recorded_on: date
    scores: tuple[ScoreForm, ...] = Field(min_length=1)


class SubmissionForm(BaseModel):
    """A layer that is complete."""

    layer: Layer
    by_unit_id: UUID | None = None
    submitted_on: date


class ReturnForm(BaseModel):
    """Why a self-score goes back to its unit."""

    reason: str = Field(min_length=1)
    returned_on: date


def router(application: Covenants, yearbook: Copies) -> APIRouter:
    routes = APIRouter(prefix="/scorecards", tags=["scorecards"])

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
        _check_scorer(write, card, form.layer, form.by_unit_id)
        scores = [Score(one.criterion, one.value, one.reason) for one in form.scores]
        return await write(
            lambda: application.record_scores(
                scorecard_id, form.layer, scores, form.by_unit_id, form.recorded_on
            )
        )

    @routes.post("/{scorecard_id}/submissions", status_code=204)
    async def submit_scores(
        scorecard_id: UUID,
        form: SubmissionForm,
        write: Annotated[Write, Depends(writing(SCORE))],
    ) -> Response:
        card = await application.scorecard(scorecard_id)
        _check_scorer(write, card, form.layer, form.by_unit_id)
        return await write(
            lambda: application.submit_scores(
                scorecard_id, form.layer, form.by_unit_id, form.submitted_on
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

    @routes.get("")
    async def list_scorecards(
        read: Annotated[Read, Depends(reading(READ_SCORECARDS))],
        bloc_id: UUID | None = None,
        year: int | None = None,
        limit: Limit = DEFAULT_LIMIT,
        cursor: Cursor = None,
    ) -> Page[ScorecardView]:
        question = views.scorecards(bloc_id, year, decode_cursor(cursor), limit + 1)
        found = await read.ask(yearbook, question)
        return page_of(found, limit, lambda card: [str(card.scorecard_id)])

    @routes.get("/{scorecard_id}")
    async def read_scorecard(
        scorecard_id: UUID, read: Annotated[Read, Depends(reading(READ_SCORECARDS))]
    ) -> ScorecardView:
        card = await read.ask(yearbook, views.scorecard(scorecard_id))
        if card is None:
            raise AggregateNotFound(Scorecard, scorecard_id)
        return card

    return routes


def _check_scorer(write: Write, card: Scorecard, layer: Layer, by_unit_id: UUID | None) -> None:
    """A layer is scored by its own role: in its unit, in the unit that checks, in the bloc."""
    scope = card.unit_id
    if layer == "cross" and by_unit_id is not None:
        scope = by_unit_id
    elif layer == "consolidated":
        scope = card.bloc_id
    write.within(scope, narrower=SCORE_IN[layer])
