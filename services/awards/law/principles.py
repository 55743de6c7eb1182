"""Cross-cutting rules: what holds for every title, switched on by being in the rule set.

A condition asks the rule set for the principle it would apply. What a rule set does not name
is not applied, so the regulation of another time may differ in these as well.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Literal

from services.awards.law.verdict import Certainty

COUNTED = ("counted", "not_counted")


@dataclass(frozen=True)
class Note:
    """A principle for people to keep; nothing is computed from it."""


@dataclass(frozen=True)
class AchievementOnce:
    """Years that an earlier award of the same commendation rested on do not serve it again."""


@dataclass(frozen=True)
class MeritOnly:
    """Awards for movements and for the unexpected do not count towards merit commendations."""


@dataclass(frozen=True)
class DisciplineRestarts:
    """Achievements count only from the end of a disciplinary term."""


@dataclass(frozen=True)
class MaternityCounts:
    """A year with statutory maternity leave interrupts no succession and counts in a period.

    It follows from the facts of `bloc`, unless a finding coded as the principle says otherwise.
    """


@dataclass(frozen=True)
class PreferWomen:
    """Among equals the woman is suggested, or the collective with this share of women."""

    percent: int


@dataclass(frozen=True)
class InitiativeOnce:
    """An initiative that served a title serves no commendation, and the other way round."""


@dataclass(frozen=True)
class WhoCounts:
    """Which of a unit's people are in the denominator of a share, on the snapshot day.

    Who is on long leave or seconded follows from the facts of `bloc`, unless a finding about
    the person and the year, coded `LEAVE` or `SECONDED`, says otherwise. People with less than
    `new_under_months` of service are left out; with 0 nobody.
    """

    snapshot: str = field(metadata={"pattern": r"\d\d-\d\d"})
    new_under_months: int = field(metadata={"least": 0})
    on_leave: Literal["counted", "not_counted"] = field(metadata={"choices": COUNTED})
    seconded: Literal["counted", "not_counted"] = field(metadata={"choices": COUNTED})


@dataclass(frozen=True)
class HistoryFollows:
    """A unit that took the place of a single other one goes on with its record."""


PrincipleKind = (
    Note
    | AchievementOnce
    | MeritOnly
    | DisciplineRestarts
    | MaternityCounts
    | PreferWomen
    | InitiativeOnce
    | WhoCounts
    | HistoryFollows
)

PRINCIPLES: dict[str, type[PrincipleKind]] = {
    "note": Note,
    "achievement_once": AchievementOnce,
    "merit_only": MeritOnly,
    "discipline_restarts": DisciplineRestarts,
    "maternity_counts": MaternityCounts,
    "prefer_women": PreferWomen,
    "initiative_once": InitiativeOnce,
    "who_counts": WhoCounts,
    "history_follows": HistoryFollows,
}


@dataclass(frozen=True)
class Principle:
    """A cross-cutting rule with its source, and how sure it is."""

    code: str
    kind: PrincipleKind
    article: str
    source: str
    certainty: Certainty
    text: str
