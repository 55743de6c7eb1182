"""Comments on the draft of a covenant: make, answer."""

from __future__ import annotations

from datetime import date
from typing import Annotated
from uuid import UUID, uuid4

from fastapi import APIRouter, Depends, Response
from pydantic import BaseModel, Field

from services.covenant.application import Covenants
from services.covenant.domain.comment import Outcome
from shared.access import Role, allow
from shared.http.requests import Write, writing
from shared.http.routes import api_router

COMMENT = allow("comment_on_covenant", Role.UNIT_OFFICER, Role.UNIT_HEAD)
ANSWER = allow("answer_comment", Role.BLOC_HEAD)


class CommentForm(BaseModel):
    """A remark on an article, or on the whole where `article` is left out."""

    id: UUID | None = None
    unit_id: UUID
    article: int | None = Field(default=None, ge=1)
    text: str = Field(min_length=1)
    commented_on: date


class AnswerForm(BaseModel):
    """The text was changed (`resolved`), or why it was not (`answered`)."""

    outcome: Outcome
    answer: str = ""
    answered_on: date


def router(application: Covenants) -> APIRouter:
    routes = api_router("/covenants/{covenant_id}/comments", tag="covenants")

    @routes.post("", status_code=201)
    async def comment_on_covenant(
        covenant_id: UUID, form: CommentForm, write: Annotated[Write, Depends(writing(COMMENT))]
    ) -> Response:
        write.within(form.unit_id)
        comment_id = form.id or uuid4()
        return await write(
            lambda: application.comment_on_covenant(
                comment_id,
                covenant_id,
                unit_id=form.unit_id,
                account=write.account.login,
                article=form.article,
                text=form.text,
                commented_on=form.commented_on,
            ),
            created=comment_id,
        )

    @routes.post("/{comment_id}/answer", status_code=204)
    async def answer_comment(
        covenant_id: UUID,
        comment_id: UUID,
        form: AnswerForm,
        write: Annotated[Write, Depends(writing(ANSWER))],
    ) -> Response:
        write.within((await application.covenant(covenant_id)).bloc_id)
        return await write(
            lambda: application.answer_comment(
                covenant_id,
                comment_id,
                form.outcome,
                form.answer,
                write.account.login,
                form.answered_on,
            )
        )

    return routes
