"""Which units are late with what in a bloc's year, and until when it is due."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING
from uuid import UUID

from services.console.screens.registrations import parties

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from services.console.client.bloc import Bloc
    from services.console.client.covenant import (
        CovenantFile,
        ProgressReport,
        Scorecard,
    )

FIRST_HALF_ENDS = {"calendar_year": (6, 30, 0), "school_year": (1, 31, 1)}


@dataclass(frozen=True)
class Pending:
    """Units that have not done something yet; `due` is its last day."""

    matter: str
    unit_ids: tuple[UUID, ...]
    due: date | None


def half_of(bloc: Bloc) -> date:
    """The last day of the first half of the bloc's period."""
    month, day, after = FIRST_HALF_ENDS[bloc.period]
    return date(bloc.year + after, month, day)


def unreported(
    file: CovenantFile,
    reports: Sequence[ProgressReport],
    until: date,
    today: date,
    *,
    final: bool,
) -> tuple[UUID, ...]:
    """The units that owe the report until a day.

    They owe it from that day on, however late they are, until the year's ranking is `final`.
    """
    if final or file.covenant.state != "in_force" or today < until:
        return ()
    told = {one.unit_id for one in reports if one.until == until}
    return tuple(unit for unit in parties(file) if unit not in told)


def pending(
    file: CovenantFile | None,
    reports: Sequence[ProgressReport],
    cards: Sequence[Scorecard],
    until: date,
    due: Callable[[str], date | None],
    today: date,
    *,
    final: bool,
) -> Iterator[Pending]:
    """Each matter that some unit has not done, in the order of the year."""
    if file is not None:
        covenant = file.covenant
        unsigned = covenant.missing_unit_ids if covenant.state == "open" else ()
        joining = tuple(one.unit_id for one in file.accessions if one.signature is None)
        yield Pending("signature", (*unsigned, *joining), due("sign_covenant"))
        missing = (unit for one in file.appendices for unit in one.missing_unit_ids)
        yield Pending("appendix", tuple(dict.fromkeys(missing)), None)
        silent = unreported(file, reports, until, today, final=final)
        yield Pending("progress", silent, due("report_progress"))
    unscored = tuple(card.unit_id for card in cards if not _done(card, "self", None))
    yield Pending("self_score", unscored, due("self_score"))
    checking = [card for card in cards if _done(card, "self", None)]
    checking = [card for card in checking if not _done(card, "consolidated", None)]
    unchecked = tuple(
        one.unit_id
        for one in cards
        if any(
            card.unit_id != one.unit_id
            and not _done(card, "cross", one.unit_id)
            and all(held.by_unit_id != one.unit_id for held in card.conflicts)
            for card in checking
        )
    )
    yield Pending("cross_score", unchecked, due("cross_score"))


def _done(card: Scorecard, layer: str, by_unit_id: UUID | None) -> bool:
    return any(
        sheet.layer == layer
        and sheet.state == "submitted"
        and (by_unit_id is None or sheet.by_unit_id == by_unit_id)
        for sheet in card.sheets
    )
