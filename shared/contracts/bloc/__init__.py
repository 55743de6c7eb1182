"""What `bloc` publishes: units, who works in them, and the emulation blocs of a year.

Names of people, birth dates and numbers are not here: they may be erased, facts may not.
"""

from __future__ import annotations

from shared.contracts.bloc.blocs import (
    BlocClosed,
    BlocFormed,
    Leader,
    LeadershipAppointed,
    Period,
    UnitJoinedBloc,
    UnitLeftBloc,
)
from shared.contracts.bloc.people import (
    CardField,
    ErasureReason,
    Gender,
    LeaveBegan,
    LeaveEnded,
    LeaveKind,
    PersonCardCorrected,
    PersonEnrolled,
    PersonErased,
    PersonLeft,
    PersonSeconded,
    PersonTransferred,
    SecondmentEnded,
)
from shared.contracts.bloc.units import (
    UnitDissolved,
    UnitKind,
    UnitMoved,
    UnitRegistered,
    UnitRenamed,
    UnitRestored,
    UnitsMerged,
    UnitSplit,
)

__all__ = [
    "BlocClosed",
    "BlocFormed",
    "CardField",
    "ErasureReason",
    "Gender",
    "Leader",
    "LeadershipAppointed",
    "LeaveBegan",
    "LeaveEnded",
    "LeaveKind",
    "Period",
    "PersonCardCorrected",
    "PersonEnrolled",
    "PersonErased",
    "PersonLeft",
    "PersonSeconded",
    "PersonTransferred",
    "SecondmentEnded",
    "UnitDissolved",
    "UnitJoinedBloc",
    "UnitKind",
    "UnitLeftBloc",
    "UnitMoved",
    "UnitRegistered",
    "UnitRenamed",
    "UnitRestored",
    "UnitSplit",
    "UnitsMerged",
]
