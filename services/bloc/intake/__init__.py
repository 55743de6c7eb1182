"""Lists of units and of people: what their files look like, and what a row would change."""

from services.bloc.intake.people import PeopleTaking
from services.bloc.intake.units import UnitsTaking

__all__ = ["PeopleTaking", "UnitsTaking"]
