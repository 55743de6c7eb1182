"""Units that took the place of others: whose record may count as whose."""

from __future__ import annotations

from typing import TYPE_CHECKING

from services.awards.projections.histories import SubjectKey

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from services.awards.law import History


def closure(
    start: SubjectKey, following: Callable[[SubjectKey], Sequence[SubjectKey]]
) -> list[SubjectKey]:
    """Everybody who follows from `start`, step by step, but not `start`."""
    found: list[SubjectKey] = []
    waiting = [start]
    while waiting:
        for each in following(waiting.pop()):
            if each != start and each not in found:
                found.append(each)
                waiting.append(each)
    return found


def predecessors_of(history: History) -> list[SubjectKey]:
    """The units whose place a unit took: their record may count as its own."""
    taken = {each.predecessor for each in history.successions}
    return [SubjectKey("unit", each) for each in sorted(taken)]


def successors_of(history: History) -> list[SubjectKey]:
    """The units that took a unit's place, or part of it: their verdicts may hang on it."""
    into = {each.into for each in history.dissolutions if each.into is not None}
    into |= {heir for each in history.divisions for heir in each.heirs}
    return [SubjectKey("unit", each) for each in sorted(into)]
