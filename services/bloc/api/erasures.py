"""Erasing who a person was: what is held of them, the act, and how far it has gone."""

from __future__ import annotations

from datetime import date
from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Depends, Response
from pydantic import BaseModel, Field

from services.bloc.application import Blocs
from services.bloc.domain import ErasureReason, Person
from services.bloc.erasures import Store
from shared.access import Role, allow
from shared.eventstore import AggregateNotFound
from shared.http.requests import Read, Write, reading, writing
from shared.http.routes import api_router

ERASE_PERSON = allow("erase_person", Role.EMULATION_OFFICER)
READ_ERASURE = allow("read_erasure", Role.EMULATION_OFFICER)


class ErasureForm(BaseModel):
    """Why, by Law 91/2025/QH15, article 14(1). No free text: it could name the person."""

    on: date
    reason: ErasureReason


class ErasureAnswer(BaseModel):
    """What is held of a person, or how far their erasure has gone.

    `held` names the fields of the card that are filled; after the erasure there is none.
    `in_store` and `in_bucket` say whether our files may still hold what was erased. `store` is
    what keeps them: of `postgresql` that is the tables, while its write-ahead log, its own logs
    and its base backups go by their own times.
    """

    person_id: UUID
    held: list[str] = Field(examples=[["full_name", "job_title", "email"]])
    erased_on: date | None = None
    reason: ErasureReason | None = None
    store: Store
    in_store: bool = False
    in_bucket: bool = False


def router(application: Blocs) -> APIRouter:
    routes = api_router("/people", tag="people")

    @routes.post("/{person_id}/erasure", status_code=204)
    async def erase_person(
        person_id: UUID,
        form: ErasureForm,
        write: Annotated[Write, Depends(writing(ERASE_PERSON))],
    ) -> Response:
        return await write(lambda: application.erase_person(person_id, form.on, form.reason))

    @routes.get("/{person_id}/erasure")
    async def read_erasure(
        person_id: UUID, read: Annotated[Read, Depends(reading(READ_ERASURE))]
    ) -> ErasureAnswer:
        del read
        card = (await application.cards.of([person_id])).get(person_id)
        erasure = await application.erasures.of(person_id)
        if card is None and erasure is None:
            raise AggregateNotFound(Person, person_id)
        answer = ErasureAnswer(
            person_id=person_id,
            held=[] if card is None else card.filled(),
            store=application.erasures.store,
        )
        if erasure is not None:
            answer.erased_on = erasure.erased_on
            answer.reason = erasure.reason
            answer.in_store = erasure.in_store
            answer.in_bucket = erasure.in_bucket
        return answer

    return routes
