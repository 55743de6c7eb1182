"""Eligibility: who meets the law's conditions for which title, listed and explained."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Depends, Query, Response
from pydantic import BaseModel

from services.awards.api import examples
from services.awards.api.asked import VERDICT_PATH, AskedVerdict
from services.awards.api.tagged import responses, tagged
from services.awards.law import Answer, ConditionResult, Law
from services.awards.law.verdict import SubjectKind
from services.awards.projections.eligibility import EligibilityRow
from services.awards.views import eligibility as views
from shared.access import allow
from shared.http.paging import DEFAULT_LIMIT, Cursor, Limit, Page, decode_cursor, page_of
from shared.http.ready import ready_route
from shared.http.requests import Read, reading
from shared.http.routes import api_router
from shared.readmodel import Copies

READ_ELIGIBILITY = allow("read_eligibility")

UnitIds = Annotated[
    Sequence[UUID],
    Query(description="Of these units alone; name it once for each unit"),
]
BlocId = Annotated[
    UUID | None,
    Query(description="Of the units of this emulation bloc alone; a bloc is of one year"),
]


class VerdictLine(BaseModel):
    """A verdict in a list; `unit_id` is where the subject is listed for the year."""

    subject_kind: SubjectKind
    subject_id: UUID
    unit_id: UUID | None
    award: str
    year: int
    verdict: Answer
    ruleset: str
    version: str


class VerdictAnswer(VerdictLine):
    """A verdict with the article, text, answer and facts of every condition."""

    conditions: tuple[ConditionResult, ...]


def router(law: Law, eligibility: Copies) -> APIRouter:
    ready = ready_route(eligibility, READ_ELIGIBILITY)
    routes = api_router("/eligibility", tag="eligibility", route_class=ready)

    @routes.get("", response_model=Page[VerdictLine], responses=responses(examples.VERDICTS))
    async def list_verdicts(
        response: Response,
        read: Annotated[Read, Depends(reading(READ_ELIGIBILITY))],
        award: Annotated[str | None, Query(examples=["CSTDCS"])] = None,
        year: Annotated[int | None, Query(examples=[2024])] = None,
        unit_id: UnitIds = (),
        bloc_id: BlocId = None,
        subject_kind: SubjectKind | None = None,
        subject_id: UUID | None = None,
        verdict: Answer | None = None,
        limit: Limit = DEFAULT_LIMIT,
        cursor: Cursor = None,
    ) -> Response:
        """Who is eligible, who is not, and of whom it is not known; any filter may be left out.

        Kept for the years whose wording is confirmed. Names are not kept here, so the order is
        that of ids; who shows names sorts by them.
        """
        question = views.verdicts(
            award=award,
            year=year,
            unit_ids=unit_id,
            bloc_id=bloc_id,
            subject_kind=subject_kind,
            subject_id=subject_id,
            answer=verdict,
            after=decode_cursor(cursor),
            limit=limit + 1,
        )
        found = page_of(await read.ask(eligibility, question), limit, lambda row: [row.key])
        lines = Page[VerdictLine](items=[line(row) for row in found.items], next=found.next)
        return tagged(response, lines)

    @routes.get(
        VERDICT_PATH,
        response_model=VerdictAnswer,
        responses=responses(examples.VERDICT),
    )
    async def read_verdict(
        response: Response,
        asked: AskedVerdict,
        read: Annotated[Read, Depends(reading(READ_ELIGIBILITY))],
    ) -> Response:
        """One verdict with every condition, its article, and the facts it rests on."""
        question = views.verdict(
            law.rules, asked.subject_kind, asked.subject_id, asked.award, asked.year
        )
        judged = await read.ask(eligibility, question)
        answer = VerdictAnswer(
            **line(judged.row).model_dump(), conditions=judged.verdict.conditions
        )
        return tagged(response, answer)

    return routes


def line(row: EligibilityRow) -> VerdictLine:
    return VerdictLine(
        subject_kind=row.subject_kind,
        subject_id=row.subject_id,
        unit_id=row.unit_id,
        award=row.award,
        year=row.year,
        verdict=row.answer,
        ruleset=row.ruleset,
        version=row.version,
    )
