"""The use cases of units, people and blocs, one file for each: load, call, save."""

from __future__ import annotations

from typing import TYPE_CHECKING

from services.bloc.application.blocs import BlocUseCases
from services.bloc.application.intakes import IntakeUseCases
from services.bloc.application.people import PersonUseCases
from services.bloc.cards import IdentityCards
from services.bloc.codes import UnitCodes
from services.bloc.erasures import Erasures
from shared.intake import Intakes

if TYPE_CHECKING:
    from shared.database import Database

__all__ = ["Blocs"]


class Blocs(IntakeUseCases, PersonUseCases, BlocUseCases):
    """Changes units, people and blocs. Raises `BlocServiceError` where a rule refuses."""

    def __init__(self, database: Database) -> None:
        super().__init__(database)
        self.cards = IdentityCards(database)
        self.codes = UnitCodes(database)
        self.intakes = Intakes(database)
        self.erasures = Erasures(database)

    def prepare(self) -> None:
        super().prepare()
        self.cards.prepare()
        self.codes.prepare()
        self.intakes.prepare()
        self.erasures.prepare()
