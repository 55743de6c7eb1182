"""HTTP in, use case out: units, people, blocs."""

from fastapi import APIRouter

from services.bloc import domain
from services.bloc.api import blocs, moves, people, units
from services.bloc.application import Blocs
from shared.readmodel import Copies

# A rule that refuses answers 409; what differs is listed here.
STATUSES: dict[type[Exception], int] = {domain.BlocServiceError: 409}


def routers(application: Blocs, directory: Copies) -> list[APIRouter]:
    """Everything this service answers under `/api/v1`."""
    return [
        units.router(application, directory),
        people.router(application, directory),
        moves.router(application),
        blocs.router(application, directory),
    ]
