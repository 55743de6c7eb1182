"""The use cases of this service, one file for each thing they change: load, call, save."""

from __future__ import annotations

from services.covenant.application.covenants import CovenantUseCases
from services.covenant.application.dialogue import DialogueUseCases
from services.covenant.application.frames import FrameUseCases
from services.covenant.application.rankings import RankingUseCases
from services.covenant.application.registrations import RegistrationUseCases
from services.covenant.application.scorecards import ScorecardUseCases
from services.covenant.application.signing import SigningUseCases

__all__ = ["Covenants"]


class Covenants(
    FrameUseCases,
    CovenantUseCases,
    SigningUseCases,
    RegistrationUseCases,
    ScorecardUseCases,
    DialogueUseCases,
    RankingUseCases,
):
    """Changes what a bloc promises and how it scores.

    Raises `CovenantServiceError` where a rule refuses.
    """
