"""What was granted for a year, each award with its class: the base of every report.

The form in which the national database takes such reports is not known here; this is what it
will be made from.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Annotated, Literal
from uuid import UUID

from fastapi import APIRouter, Depends

from services.awards.api.fields import Year
from services.awards.law import Law
from services.awards.law.classes import Catalogue
from services.awards.law.ruleset import Family
from services.awards.law.verdict import SubjectKind
from services.awards.projections.register import AwardEntry
from services.awards.views import register as views
from shared.access import allow
from shared.http.paging import DEFAULT_LIMIT, Cursor, Limit, Page, decode_cursor, page_of
from shared.http.requests import Read, reading
from shared.http.routes import api_router
from shared.readmodel import Copies

READ_GRANTED = allow("read_granted_awards")


@dataclass(frozen=True)
class GrantedAward:
    """An award with its class (`family`), name and article by the law of the decision's day.

    `by_unit_id` nominated it. One that was revoked since says by which decision and when.
    """

    id: UUID
    family: Family
    award: str
    name: str
    article: str
    ruleset: str
    subject_kind: SubjectKind
    subject_id: UUID
    by_unit_id: UUID | None
    year: int
    decision_id: UUID | None
    decision_number: str
    decided_on: date
    merit: bool
    state: Literal["declared", "valid", "revoked"]
    revoked_by: str | None
    revoked_on: date | None


def router(law: Law, register: Copies) -> APIRouter:
    routes = api_router("/granted-awards", tag="awards")
    catalogue = Catalogue(law)

    def classed(entry: AwardEntry) -> GrantedAward:
        of = catalogue.of(entry.subject_kind, entry.award, entry.decided_on)
        gone = entry.revocation
        return GrantedAward(
            id=entry.id,
            family=of.family,
            award=entry.award,
            name=of.name,
            article=of.article,
            ruleset=of.ruleset,
            subject_kind=entry.subject_kind,
            subject_id=entry.subject_id,
            by_unit_id=entry.by_unit_id,
            year=entry.year,
            decision_id=entry.decision_id,
            decision_number=entry.decision_number,
            decided_on=entry.decided_on,
            merit=entry.merit,
            state=entry.state,
            revoked_by=None if gone is None else gone.decision_number,
            revoked_on=None if gone is None else gone.revoked_on,
        )

    @routes.get("")
    async def list_granted_awards(
        year: Year,
        read: Annotated[Read, Depends(reading(READ_GRANTED))],
        family: Family | None = None,
        limit: Limit = DEFAULT_LIMIT,
        cursor: Cursor = None,
    ) -> Page[GrantedAward]:
        """Every award that decisions recorded here granted for a year, revoked ones too."""
        question = views.granted(year, family, decode_cursor(cursor), limit + 1)
        found = await read.ask(register, question)
        page = page_of(found, limit, lambda entry: [str(entry.id)])
        return Page(items=[classed(entry) for entry in page.items], next=page.next)

    @routes.get("/totals")
    async def count_granted_awards(
        year: Year, read: Annotated[Read, Depends(reading(READ_GRANTED))]
    ) -> list[views.Total]:
        """How many of each award stand and were revoked, titles and commendations apart."""
        return await read.ask(register, views.totals(year))

    return routes
