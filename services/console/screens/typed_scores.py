"""What was typed into a score form: read as the service takes it, and shown again."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from services.console.screens.refusals import Refusal
from services.console.screens.scoresheet import MEASURED, Scoresheet
from shared.catalogue.formats import NumberUnreadable, read_number

if TYPE_CHECKING:
    from collections.abc import Mapping


@dataclass(frozen=True)
class Given:
    """What was typed, as the service takes it; `wrong` are fields that cannot be read."""

    scores: tuple[dict[str, object], ...] = ()
    wrong: dict[str, Refusal] = field(default_factory=dict)


def refilled(form: Scoresheet, typed: Mapping[str, str], refusal: Refusal | None) -> Scoresheet:
    """The form with what was typed, so that nothing of it is lost; with what was refused."""
    entries = []
    for entry in form.entries:
        error = refusal if refusal and refusal.criterion == entry.code else None
        entries.append(
            replace(
                entry,
                typed=typed.get(f"v.{entry.code}", entry.typed),
                reason=typed.get(f"r.{entry.code}", entry.reason),
                applies=f"n.{entry.code}" not in typed,
                error=error,
            )
        )
    return replace(form, entries=tuple(entries), refusal=refusal)


def read(form: Scoresheet, typed: Mapping[str, str]) -> Given:
    """What was typed, field by field; what stands already, with nothing new, is left out."""
    scores: list[dict[str, object]] = []
    wrong: dict[str, Refusal] = {}
    for entry in form.entries:
        text = typed.get(f"v.{entry.code}", "").strip()
        reason = typed.get(f"r.{entry.code}", "").strip()
        said: dict[str, object] = {"criterion": entry.code}
        if reason:
            said["reason"] = reason
        if f"n.{entry.code}" in typed:
            scores.append({**said, "applies": False})
            continue
        if not text:
            continue
        try:
            value = read_number(text)
        except NumberUnreadable:
            wrong[entry.code] = Refusal("scoresheet.unreadable", {"typed": text}, entry.code)
            continue
        scores.append({**said, "measured" if entry.rule in MEASURED else "value": str(value)})
    return Given(tuple(scores), wrong)
