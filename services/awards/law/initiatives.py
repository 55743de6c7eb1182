"""Initiatives: which of them count, and which have served already (P-11)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from services.awards.law.chains import said
from services.awards.law.history import SCOPES, Initiative
from services.awards.law.principles import InitiativeOnce
from services.awards.law.verdict import (
    NO,
    YES,
    Outcome,
)

if TYPE_CHECKING:
    from collections.abc import Callable

    from services.awards.law.case import Case
    from services.awards.law.history import AwardHeld
    from services.awards.law.kinds import InitiativeOfScope


@dataclass(frozen=True)
class Found:
    """The initiatives that still count, and what is said of all that were looked at."""

    free: tuple[Initiative, ...]
    said: dict[str, str]
    facts: frozenset[str]


def found(case: Case, wanted: Callable[[Initiative], bool]) -> Found:
    entries = [entry for entry in case.history.initiatives if wanted(entry)]
    facts: set[str] = set()
    free: list[Initiative] = []
    freed = 0
    spent: list[str] = []
    revocations = case.record.revoked
    for entry in entries:
        facts |= entry.cited
        users = _users(case, entry)
        valid = [each for each in users if each.award_id not in revocations]
        if valid:
            spent.append(f"{valid[0].award} {valid[0].year}")
            facts |= valid[0].cited
            continue
        free.append(entry)
        freed += len(users)
        for each in users:
            facts |= each.cited | revocations[each.award_id]
    texts = said(
        {
            "count": str(len(free)),
            "spent_on_awards": ", ".join(sorted(spent)),
            "freed": str(freed) if freed else "",
        }
    )
    return Found(tuple(free), texts, frozenset(facts))


def _users(case: Case, initiative: Initiative) -> list[AwardHeld]:
    """The awards that rested on an initiative and keep the case from counting it.

    Those of the other family, and earlier ones of the same title.
    """
    if case.ruleset.principle(InitiativeOnce) is None:
        return []
    return [
        each
        for each in case.history.awards
        if initiative.fact in each.rested_on
        and each.proven
        and (each.award, each.year) != (case.title.code, case.year)
        and (
            each.award == case.title.code
            or case.ruleset.family_of(each.award) != case.title.family
        )
    ]


def initiative(kind: InitiativeOfScope, case: Case) -> Outcome:
    first = case.year - kind.within_years + 1
    known = found(
        case,
        lambda entry: (
            first <= entry.year <= case.year
            and SCOPES.index(entry.scope) >= SCOPES.index(kind.at_least)
            and (entry.decided or not kind.decided)
        ),
    )
    values = {"scope": kind.at_least, "from": str(first), "to": str(case.year)} | known.said
    if known.free:
        return Outcome(YES, "initiative_recognised", values, known.facts)
    reason = "initiative_spent" if "spent_on_awards" in values else "initiative_missing"
    return Outcome(NO, reason, values, known.facts)
