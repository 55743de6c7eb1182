"""What `bloc` publishes: units, who works in them, and the emulation blocs of a year.

Names of people, birth dates and numbers are not here: they may be erased, facts may not.
"""

from __future__ import annotations

from shared.contracts.bloc.blocs import (
    BlocFormed,
    Leader,
    LeadershipAppointed,
    UnitJoinedBloc,
    UnitLeftBloc,
)
from shared.contracts.bloc.people import (
    Gender,
    PersonEnrolled,
    PersonLeft,
    PersonTransferred,
)
from shared.contracts.bloc.units import (
    UnitDissolved,
    UnitKind,
    UnitRegistered,
    UnitRenamed,
)

__all__ = [
    "BlocFormed",
    "Gender",
    "Leader",
    "LeadershipAppointed",
    "PersonEnrolled",
    "PersonLeft",
    "PersonTransferred",
    "UnitDissolved",
    "UnitJoinedBloc",
    "UnitKind",
    "UnitLeftBloc",
    "UnitRegistered",
    "UnitRenamed",
]
