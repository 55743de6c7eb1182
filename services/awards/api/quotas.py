"""Quotas: how many may be honoured, how many could be; whom the law prefers among equals."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Depends, Query, Response
from pydantic import BaseModel

from services.awards.api import examples
from services.awards.api.tagged import responses, tagged
from services.awards.law import Law
from services.awards.law.ruleset import Rounding
from services.awards.law.verdict import Certainty, SubjectKind
from services.awards.projections.histories import SubjectKey
from services.awards.views import quotas as views
from shared.access import allow
from shared.http.requests import Read, reading
from shared.http.routes import api_router
from shared.readmodel import Copies

READ_QUOTAS = allow("read_quotas")
READ_TIES = allow("read_ties")
MOST_EQUALS = 200


class QuotaLine(BaseModel):
    """A quota and how it stands: `allowed` of the `base` who hold or reach `of`.

    `eligible` reach `award`, `granted` hold it. `binds`: a decision beyond it is refused; one
    whose wording is not confirmed is shown, and binds nobody.
    """

    code: str
    award: str
    of: str
    percent: int
    rounding: Rounding
    article: str
    certainty: Certainty
    text: str
    binds: bool
    base: int
    allowed: int
    eligible: int
    granted: int


class TieAnswer(BaseModel):
    """Who is suggested among equals: nobody where the law tells none of them apart."""

    suggested: tuple[UUID, ...]
    code: str | None
    article: str | None
    text: str | None
    certainty: Certainty | None
    facts: tuple[str, ...]


def router(law: Law, eligibility: Copies, register: Copies) -> APIRouter:
    routes = api_router("/eligibility", tag="eligibility")

    @routes.get("/quotas", response_model=list[QuotaLine], responses=responses(examples.QUOTAS))
    async def list_quotas(
        response: Response,
        read: Annotated[Read, Depends(reading(READ_QUOTAS))],
        year: Annotated[int, Query(examples=[2024])],
        award: Annotated[str | None, Query(examples=["CSTDCS"])] = None,
    ) -> Response:
        """How many may be honoured in a year under each quota of the law and its overlays."""
        reached = await read.ask(eligibility, views.reaching(law.rules, award, year))
        found = await read.ask(register, views.standings(reached, year))
        return tagged(response, [line(each) for each in found])

    @routes.get("/ties", response_model=TieAnswer, responses=responses(examples.TIE))
    async def read_ties(
        response: Response,
        read: Annotated[Read, Depends(reading(READ_TIES))],
        award: Annotated[str, Query(examples=["CSTDCS"])],
        year: Annotated[int, Query(examples=[2024])],
        subject_kind: SubjectKind,
        subject_id: Annotated[
            Sequence[UUID],
            Query(
                description="Those who came out equal",
                min_length=1,
                max_length=MOST_EQUALS,
                examples=[[examples.PERSON]],
            ),
        ],
    ) -> Response:
        """Whom the law would have chosen among equals. A suggestion: people decide."""
        subjects = [SubjectKey(subject_kind, each) for each in subject_id]
        found = await read.ask(
            eligibility, views.among_equals(law.rules, award, year, subjects)
        )
        principle = found.principle
        answer = TieAnswer(
            suggested=found.suggested,
            code=principle.code if principle else None,
            article=principle.article if principle else None,
            text=principle.text if principle else None,
            certainty=principle.certainty if principle else None,
            facts=found.facts,
        )
        return tagged(response, answer)

    return routes


def line(standing: views.QuotaStanding) -> QuotaLine:
    quota = standing.quota
    return QuotaLine(
        code=quota.code,
        award=quota.award,
        of=quota.of,
        percent=quota.percent,
        rounding=quota.rounding,
        article=quota.article,
        certainty=quota.certainty,
        text=quota.text,
        binds=quota.binds,
        base=standing.base,
        allowed=standing.allowed,
        eligible=standing.eligible,
        granted=standing.granted,
    )
