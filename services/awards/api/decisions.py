"""Decisions: issue, list. A decision grants one award for each nomination it is about."""

from __future__ import annotations

import asyncio
from datetime import date
from typing import Annotated
from uuid import UUID, uuid4

from fastapi import APIRouter, Depends, Response
from pydantic import BaseModel, Field

from services.awards.api.fields import DecisionNumber, Year
from services.awards.application import Awards
from services.awards.domain.decisions import Room
from services.awards.law import Law
from services.awards.projections.register import DecisionEntry
from services.awards.views import quotas
from services.awards.views import register as views
from shared.access import Role, allow
from shared.http.paging import DEFAULT_LIMIT, Cursor, Limit, Page, decode_cursor, page_of
from shared.http.requests import Read, Write, reading, writing
from shared.http.routes import api_router
from shared.readmodel import Copies

ISSUE_DECISION = allow("issue_decision", Role.AUTHORITY)
READ_DECISIONS = allow("read_decisions")


class DecisionForm(BaseModel):
    """The competent authority's decision on nominations of one year.

    `merit` is false for awards of a movement or of something unexpected: no merit commendation
    may rest on them.
    """

    id: UUID | None = None
    number: DecisionNumber
    authority: str = Field(min_length=1, examples=["Bộ trưởng, Chủ nhiệm VPCP"])
    year: Year
    decided_on: date
    nomination_ids: tuple[UUID, ...]
    merit: bool = True


def router(law: Law, application: Awards, eligibility: Copies, register: Copies) -> APIRouter:
    routes = api_router("/decisions", tag="decisions")
    deciding = asyncio.Lock()

    @routes.post("", status_code=201)
    async def issue_decision(
        form: DecisionForm, write: Annotated[Write, Depends(writing(ISSUE_DECISION))]
    ) -> Response:
        """Grant the awards of these nominations, all of them or none.

        Refused where a quota that binds leaves no room.
        """
        decision_id = form.id or uuid4()
        # One after the other: what one decision grants is counted before the next is taken.
        async with deciding:
            rooms = await _rooms(form.year, write)
            return await write(
                lambda: application.issue_decision(
                    decision_id,
                    number=form.number,
                    authority=form.authority,
                    year=form.year,
                    decided_on=form.decided_on,
                    nomination_ids=form.nomination_ids,
                    merit=form.merit,
                    rooms=rooms,
                ),
                created=decision_id,
            )

    async def _rooms(year: int, write: Write) -> list[Room]:
        if not any(quota.binds for quota in law.rules.quotas):
            return []
        for model in (eligibility, register):
            await write.until_seen(model)
        reached = await eligibility.ask(quotas.reaching(law.rules, None, year))
        found = await register.ask(quotas.standings(reached, year))
        return [
            Room(
                each.quota.award,
                each.allowed - each.granted,
                f"{each.quota.code}, {each.quota.article}",
            )
            for each in found
            if each.quota.binds
        ]

    @routes.get("")
    async def list_decisions(
        read: Annotated[Read, Depends(reading(READ_DECISIONS))],
        year: int | None = None,
        limit: Limit = DEFAULT_LIMIT,
        cursor: Cursor = None,
    ) -> Page[DecisionEntry]:
        question = views.decisions(year, decode_cursor(cursor), limit + 1)
        found = await read.ask(register, question)
        return page_of(found, limit, lambda decision: [str(decision.id)])

    return routes
