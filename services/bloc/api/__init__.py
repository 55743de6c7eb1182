"""HTTP in, use case out: units, people, blocs."""

from fastapi import APIRouter

from services.bloc import domain
from services.bloc.api import blocs, codes, erasures, moves, people, units
from services.bloc.application import Blocs
from shared.access import Role, allow
from shared.http.intakes import INTAKE_STATUSES, intake_router
from shared.http.sheets import sheet_router
from shared.intake import Recording
from shared.readmodel import Copies

# A rule that refuses answers 409; what differs is listed here.
STATUSES: dict[type[Exception], int] = {domain.BlocServiceError: 409, **INTAKE_STATUSES}

TAKE_IN_LISTS = allow("take_in_lists", Role.EMULATION_OFFICER)


def routers(application: Blocs, directory: Copies, recording: Recording) -> list[APIRouter]:
    """Everything this service answers under `/api/v1`."""
    return [
        units.router(application, directory),
        people.router(application, directory),
        moves.router(application),
        erasures.router(application),
        blocs.router(application, directory),
        codes.router(application, directory),
        sheet_router(recording, TAKE_IN_LISTS),
        intake_router(recording, TAKE_IN_LISTS, [directory]),
    ]
