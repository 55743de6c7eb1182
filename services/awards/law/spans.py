"""The years whose verdicts a new fact can touch."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from services.awards.law.kinds import InitiativeOfScope, RankAtMost, RatingAtLeast

if TYPE_CHECKING:
    from collections.abc import Collection

    from services.awards.law.conditions import Kind
    from services.awards.law.history import Entry


class Span(NamedTuple):
    """The years, both included, whose verdicts may be others."""

    first: int
    last: int


EVER = Span(0, 9999)


def of_its_year(kind: Kind, name: str, entry: Entry) -> Span:
    """What is of a year touches that year, or it and all later ones; no earlier one."""
    year: int | None = getattr(entry, "year", None)
    if year is None:
        return EVER
    match kind:
        case RatingAtLeast() | RankAtMost():
            return Span(year, year)
        case InitiativeOfScope(within_years=within) if name == "initiatives":
            return Span(year, year + within - 1)
        case _:
            return Span(year, EVER.last)


def years_in(spans: Collection[Span], years: range) -> list[int]:
    return [year for year in years if any(each.first <= year <= each.last for each in spans)]
