"""What no single field can show: that the rules of a rule set fit together."""

from __future__ import annotations

from dataclasses import fields
from typing import TYPE_CHECKING, NoReturn

from services.awards.law.conditions import (
    IN_PERIOD,
    OF_PEOPLE,
    OF_UNITS,
    Condition,
    Period,
    parts_of,
    with_parts,
)
from services.awards.law.fields import RuleSetInvalid
from services.awards.law.kinds import MembersHolding, RegisteredFor, StandardOf
from services.awards.law.principles import Note

if TYPE_CHECKING:
    from services.awards.law.ruleset import RuleSet, Title
    from services.awards.law.verdict import SubjectKind


def check(file: str, ruleset: RuleSet) -> None:
    """Refuse rules that name what is not there, stand where they cannot, or go in circles."""
    _Check(file, ruleset).all()


class _Check:
    def __init__(self, file: str, ruleset: RuleSet) -> None:
        self._file = file
        self._ruleset = ruleset

    def all(self) -> None:
        ruleset = self._ruleset
        self._principles()
        for common in ruleset.common:
            for subject_kind in common.subjects:
                self._condition(common.condition, subject_kind)
        for quota in ruleset.quotas:
            for name, award in (("award", quota.award), ("of", quota.of)):
                if award not in ruleset.codes:
                    self._refuse(quota.code, name, f"no title {award!r}")
        for title in ruleset.titles.values():
            self._title(title)
        self._codes()

    def _principles(self) -> None:
        kinds = [type(each.kind) for each in self._ruleset.principles]
        for each in self._ruleset.principles:
            if not isinstance(each.kind, Note) and kinds.count(type(each.kind)) > 1:
                self._refuse(each.code, "kind", "another principle is of this kind")

    def _title(self, title: Title) -> None:
        for implied in title.implies:
            found = self._ruleset.title(title.subject_kind, implied)
            if found is None:
                self._refuse(title.code, "implies", f"no title {implied!r} for this subject")
            if title.code in {implied, *found.implies}:
                self._refuse(title.code, "implies", f"{implied!r} is not a lower title")
        for condition in title.conditions:
            self._condition(condition, title.subject_kind)
            if isinstance(condition.kind, StandardOf):
                self._standard(condition, title)

    def _standard(self, condition: Condition, title: Title) -> None:
        standard = condition.kind
        found = (
            self._ruleset.title(title.subject_kind, standard.award)
            if isinstance(standard, StandardOf)
            else None
        )
        if found is not None and any(
            isinstance(each.kind, StandardOf) for each in found.conditions
        ):
            self._refuse(condition.code, "award", f"{found.code!r} rests on a standard itself")

    def _condition(
        self, condition: Condition, subject_kind: SubjectKind, *, in_period: bool = False
    ) -> None:
        kind = condition.kind
        if isinstance(kind, IN_PERIOD) and not in_period:
            self._refuse(condition.code, "kind", "stands only inside of a period")
        if isinstance(kind, Period) and in_period:
            self._refuse(condition.code, "kind", "a period has no period inside of it")
        wrong = OF_UNITS if subject_kind == "person" else OF_PEOPLE
        if isinstance(kind, wrong):
            self._refuse(condition.code, "kind", f"says nothing about a {subject_kind}")
        of: SubjectKind = "person" if isinstance(kind, MembersHolding) else subject_kind
        for each in fields(kind):
            award = getattr(kind, each.name)
            if each.metadata.get("award") and award and not self._ruleset.title(of, award):
                self._refuse(condition.code, each.name, f"no title {award!r} for a {of}")
        if isinstance(kind, MembersHolding) and not kind.percent and not kind.count:
            self._refuse(condition.code, "percent", "asks for nobody; give a share or a number")
        if isinstance(kind, MembersHolding) and kind.percent > 100:  # noqa: PLR2004 (a share)
            self._refuse(condition.code, "percent", "is more than all of them")
        for part in parts_of(condition):
            if isinstance(part.kind, (StandardOf, RegisteredFor)):
                self._refuse(part.code, "kind", "cannot stand inside of another condition")
            inside = in_period or isinstance(kind, Period)
            self._condition(part, subject_kind, in_period=inside)

    def _codes(self) -> None:
        """A top-level condition has its code alone; one inside of others may come again."""
        ruleset = self._ruleset
        tops = [each.condition.code for each in ruleset.common]
        tops += [each.code for title in ruleset.titles.values() for each in title.conditions]
        inner = {
            part.code
            for title in ruleset.titles.values()
            for each in title.conditions
            for part in with_parts(each)[1:]
        }
        for codes in ([p.code for p in ruleset.principles], [q.code for q in ruleset.quotas]):
            for code in codes:
                if codes.count(code) > 1:
                    self._refuse(code, "code", "another rule has this code")
        for code in tops:
            if tops.count(code) > 1 or code in inner:
                self._refuse(code, "code", "another condition has this code")

    def _refuse(self, rule: str, name: str, problem: str) -> NoReturn:
        raise RuleSetInvalid(self._file, rule, name, problem)
