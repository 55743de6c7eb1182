"""What units and people are called in lists: for files of other services that name them."""

from __future__ import annotations

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Depends
from pydantic import BaseModel

from services.bloc import views
from services.bloc.application import Blocs
from shared.access import Role, allow
from shared.http.requests import Read, following
from shared.http.routes import api_router
from shared.readmodel import Copies

READ_CODES = allow("read_codes", Role.EMULATION_OFFICER)


class CodesAnswer(BaseModel):
    """Ids by what lists call them: people by staff number; units by code and by names.

    A name that several units have, is left out.
    """

    person: dict[str, UUID]
    unit: dict[str, UUID]


def router(application: Blocs, directory: Copies) -> APIRouter:
    routes = api_router("/codes", tag="intakes")

    @routes.get("")
    async def read_codes(read: Annotated[Read, Depends(following(READ_CODES))]) -> CodesAnswer:
        """Codes stand first: a name never takes the place of one."""
        codes = await application.codes.every()
        named: dict[str, set[UUID]] = {}
        for unit in await read.ask(directory, views.units(None, None)):
            for name in (unit.name, unit.short_name):
                named.setdefault(name, set()).add(unit.id)
        of_one = {name: ids.pop() for name, ids in named.items() if len(ids) == 1}
        return CodesAnswer(person=await application.cards.numbers(), unit=of_one | codes)

    return routes
