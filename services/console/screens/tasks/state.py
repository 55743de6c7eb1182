"""How far a bloc's year is, and one kind of work that it leaves to somebody."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

    from services.console.client.awards import Nomination, Review
    from services.console.client.bloc import Bloc
    from services.console.client.covenant import (
        Ballot,
        CovenantFile,
        Deadline,
        Frame,
        ProgressReport,
        Ranking,
        Registration,
        Scorecard,
    )


@dataclass(frozen=True)
class YearState:
    """How far the year is, from all services; none where one did not answer.

    `bloc` is none while there is no bloc; `vacancies` are roles of the bloc nobody holds.
    """

    bloc: Bloc | None
    vacancies: int = 0
    files: Sequence[CovenantFile] | None = None
    registrations: Sequence[Registration] = ()
    reports: Sequence[ProgressReport] = ()
    frames: Sequence[Frame] | None = None
    deadlines: Sequence[Deadline] = ()
    scorecards: Sequence[Scorecard] = ()
    ranking: Ranking | None = None
    ballots: Sequence[Ballot] = ()
    nominations: Sequence[Nomination] | None = None
    reviews: Sequence[Review] = ()

    @property
    def final(self) -> bool:
        return self.ranking is not None and self.ranking.finalised is not None

    def last_day(self, layer: str) -> date | None:
        """The deadline that was set for a layer; none where none was."""
        return next((one.last_day for one in self.deadlines if one.layer == layer), None)


@dataclass(frozen=True)
class Waiting:
    """Work that is not done. `key` names its texts; `due` is the day that a fact sets."""

    key: str
    count: int
    link: str
    due: date | None = None
