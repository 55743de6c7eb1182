"""What rested on it: everything that counted a fact or an award, for people to review."""

from __future__ import annotations

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Depends, Query, Response

from services.awards.api import examples
from services.awards.api.tagged import responses, tagged
from services.awards.law import Law
from services.awards.projections.dependents import Dependent
from services.awards.views import dependents as views
from shared.access import allow
from shared.contracts import SOURCES
from shared.http.paging import DEFAULT_LIMIT, Cursor, Limit, Page, decode_cursor, page_of
from shared.http.problems import MalformedRequest
from shared.http.requests import Read, reading
from shared.http.routes import api_router
from shared.readmodel import Copies

READ_DEPENDENTS = allow("read_dependents")

FactId = Annotated[
    str | None,
    Query(
        pattern=rf"^({'|'.join(SOURCES)}):[1-9][0-9]*$",
        description="The id of a fact in the log",
        examples=["awards:17"],
    ),
]


def router(law: Law, eligibility: Copies) -> APIRouter:
    routes = api_router("/eligibility", tag="eligibility")

    @routes.get(
        "/dependents", response_model=Page[Dependent], responses=responses(examples.DEPENDENTS)
    )
    async def list_dependents(
        response: Response,
        read: Annotated[Read, Depends(reading(READ_DEPENDENTS))],
        fact: FactId = None,
        award_id: UUID | None = None,
        limit: Limit = DEFAULT_LIMIT,
        cursor: Cursor = None,
    ) -> Response:
        """Verdicts and valid awards that counted a fact or an award; awards stand first.

        The list is for people to review: nothing is changed by it or because of it.
        """
        if fact is not None and award_id is None:
            question = views.of_fact(law.rules, fact)
        elif award_id is not None and fact is None:
            question = views.of_award(law.rules, award_id)
        else:
            raise MalformedRequest("name either a `fact` or an `award_id`")
        found = await read.ask(eligibility, question)
        after = decode_cursor(cursor)
        rest = [each for each in found if after is None or each.place > after]
        page = page_of(rest[: limit + 1], limit, lambda each: list(each.place))
        return tagged(response, page)

    return routes
