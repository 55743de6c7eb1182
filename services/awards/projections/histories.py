"""Histories: every fact about a person or unit that a verdict may rest on.

Facts of `bloc`, `covenant` and `awards` come interleaved in any order. Each adds an entry of
its own and changes none, so the history depends on the set of facts alone.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from itertools import pairwise
from typing import Any

from services.awards.law.history import (
    Entry,
    History,
    chronicle,
)
from services.awards.law.verdict import fact_order
from services.awards.projections.additions import Addition, SubjectKey, additions
from shared.contracts import Envelope

__all__ = [
    "Addition",
    "SubjectKey",
    "additions",
    "evolve",
    "people_of",
    "subjects_touched",
    "units_of",
    "with_entries",
    "with_entry",
]


def subjects_touched(envelope: Envelope) -> list[SubjectKey]:
    """The subjects whose history a fact belongs to; none for facts of no concern."""
    return list(dict.fromkeys(key for key, _, _ in additions(envelope)))


def evolve(key: SubjectKey, history: History | None, envelope: Envelope) -> History:
    """The subject's history with a fact that touches it; a fact seen again changes nothing."""
    evolved = history or History(key.kind, key.id)
    for subject, name, entry in additions(envelope):
        if subject == key:
            evolved = with_entry(evolved, name, entry)
    return evolved


def with_entry(history: History, name: str, entry: Entry) -> History:
    """The history with an entry in one of its lists, in its place; once, however often told."""
    known: tuple[Entry, ...] = getattr(history, name)
    if known and fact_order(known[-1].fact) >= fact_order(entry.fact):
        if entry in known:
            return history
        known = tuple(chronicle([*known, entry]))
    else:
        # The usual case: it is the last of its publisher, and none of the others is later.
        known = (*known, entry)
    changed: dict[str, Any] = {name: known}
    return replace(history, **changed)


def with_entries(history: History, added: Mapping[str, Sequence[Entry]]) -> History:
    """As `with_entry` one after the other, of many at once."""
    changed: dict[str, Any] = {}
    for name, entries in added.items():
        together: tuple[Entry, ...] = (*getattr(history, name), *entries)
        order = [fact_order(entry.fact) for entry in together]
        if any(one >= other for one, other in pairwise(order)):
            together = tuple(chronicle(dict.fromkeys(together)))
        changed[name] = together
    return replace(history, **changed)


def people_of(history: History) -> list[SubjectKey]:
    """Everybody who ever belonged to a unit: a verdict about it may depend on them."""
    return [SubjectKey("person", each) for each in sorted({t.person_id for t in history.ties})]


def units_of(history: History) -> list[SubjectKey]:
    """Every unit a person ever belonged to: verdicts about them may depend on this person."""
    units = {unit for move in history.moves for unit in (move.from_unit, move.to_unit) if unit}
    return [SubjectKey("unit", each) for each in sorted(units)]
