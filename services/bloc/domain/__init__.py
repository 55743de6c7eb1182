"""Units, people at work in them, and the emulation blocs they form for a period."""

from services.bloc.domain.absences import LeaveKind
from services.bloc.domain.bloc import Bloc, Leader, Period
from services.bloc.domain.bloc_refusals import (
    LeaderNotFromMember,
    PredecessorNotEarlier,
    UnitAlreadyMember,
    UnitNotMember,
)
from services.bloc.domain.card import CardField, IdentityCard
from services.bloc.domain.errors import BlocServiceError
from services.bloc.domain.person import Person
from services.bloc.domain.person_events import ErasureReason, Gender
from services.bloc.domain.person_refusals import (
    MoveTooEarly,
    PersonAlreadyLeft,
    PersonAlreadyThere,
    PersonErased,
)
from services.bloc.domain.unit import Unit, UnitKind
from services.bloc.domain.unit_refusals import UnitHeirStands

__all__ = [
    "Bloc",
    "BlocServiceError",
    "CardField",
    "ErasureReason",
    "Gender",
    "IdentityCard",
    "Leader",
    "LeaderNotFromMember",
    "LeaveKind",
    "MoveTooEarly",
    "Period",
    "Person",
    "PersonAlreadyLeft",
    "PersonAlreadyThere",
    "PersonErased",
    "PredecessorNotEarlier",
    "Unit",
    "UnitAlreadyMember",
    "UnitHeirStands",
    "UnitKind",
    "UnitNotMember",
]
