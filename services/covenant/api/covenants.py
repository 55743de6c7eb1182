"""Covenants: draft, revise, open, sign, list, read."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Annotated
from uuid import UUID, uuid4

from fastapi import APIRouter, Depends, Response
from pydantic import BaseModel, Field

from services.covenant import views
from services.covenant.application import Covenants
from services.covenant.domain.covenant import Covenant
from services.covenant.domain.text import Article, Measure, Pledge
from services.covenant.domain.titles import SubjectKind
from services.covenant.projections import CovenantFile, CovenantView
from shared.access import Role, allow
from shared.eventstore import AggregateNotFound
from shared.http.paging import DEFAULT_LIMIT, Cursor, Limit, Page, decode_cursor, page_of
from shared.http.requests import Read, Write, reading, writing
from shared.http.routes import api_router
from shared.readmodel import Copies

DRAFT_COVENANT = allow("draft_covenant", Role.BLOC_HEAD)
REVISE_COVENANT = allow("revise_covenant", Role.BLOC_HEAD)
OPEN_COVENANT = allow("open_covenant", Role.BLOC_HEAD)
SIGN_COVENANT = allow("sign_covenant", Role.UNIT_HEAD, Role.UNIT_OFFICER)
SIGN_AS_HEAD = allow("sign_covenant", Role.UNIT_HEAD)
READ_COVENANTS = allow("read_covenants")


class ArticleForm(BaseModel):
    """An article; they are numbered from 1 without gaps."""

    number: int = Field(ge=1)
    heading: str
    text: str = Field(min_length=1)


class PledgeForm(BaseModel):
    """A title, and the share (percent) or count of subjects that are to reach it."""

    award: str = Field(examples=["TTLDTT"])
    subject_kind: SubjectKind
    measure: Measure
    at_least: Decimal = Field(examples=["100"])


class TextForm(BaseModel):
    """What a covenant says and pledges."""

    articles: tuple[ArticleForm, ...] = ()
    pledges: tuple[PledgeForm, ...] = ()

    def said(self) -> tuple[Article, ...]:
        return tuple(Article(one.number, one.heading, one.text) for one in self.articles)

    def pledged(self) -> tuple[Pledge, ...]:
        return tuple(
            Pledge(one.award, one.subject_kind, one.measure, one.at_least)
            for one in self.pledges
        )


class CovenantForm(TextForm):
    """A covenant to draft; `unit_ids` are those that sign it."""

    id: UUID | None = None
    bloc_id: UUID
    year: int = Field(ge=2004, le=2100)
    title: str = Field(min_length=1, examples=["Giao ước thi đua Khối thi đua 5 năm 2024"])
    unit_ids: tuple[UUID, ...]
    basis: tuple[str, ...] = ()
    drafted_on: date


class RevisionForm(TextForm):
    """The text in the place of the one before."""

    revised_on: date


class OpeningForm(BaseModel):
    """From which day units may sign."""

    opened_on: date


class SignatureForm(BaseModel):
    """A unit's signature under the text with this digest, as `GET /covenants/{id}` gave it.

    The account that sends it signs; `signatory_id` is the person of the directory it signs as.
    Who is not the unit's head names the mandate it signs by.
    """

    unit_id: UUID
    signatory_id: UUID | None = None
    mandate_id: UUID | None = None
    digest: str = Field(min_length=64, max_length=64)
    signed_on: date


def signing_for(write: Write, form: SignatureForm) -> None:
    """A unit's head signs; another account of the unit does so by a mandate."""
    write.within(form.unit_id, narrower=SIGN_AS_HEAD if form.mandate_id is None else None)


def router(application: Covenants, yearbook: Copies) -> APIRouter:
    routes = api_router("/covenants", tag="covenants")

    @routes.post("", status_code=201)
    async def draft_covenant(
        form: CovenantForm, write: Annotated[Write, Depends(writing(DRAFT_COVENANT))]
    ) -> Response:
        write.within(form.bloc_id)
        covenant_id = form.id or uuid4()
        return await write(
            lambda: application.draft_covenant(
                covenant_id,
                bloc_id=form.bloc_id,
                year=form.year,
                title=form.title,
                unit_ids=form.unit_ids,
                basis=form.basis,
                articles=form.said(),
                pledges=form.pledged(),
                drafted_on=form.drafted_on,
            ),
            created=covenant_id,
        )

    @routes.put("/{covenant_id}/text", status_code=204)
    async def revise_covenant(
        covenant_id: UUID,
        form: RevisionForm,
        write: Annotated[Write, Depends(writing(REVISE_COVENANT))],
    ) -> Response:
        write.within((await application.covenant(covenant_id)).bloc_id)
        return await write(
            lambda: application.revise_covenant(
                covenant_id, form.said(), form.pledged(), form.revised_on
            )
        )

    @routes.post("/{covenant_id}/opening", status_code=204)
    async def open_covenant(
        covenant_id: UUID,
        form: OpeningForm,
        write: Annotated[Write, Depends(writing(OPEN_COVENANT))],
    ) -> Response:
        write.within((await application.covenant(covenant_id)).bloc_id)
        return await write(lambda: application.open_covenant(covenant_id, form.opened_on))

    @routes.post("/{covenant_id}/signatures", status_code=204)
    async def sign_covenant(
        covenant_id: UUID,
        form: SignatureForm,
        write: Annotated[Write, Depends(writing(SIGN_COVENANT))],
    ) -> Response:
        signing_for(write, form)
        return await write(
            lambda: application.sign_covenant(
                covenant_id,
                form.unit_id,
                account=write.account.login,
                signatory_id=form.signatory_id,
                mandate_id=form.mandate_id,
                digest=form.digest,
                signed_on=form.signed_on,
            )
        )

    @routes.get("")
    async def list_covenants(
        read: Annotated[Read, Depends(reading(READ_COVENANTS))],
        bloc_id: UUID | None = None,
        year: int | None = None,
        limit: Limit = DEFAULT_LIMIT,
        cursor: Cursor = None,
    ) -> Page[CovenantView]:
        question = views.covenants(bloc_id, year, decode_cursor(cursor), limit + 1)
        found = await read.ask(yearbook, question)
        return page_of(found, limit, lambda covenant: [str(covenant.covenant_id)])

    @routes.get("/{covenant_id}")
    async def read_covenant(
        covenant_id: UUID, read: Annotated[Read, Depends(reading(READ_COVENANTS))]
    ) -> CovenantView:
        covenant = await read.ask(yearbook, views.covenant(covenant_id))
        if covenant is None:
            raise AggregateNotFound(Covenant, covenant_id)
        return covenant

    @routes.get("/{covenant_id}/file")
    async def read_covenant_file(
        covenant_id: UUID, read: Annotated[Read, Depends(reading(READ_COVENANTS))]
    ) -> CovenantFile:
        """The covenant with its comments, mandates, later units, appendices and attachments."""
        found = await read.ask(yearbook, views.covenant_file(covenant_id))
        if found is None:
            raise AggregateNotFound(Covenant, covenant_id)
        return found

    @routes.get("/{covenant_id}/text", response_class=Response)
    async def read_canonical_text(
        covenant_id: UUID, _: Annotated[Read, Depends(reading(READ_COVENANTS))]
    ) -> Response:
        """The canonical text to the byte: what the digest and every signature cover."""
        covenant = await application.covenant(covenant_id)
        return Response(covenant.canonical, media_type="application/json")

    return routes
