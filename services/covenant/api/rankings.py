"""Rankings: finalise, read."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Depends, Response
from pydantic import BaseModel, Field

from services.covenant import views
from services.covenant.api.ordering import live
from services.covenant.api.readers import reader_of
from services.covenant.api.supposing import Supposition, another_value, without_scorer
from services.covenant.application import Covenants
from services.covenant.domain.ranking import Ranking
from services.covenant.domain.ranking_refusals import SuppositionUnclear
from services.covenant.domain.sheet import Score
from services.covenant.projections import RankingView
from shared.access import Role, allow
from shared.http.ids import derived_id
from shared.http.requests import Read, Write, reading, writing
from shared.http.routes import api_router
from shared.readmodel import Copies

FINALISE_RANKING = allow("finalise_ranking", Role.EMULATION_OFFICER)
READ_RANKINGS = allow("read_rankings")


class RankingForm(BaseModel):
    """A ranking to fix; its id follows from bloc and year.

    `seen` is the digest of the ranking that was read: another one is refused.
    """

    id: UUID | None = None
    bloc_id: UUID
    year: int = Field(ge=2004, le=2100)
    finalised_on: date
    seen: str | None = None


def router(application: Covenants, yearbook: Copies) -> APIRouter:
    routes = api_router("/rankings", tag="rankings")

    @routes.post("", status_code=201)
    async def finalise_ranking(
        form: RankingForm, write: Annotated[Write, Depends(writing(FINALISE_RANKING))]
    ) -> Response:
        # Which scorecards and ballots there are is read here; what they say is read from the
        # store itself.
        found = await yearbook.ask(views.to_rank(form.bloc_id, form.year))
        scorecard_ids = [card.scorecard_id for card in found.cards]
        ballot_ids = [ballot.ballot_id for ballot in found.ballots]
        derived = Ranking.id_of(form.bloc_id, form.year)
        return await write(
            lambda: application.finalise_ranking(
                scorecard_ids, ballot_ids, form.bloc_id, form.year, form.finalised_on, form.seen
            ),
            created=derived_id(derived, form.id),
        )

    @routes.get("")
    async def read_ranking(
        bloc_id: UUID,
        year: int,
        read: Annotated[Read, Depends(reading(READ_RANKINGS))],
    ) -> RankingView:
        return live(await read.ask(yearbook, views.to_rank(bloc_id, year)))

    @routes.get("/supposition")
    async def suppose_ranking(
        bloc_id: UUID,
        year: int,
        read: Annotated[Read, Depends(reading(READ_RANKINGS))],
        unit_id: UUID | None = None,
        criterion: str | None = None,
        value: Decimal | None = None,
        measured: Decimal | None = None,
        without_unit_id: UUID | None = None,
    ) -> Supposition:
        """The ranking if a value of a unit were another one, or without a scorer's checks."""
        found = await read.ask(yearbook, views.to_rank(bloc_id, year))
        match (unit_id, criterion, without_unit_id):
            case (None, None, UUID() as left_out):
                return without_scorer(found, left_out, reader_of(read.account))
            case (UUID() as scored, str() as code, None):
                return another_value(found, scored, Score(code, value, None, measured))
            case _:
                raise SuppositionUnclear

    return routes
