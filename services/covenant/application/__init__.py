"""The use cases of this service, one file for each thing they change: load, call, save."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

from services.covenant.application.covenants import CovenantUseCases
from services.covenant.application.dialogue import DialogueUseCases
from services.covenant.application.following import FollowingUseCases
from services.covenant.application.frames import FrameUseCases
from services.covenant.application.issuers import TrustedIssuers
from services.covenant.application.meetings import MeetingUseCases
from services.covenant.application.rankings import RankingUseCases
from services.covenant.application.registrations import RegistrationUseCases
from services.covenant.application.scorecards import ScorecardUseCases
from services.covenant.application.signing import SigningUseCases

if TYPE_CHECKING:
    from services.covenant.ballotbox import BallotBoxes
    from shared.database import Database

__all__ = ["Covenants"]


class Covenants(
    FrameUseCases,
    CovenantUseCases,
    SigningUseCases,
    RegistrationUseCases,
    ScorecardUseCases,
    DialogueUseCases,
    MeetingUseCases,
    RankingUseCases,
    FollowingUseCases,
):
    """Changes what a bloc promises and how it scores.

    Raises `CovenantServiceError` where a rule refuses. `beside` are tables that are prepared
    with the store, and written in its transactions; `boxes` are those of secret ballots;
    `issuers` are the authorities whose certificates may stand behind a signature.
    """

    def __init__(
        self,
        database: Database,
        boxes: BallotBoxes,
        beside: Sequence[Callable[[], None]] = (),
        issuers: TrustedIssuers | None = None,
    ) -> None:
        super().__init__(database)
        self.issuers = issuers or TrustedIssuers()
        self.boxes = boxes
        self._beside = beside

    def prepare(self) -> None:
        super().prepare()
        for prepare in self._beside:
            prepare()
        self.boxes.prepare()
        # A process that ended between the count and this left a key behind.
        self.boxes.destroy_keys_unless(self.is_balloting)
