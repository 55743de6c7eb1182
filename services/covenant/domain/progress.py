"""How far a unit is with a covenant half-way through its year, article by article."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Final, Literal
from uuid import UUID, uuid5

from eventsourcing.domain import Aggregate, event

from services.covenant.domain.covenant import Covenant
from services.covenant.domain.covenant_refusals import CovenantUnitNotParty
from services.covenant.domain.refusals import CovenantServiceError

REPORTS: Final = UUID("5d2b7c1e-94a6-5f38-8c40-1b7e9a2d6f53")

Course = Literal["done", "on_course", "behind"]


@dataclass(frozen=True)
class ProgressLine:
    """One article: how it stands, and what there is to say; who is behind says why."""

    article: int
    course: Course
    text: str


class ProgressReport(Aggregate):
    """What a unit reports of a covenant until a day; a later report takes the place of it."""

    TOPIC = "progress_report"

    class Created(Aggregate.Created):
        TOPIC = "progress_report.made"
        covenant_id: UUID
        bloc_id: UUID
        year: int
        unit_id: UUID
        until: date
        lines: tuple[ProgressLine, ...]
        account: str
        reported_on: date

    class MadeAgain(Aggregate.Event):
        TOPIC = "progress_report.made_again"
        covenant_id: UUID
        bloc_id: UUID
        year: int
        unit_id: UUID
        until: date
        lines: tuple[ProgressLine, ...]
        account: str
        reported_on: date

    @staticmethod
    def id_of(covenant_id: UUID, unit_id: UUID, until: date) -> UUID:
        """The one id of a unit's report until a day."""
        return uuid5(REPORTS, f"{covenant_id}/{unit_id}/{until}")

    # Commands decide. They may refuse.

    @classmethod
    def make(
        cls,
        covenant: Covenant,
        *,
        unit_id: UUID,
        until: date,
        lines: tuple[ProgressLine, ...],
        account: str,
        reported_on: date,
        joined: tuple[UUID, ...] = (),
    ) -> ProgressReport:
        """Report on every article of a covenant in force; `joined` are units of later."""
        if covenant.state != "in_force":
            raise ProgressOfCovenantNotInForce
        if unit_id not in (*covenant.unit_ids, *joined):
            raise CovenantUnitNotParty(unit_id)
        articles = tuple(one.number for one in covenant.articles)
        _check(lines, articles, until, reported_on)
        return cls._create(
            cls.Created,
            id=cls.id_of(covenant.id, unit_id, until),
            covenant_id=covenant.id,
            bloc_id=covenant.bloc_id,
            year=covenant.year,
            unit_id=unit_id,
            until=until,
            lines=lines,
            account=account,
            reported_on=reported_on,
        )

    def make_again(
        self, lines: tuple[ProgressLine, ...], account: str, reported_on: date
    ) -> None:
        """Report otherwise than before; what was reported stays in the log."""
        articles = tuple(line.article for line in self.lines)
        _check(lines, articles, self.until, reported_on)
        if lines == self.lines:
            raise ProgressUnchanged
        self._made_again(
            covenant_id=self.covenant_id,
            bloc_id=self.bloc_id,
            year=self.year,
            unit_id=self.unit_id,
            until=self.until,
            lines=lines,
            account=account,
            reported_on=reported_on,
        )

    # Events happened. Applying one never refuses.

    @event(Created)
    def __init__(
        self,
        *,
        covenant_id: UUID,
        bloc_id: UUID,
        year: int,
        unit_id: UUID,
        until: date,
        lines: tuple[ProgressLine, ...],
    ) -> None:
        self.covenant_id = covenant_id
        self.bloc_id = bloc_id
        self.year = year
        self.unit_id = unit_id
        self.until = until
        self.lines = lines

    @event(MadeAgain)
    def _made_again(
        self,
        *,
        covenant_id: UUID,
        bloc_id: UUID,
        year: int,
        unit_id: UUID,
        until: date,
        lines: tuple[ProgressLine, ...],
        account: str,
        reported_on: date,
    ) -> None:
        del covenant_id, bloc_id, year, unit_id, until, account, reported_on  # For readers.
        self.lines = lines


def _check(
    lines: tuple[ProgressLine, ...], articles: tuple[int, ...], until: date, on: date
) -> None:
    if on < until:
        raise ProgressBeforeItsEnd(until)
    if tuple(line.article for line in lines) != articles:
        raise ProgressArticleMissing
    for line in lines:
        if line.course == "behind" and not line.text:
            raise ProgressBehindWithoutReason(line.article)


class ProgressOfCovenantNotInForce(CovenantServiceError):
    def __init__(self) -> None:
        super().__init__("Progress is reported against a covenant in force; this one is not.")


class ProgressBeforeItsEnd(CovenantServiceError):
    def __init__(self, until: date) -> None:
        super().__init__(
            f"What is reported ends on {until}; report it on that day or later.",
            until=until.isoformat(),
        )


class ProgressArticleMissing(CovenantServiceError):
    def __init__(self) -> None:
        super().__init__("Say of every article of the covenant, once and in order, how it is.")


class ProgressBehindWithoutReason(CovenantServiceError):
    def __init__(self, article: int) -> None:
        super().__init__(
            f"Article {article} is behind; write why and what is done about it.",
            article=str(article),
        )


class ProgressUnchanged(CovenantServiceError):
    def __init__(self) -> None:
        super().__init__("This is what was reported already; there is nothing left to do.")
