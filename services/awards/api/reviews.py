"""Reviews: for each revoked award, the awards that counted it. People look at them."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Depends

from services.awards.law import Law
from services.awards.projections.reviews import Review
from services.awards.views import reviews as views
from shared.access import allow
from shared.http.paging import DEFAULT_LIMIT, Cursor, Limit, Page, decode_cursor, page_of
from shared.http.requests import Read, reading
from shared.http.routes import api_router
from shared.readmodel import Copies

READ_REVIEWS = allow("read_reviews")


def router(law: Law, eligibility: Copies) -> APIRouter:
    routes = api_router("/reviews", tag="reviews")

    @routes.get("")
    async def list_reviews(
        read: Annotated[Read, Depends(reading(READ_REVIEWS))],
        limit: Limit = DEFAULT_LIMIT,
        cursor: Cursor = None,
    ) -> Page[Review]:
        question = views.found(law.rules, decode_cursor(cursor), limit + 1)
        return page_of(await read.ask(eligibility, question), limit, views.place)

    return routes
