"""How a subject stands with an award of a year."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from services.awards.law.principles import MeritOnly
from services.awards.law.verdict import (
    NO,
    NO_FACTS,
    UNKNOWN,
    YES,
    Answer,
)

if TYPE_CHECKING:
    from collections.abc import Iterable

    from services.awards.law.case import Case
    from services.awards.law.history import AwardHeld, History
    from services.awards.law.record import Record


class Standing(NamedTuple):
    """Yes: granted or confirmed, not revoked. Unknown: only declared. No: revoked, or nothing.

    The numbers say what else was looked at: revoked and declared awards, awards that are not of
    merit where only those count, and whether a higher title of the year implied this one.
    """

    answer: Answer
    revoked: int = 0
    declared: int = 0
    not_merit: int = 0
    implied: int = 0
    facts: frozenset[str] = NO_FACTS


NOTHING = Standing(NO)


def of_case(case: Case, award: str, year: int) -> Standing:
    """For the title of a case: a merit commendation counts awards of merit only."""
    return standing(case.record, award, year, merit=case.title.family == "commendation")


def standing(record: Record, award: str, year: int, *, merit: bool = False) -> Standing:
    """One valid award is cited, the first recorded; without one, all that might have been.

    A higher title that implies this one is looked at where the award itself is not held.
    """
    known = record.standings.get((award, year, merit))
    if known is None:
        known = record.standings[award, year, merit] = _standing(
            record, award, year, merit=merit
        )
    return known


def _standing(record: Record, award: str, year: int, *, merit: bool) -> Standing:
    merit = merit and record.ruleset.principle(MeritOnly) is not None
    found = _direct(record, award, year, merit=merit)
    higher = record.ruleset.implying(award)
    if found.answer is YES or not higher:
        return found
    for each in higher:
        implied = _direct(record, each, year, merit=merit)
        found = _together(found, implied)
        if implied.answer is YES:
            return found._replace(implied=1)
    return found


def _direct(record: Record, award: str, year: int, *, merit: bool) -> Standing:
    held = record.awards.get((award, year))
    if not held:
        return NOTHING
    revocations = record.revoked
    counted = [entry for entry in held if entry.merit or not merit]
    proven = [entry for entry in counted if entry.proven]
    valid = [entry for entry in proven if entry.award_id not in revocations]
    if valid:
        return Standing(YES, facts=valid[0].cited)
    lost = {entry.award_id for entry in proven}
    declared = [entry for entry in counted if not entry.proven and entry.award_id not in lost]
    others = [entry for entry in held if not entry.merit] if merit else []
    return Standing(
        UNKNOWN if declared else NO,
        revoked=len(lost),
        declared=min(len(declared), 1),
        not_merit=len(others),
        facts=frozenset().union(
            *(entry.cited for entry in (*proven, *declared[:1], *others)),
            *(revocations[each] for each in lost),
        ),
    )


def _together(one: Standing, other: Standing) -> Standing:
    answers = {one.answer, other.answer}
    best = next(a for a in (YES, UNKNOWN, NO) if a in answers)
    return Standing(
        best,
        one.revoked + other.revoked,
        one.declared + other.declared,
        one.not_merit + other.not_merit,
        one.implied + other.implied,
        one.facts | other.facts,
    )


def is_valid(history: History, entry: AwardHeld) -> bool:
    return entry.proven and all(e.award_id != entry.award_id for e in history.revocations)


def states(standings: dict[int, Standing]) -> dict[str, str]:
    """Years by what was found in them; a year stands once for each award that was looked at."""
    held = [year for year, each in standings.items() if each.answer is YES]
    return {
        "held_years": listed(held),
        **{
            f"{name}_years": listed(
                year for year, each in standings.items() for _ in range(getattr(each, name))
            )
            for name in ("declared", "revoked", "not_merit", "implied")
        },
    }


def listed(years: Iterable[int]) -> str:
    return ", ".join(str(year) for year in sorted(years))
