"""History follows units: what a unit takes over from those whose place it took (P-13).

With one predecessor its record before that day counts as the unit's own. Of several merged
into one nobody has said whose record counts: their awards keep an answer open, no more.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any
from uuid import UUID

from services.awards.law.history import AwardHeld, Entry, History
from services.awards.law.principles import HistoryFollows
from services.awards.law.verdict import fact_order

if TYPE_CHECKING:
    from collections.abc import Sequence

    from services.awards.law.history import Succeeded
    from services.awards.law.ruleset import RuleSet

OF_A_YEAR = ("ratings", "findings", "ranks", "awards")


def inherited(
    ruleset: RuleSet,
    history: History,
    predecessors: Sequence[History],
    heirs: frozenset[UUID] = frozenset(),
) -> History:
    """The unit's history with what it took over; every entry cites the fact by which it did.

    `heirs` are the units on the way here: a unit is no predecessor of its own.
    """
    if not history.successions or ruleset.principle(HistoryFollows) is None:
        return history
    known = {each.subject_id: each for each in predecessors}
    evolved = history
    heirs |= {history.subject_id}
    for succession in history.successions:
        if succession.predecessor in known and succession.predecessor not in heirs:
            # A predecessor may have had one itself.
            before = known[succession.predecessor]
            earlier = inherited(ruleset, before, predecessors, heirs)
            evolved = _taken_over(evolved, earlier, succession)
    return evolved


def _taken_over(history: History, predecessor: History, by: Succeeded) -> History:
    changed: dict[str, Any] = {}
    for name in OF_A_YEAR if by.alone else ("awards",):
        taken = [each for each in getattr(predecessor, name) if each.year < by.on.year]
        changed[name] = [_via(each, by) for each in taken]
    ids = {entry.award_id for entry in changed["awards"]}
    revocations = [each for each in predecessor.revocations if each.award_id in ids]
    changed["revocations"] = [_via(each, by) for each in revocations]
    if by.alone:
        changed["foundings"] = [_via(each, by) for each in predecessor.foundings]
    together: dict[str, Any] = {
        name: tuple(sorted((*getattr(history, name), *entries), key=_order))
        for name, entries in changed.items()
    }
    return replace(history, **together)


def _via(entry: Entry, by: Succeeded) -> Entry:
    via = (*entry.via, by.fact)
    if isinstance(entry, AwardHeld) and not by.alone:
        return replace(entry, via=via, proven=False)
    return replace(entry, via=via)


def _order(entry: Entry) -> tuple[str, int]:
    return fact_order(entry.fact)
