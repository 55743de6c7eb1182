"""Facts that are only supposed: added to a copy of a history, which is thrown away.

Their ids name a source that publishes nothing, so that no one can take them for facts of the
log; and nothing here can write.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

from services.awards.law.history import Entry, History, chronicle

if TYPE_CHECKING:
    from collections.abc import Iterable

SUPPOSED = "supposed"

# The list of a history that an entry belongs to, and the entry; its fact is numbered here.
Supposition = tuple[str, Entry]


def supposing(history: History, suppositions: Iterable[Supposition]) -> History:
    """The history as it would be. Supposed facts are the last ones learnt."""
    evolved = history
    taken = sum(
        entry.fact.startswith(f"{SUPPOSED}:")
        for name in _LISTS
        for entry in getattr(history, name)
    )
    for number, (name, entry) in enumerate(suppositions, start=taken + 1):
        known: tuple[Entry, ...] = getattr(evolved, name)
        named = replace(entry, fact=f"{SUPPOSED}:{number}")
        changed: dict[str, Any] = {name: tuple(chronicle([*known, named]))}
        evolved = replace(evolved, **changed)
    return evolved


_LISTS = tuple(
    name for name in History.__dataclass_fields__ if name not in {"subject_kind", "subject_id"}
)
