"""Units, people at work in them, and the emulation blocs they form for a year."""

from services.bloc.domain.bloc import (
    Bloc,
    Leader,
    LeaderNotFromMember,
    UnitAlreadyMember,
    UnitNotMember,
)
from services.bloc.domain.errors import BlocServiceError
from services.bloc.domain.person import (
    Gender,
    MoveTooEarly,
    Person,
    PersonAlreadyLeft,
    PersonAlreadyThere,
)
from services.bloc.domain.unit import Unit, UnitKind

__all__ = [
    "Bloc",
    "BlocServiceError",
    "Gender",
    "Leader",
    "LeaderNotFromMember",
    "MoveTooEarly",
    "Person",
    "PersonAlreadyLeft",
    "PersonAlreadyThere",
    "Unit",
    "UnitAlreadyMember",
    "UnitKind",
    "UnitNotMember",
]
