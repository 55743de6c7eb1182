"""The directory: which units, people and blocs there are, folded from this service's facts."""

from __future__ import annotations

from typing import Literal

from services.bloc.projections import blocs, people, units
from services.bloc.projections.blocs import BlocEntry, LeaderEntry, Membership, Term
from services.bloc.projections.people import Leave, PersonEntry, Secondment, Stay
from services.bloc.projections.units import UnitChange, UnitEntry
from shared.contracts import Envelope, Fact
from shared.contracts import bloc as facts

__all__ = [
    "BlocEntry",
    "Entry",
    "Kind",
    "LeaderEntry",
    "Leave",
    "Membership",
    "PersonEntry",
    "Secondment",
    "Stay",
    "Term",
    "UnitChange",
    "UnitEntry",
    "evolve",
    "kind_touched",
]

Entry = UnitEntry | PersonEntry | BlocEntry
Kind = Literal["unit", "person", "bloc"]


def kind_touched(fact: Fact) -> Kind | None:
    """What kind of entry a fact is about; none for facts of no concern."""
    match fact:
        case (
            facts.UnitRegistered()
            | facts.UnitRenamed()
            | facts.UnitMoved()
            | facts.UnitsMerged()
            | facts.UnitSplit()
            | facts.UnitDissolved()
            | facts.UnitRestored()
        ):
            return "unit"
        case (
            facts.PersonEnrolled()
            | facts.PersonTransferred()
            | facts.PersonSeconded()
            | facts.SecondmentEnded()
            | facts.LeaveBegan()
            | facts.LeaveEnded()
            | facts.PersonLeft()
            | facts.PersonErased()
        ):
            return "person"
        case (
            facts.BlocFormed()
            | facts.UnitJoinedBloc()
            | facts.UnitLeftBloc()
            | facts.LeadershipAppointed()
            | facts.BlocClosed()
        ):
            return "bloc"
        case _:
            return None


def evolve(entry: Entry | None, envelope: Envelope) -> Entry | None:
    """The entry a fact is about, after it. Facts of other kinds leave it as it is."""
    fact = envelope.data
    match kind_touched(fact), entry:
        case "unit", None | UnitEntry():
            return units.evolve(entry, fact)
        case "person", None | PersonEntry():
            return people.evolve(entry, fact)
        case "bloc", None | BlocEntry():
            return blocs.evolve(entry, fact)
        case _:
            return entry
