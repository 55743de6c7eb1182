"""People: enroll, list, read. Contact data is for those who need it."""

from __future__ import annotations

from datetime import date
from typing import Annotated
from uuid import UUID, uuid4

from fastapi import APIRouter, Depends, Query, Response
from pydantic import BaseModel, Field

from services.bloc import views
from services.bloc.api.listing import Listing, place_of
from services.bloc.application import Blocs
from services.bloc.domain import Gender, IdentityCard, Person
from services.bloc.projections import Leave, PersonEntry, Secondment, Stay
from shared.access import Account, NotAllowed, Role, allow
from shared.eventstore import AggregateNotFound
from shared.http.paging import DEFAULT_LIMIT, Cursor, Limit, Page, page_of
from shared.http.requests import Read, Write, reading, writing
from shared.http.routes import api_router
from shared.readmodel import Copies

ENROLL_PERSON = allow("enroll_person", Role.EMULATION_OFFICER)
CORRECT_CARD = allow("correct_card", Role.EMULATION_OFFICER)
READ_PEOPLE = allow("read_people")
READ_CONTACTS = allow(
    "read_contacts", Role.EMULATION_OFFICER, Role.UNIT_OFFICER, Role.UNIT_HEAD
)


class CardForm(BaseModel):
    """What is known of a person by name. None of it is in the log, so it can be corrected."""

    full_name: str = Field(min_length=1, examples=["Nguyễn Văn An"])
    job_title: str = Field(min_length=1, examples=["Chuyên viên"])
    birth_date: date | None = None
    citizen_number: str | None = None
    email: str | None = None
    phone: str | None = None
    staff_number: str | None = Field(default=None, min_length=1, examples=["CB00123"])

    def card(self) -> IdentityCard:
        return IdentityCard(
            self.full_name,
            self.job_title,
            self.birth_date,
            self.citizen_number,
            self.email,
            self.phone,
            self.staff_number,
        )


class PersonForm(CardForm):
    """A person to enroll. Everything but ids, gender and date stays out of the log."""

    id: UUID | None = None
    unit_id: UUID
    gender: Gender
    enrolled_on: date


class PersonAnswer(BaseModel):
    """A person; the name is null when they were erased, contact data when it is not for you."""

    id: UUID
    unit_id: UUID | None
    gender: str
    stays: list[Stay]
    secondments: list[Secondment] = []
    leaves: list[Leave] = []
    erased_on: date | None = None
    full_name: str | None = None
    job_title: str | None = None
    birth_date: date | None = None
    citizen_number: str | None = None
    email: str | None = None
    phone: str | None = None
    staff_number: str | None = None


def router(application: Blocs, directory: Copies) -> APIRouter:
    routes = api_router("/people", tag="people")

    @routes.post("", status_code=201)
    async def enroll_person(
        form: PersonForm, write: Annotated[Write, Depends(writing(ENROLL_PERSON))]
    ) -> Response:
        person_id = form.id or uuid4()
        return await write(
            lambda: application.enroll_person(
                person_id, form.unit_id, form.gender, form.card(), form.enrolled_on
            ),
            created=person_id,
        )

    @routes.put("/{person_id}/card", status_code=204)
    async def correct_card(
        person_id: UUID,
        form: CardForm,
        write: Annotated[Write, Depends(writing(CORRECT_CARD))],
    ) -> Response:
        return await write(lambda: application.correct_card(person_id, form.card()))

    @routes.get("")
    async def list_people(
        read: Annotated[Read, Depends(reading(READ_PEOPLE))],
        unit_id: UUID | None = None,
        q: Annotated[
            str, Query(description="Beginnings of words of the name, diacritics or not")
        ] = "",
        limit: Limit = DEFAULT_LIMIT,
        cursor: Cursor = None,
    ) -> Page[PersonAnswer]:
        """People in the order of their given, middle and family names."""
        listing = Listing(application.cards.names, directory, read, q, unit_id)
        found = page_of(await listing.after(place_of(cursor), limit + 1), limit, listing.place)
        ids = [person.id for person in found.items]
        cards = await application.cards.of(ids)
        items = [_answer(person, cards.get(person.id), read) for person in found.items]
        return Page(items=items, next=found.next)

    @routes.get("/{person_id}")
    async def read_person(
        person_id: UUID, read: Annotated[Read, Depends(reading(READ_PEOPLE))]
    ) -> PersonAnswer:
        person = await read.ask(directory, views.person(person_id))
        if person is None:
            raise AggregateNotFound(Person, person_id)
        cards = await application.cards.of([person_id])
        return _answer(person, cards.get(person_id), read)

    return routes


def _answer(person: PersonEntry, card: IdentityCard | None, read: Read) -> PersonAnswer:
    answer = PersonAnswer(
        id=person.id,
        unit_id=person.unit_id,
        gender=person.gender,
        stays=list(person.stays),
        secondments=list(person.secondments),
        leaves=list(person.leaves),
        erased_on=person.erased_on,
    )
    if card is None:
        return answer
    answer.full_name = card.full_name
    answer.job_title = card.job_title
    # A card is of today: who had a person in their unit once may not read it for that.
    if read.at is None and _may_read_contacts(read.account, person):
        answer.birth_date = card.birth_date
        answer.citizen_number = card.citizen_number
        answer.email = card.email
        answer.phone = card.phone
        answer.staff_number = card.staff_number
    return answer


def _may_read_contacts(account: Account, person: PersonEntry) -> bool:
    scopes = [] if person.unit_id is None else [person.unit_id]
    try:
        READ_CONTACTS.check_scope(account, *scopes)
    except NotAllowed:
        return False
    return True
