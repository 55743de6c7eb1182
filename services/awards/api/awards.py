"""The register of awards: list, read, revoke."""

from __future__ import annotations

from datetime import date
from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Depends, Response
from pydantic import BaseModel

from services.awards.api.fields import DecisionNumber, Text
from services.awards.application import Awards
from services.awards.domain import Award
from services.awards.domain.revocation import RevocationGround
from services.awards.projections.register import AwardEntry
from services.awards.views import register as views
from shared.access import Role, allow
from shared.eventstore import AggregateNotFound
from shared.http.paging import DEFAULT_LIMIT, Cursor, Limit, Page, decode_cursor, page_of
from shared.http.requests import Read, Write, reading, writing
from shared.http.routes import api_router
from shared.readmodel import Copies

REVOKE_AWARD = allow("revoke_award", Role.AUTHORITY)
READ_AWARDS = allow("read_awards")


class RevocationForm(BaseModel):
    """Why and by which decision an award no longer counts (Law 06/2022, Art. 93(2))."""

    ground: RevocationGround
    decision_number: DecisionNumber
    reason: Text
    revoked_on: date


def router(application: Awards, register: Copies) -> APIRouter:
    routes = api_router("/awards", tag="awards")

    @routes.post("/{award_id}/revocation", status_code=204)
    async def revoke_award(
        award_id: UUID,
        form: RevocationForm,
        write: Annotated[Write, Depends(writing(REVOKE_AWARD))],
    ) -> Response:
        return await write(
            lambda: application.revoke_award(
                award_id,
                ground=form.ground,
                decision_number=form.decision_number,
                reason=form.reason,
                revoked_on=form.revoked_on,
            )
        )

    @routes.get("")
    async def list_awards(
        read: Annotated[Read, Depends(reading(READ_AWARDS))],
        year: int | None = None,
        subject_id: UUID | None = None,
        award: str | None = None,
        limit: Limit = DEFAULT_LIMIT,
        cursor: Cursor = None,
    ) -> Page[AwardEntry]:
        question = views.awards(year, subject_id, award, decode_cursor(cursor), limit + 1)
        found = await read.ask(register, question)
        return page_of(found, limit, lambda entry: [str(entry.id)])

    @routes.get("/{award_id}")
    async def read_award(
        award_id: UUID, read: Annotated[Read, Depends(reading(READ_AWARDS))]
    ) -> AwardEntry:
        found = await read.ask(register, views.award(award_id))
        if found is None:
            raise AggregateNotFound(Award, award_id)
        return found

    return routes
