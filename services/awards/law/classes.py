"""Which class an award is of by the law's catalogue: an emulation title or a commendation form.

The two are different families with dossiers, minutes and reports of their own (Law 06/2022,
Art. 19 to 31, and Art. 8 with Art. 42 to 75). Nobody types a class: it follows from the award.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from functools import cache
from typing import TYPE_CHECKING

from services.awards.law.in_force import IN_FORCE
from services.awards.law.loading import load

if TYPE_CHECKING:
    from services.awards.law.in_force import Law
    from services.awards.law.ruleset import Family
    from services.awards.law.verdict import SubjectKind


class AwardWithoutClass(Exception):
    """The law's catalogue has no such award for such a subject, so it is of no class."""


@dataclass(frozen=True)
class AwardClass:
    """What the catalogue says of an award; `ruleset` is the law that says so."""

    family: Family
    name: str
    article: str
    ruleset: str


class Catalogue:
    """Classes by the rule sets of a law."""

    def __init__(self, law: Law) -> None:
        self._rulesets = law.all()
        self._known: dict[tuple[SubjectKind, str, date], AwardClass] = {}

    def of(self, kind: SubjectKind, award: str, on: date) -> AwardClass:
        """By the latest law in force on a day that knows the award, else the first that does.

        Raises `AwardWithoutClass`.
        """
        asked = kind, award, on
        if asked not in self._known:
            self._known[asked] = self._look_up(*asked)
        return self._known[asked]

    def _look_up(self, kind: SubjectKind, award: str, on: date) -> AwardClass:
        found = [
            (each, title)
            for each in self._rulesets
            if (title := each.title(kind, award)) is not None
        ]
        if not found:
            raise AwardWithoutClass(f"{award} for a {kind}")
        before = [each for each in found if each[0].effective_from <= on]
        ruleset, title = before[-1] if before else found[0]
        return AwardClass(title.family, title.name, title.article, ruleset.name)


@cache
def family_of(kind: SubjectKind, award: str) -> Family:
    """The family of an award, which no law of the catalogue has ever changed.

    Raises `AwardWithoutClass`.
    """
    title = load(IN_FORCE).title(kind, award)
    if title is None:
        raise AwardWithoutClass(f"{award} for a {kind}")
    return title.family
