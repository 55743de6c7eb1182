"""Rule sets: the law as dated data, read from TOML and checked before anything is judged.

A rule set that does not make sense is refused whole, with the file, the rule and the field.
"""

from __future__ import annotations

import tomllib
from dataclasses import MISSING, dataclass, fields
from datetime import date
from pathlib import Path
from typing import Any, NoReturn, get_args

from services.awards.law.conditions import KINDS, AnyOf, Condition, Kind, StandardOf
from services.awards.law.conditions import AwardsInSuccession as Succession
from services.awards.law.conditions import MembersHolding as Holding
from services.awards.law.verdict import Certainty, SubjectKind

RULESETS = Path(__file__).parent / "rulesets"
COMMON_FIELDS = {"code", "kind", "article", "certainty", "text", "route"}


class RuleSetInvalid(Exception):
    """A rule set cannot be used. Says which file, which rule and which field is wrong."""

    def __init__(self, file: str, rule: str, name: str, problem: str) -> None:
        self.file = file
        self.rule = rule
        self.field = name
        super().__init__(f"{file}: {rule}: {name}: {problem}")


@dataclass(frozen=True)
class Title:
    """A title. `authority` says who may grant it, `article` where the law describes it."""

    code: str
    name: str
    subject_kind: SubjectKind
    article: str
    authority: str
    authority_article: str
    conditions: tuple[Condition, ...]

    @property
    def routes(self) -> tuple[str, ...]:
        """The alternative ways to this title, in order; none when there is only one way."""
        return tuple(dict.fromkeys(c.route for c in self.conditions if c.route))


@dataclass(frozen=True)
class RuleSet:
    """The rules of a time. `confirmed_to` is the last day on which the wording was checked.

    `common` conditions belong to every title.
    """

    name: str
    version: str
    instrument: str
    effective_from: date
    confirmed_to: date
    common: tuple[Condition, ...]
    titles: dict[str, Title]

    @property
    def years(self) -> range:
        """The years of achievement for which the wording is known to hold."""
        return range(self.effective_from.year, self.confirmed_to.year + 1)

    def titles_for(self, subject_kind: SubjectKind) -> list[Title]:
        return [t for t in self.titles.values() if t.subject_kind == subject_kind]


def load(source: Path | str) -> RuleSet:
    """Read a rule set from a file, or one of ours by name. Raises `RuleSetInvalid`."""
    path = source if isinstance(source, Path) else RULESETS / f"{source}.toml"
    try:
        data = tomllib.loads(path.read_text(encoding="utf-8"))
    except tomllib.TOMLDecodeError as error:
        raise RuleSetInvalid(path.name, "file", "toml", str(error)) from error
    ruleset = _Reader(path.name).ruleset(data)
    _check_references(path.name, ruleset)
    return ruleset


class _Reader:
    """Turns the tables of one file into rules; `rule` is the one being read."""

    def __init__(self, file: str) -> None:
        self._file = file
        self._rule = "file"

    def ruleset(self, data: dict[str, Any]) -> RuleSet:
        titles = [self.title(each) for each in self.value(data, "titles", list)]
        self._rule = "file"
        codes = [title.code for title in titles]
        if len(set(codes)) < len(codes):
            self.refuse("titles", "a title is there twice")
        return RuleSet(
            name=self.value(data, "name", str),
            version=self.value(data, "version", str),
            instrument=self.value(data, "instrument", str),
            effective_from=self.value(data, "effective_from", date),
            confirmed_to=self.value(data, "confirmed_to", date),
            common=tuple(self.condition(each) for each in data.get("common", [])),
            titles={title.code: title for title in titles},
        )

    def title(self, data: dict[str, Any]) -> Title:
        self._rule = str(data.get("code", "a title without code"))
        texts = ("code", "name", "article", "authority", "authority_article")
        found: dict[str, str] = {name: self.value(data, name, str) for name in texts}
        kind: SubjectKind = self.choice(data, "subject_kind", get_args(SubjectKind))
        conditions = tuple(
            self.condition(each) for each in self.value(data, "conditions", list)
        )
        codes = [condition.code for condition in conditions]
        self._rule = found["code"]
        if not codes:
            self.refuse("conditions", "a title without conditions would be everybody's")
        if len(set(codes)) < len(codes):
            self.refuse("conditions", "a condition is there twice")
        return Title(subject_kind=kind, conditions=conditions, **found)

    def condition(self, data: dict[str, Any], part_of: str = "") -> Condition:
        self._rule = str(data.get("code", part_of or "a condition without code"))
        kind_name = self.choice(data, "kind", tuple(KINDS))
        certainty: Certainty = self.choice(data, "certainty", get_args(Certainty))
        texts = {name: self.value(data, name, str) for name in ("code", "article", "text")}
        kind = self.kind(KINDS[kind_name], data)
        return Condition(
            kind=kind, certainty=certainty, route=str(data.get("route", "")), **texts
        )

    def kind(self, kind: type[Kind], data: dict[str, Any]) -> Kind:
        if kind is AnyOf:
            rule = self._rule
            options = self.value(data, "options", list)
            return AnyOf(tuple(self.condition(each, rule) for each in options))
        values: dict[str, Any] = {}
        for each in fields(kind):
            if each.name not in data and each.default is not MISSING:
                continue
            choices = each.metadata.get("choices")
            values[each.name] = (
                self.choice(data, each.name, choices)
                if choices
                else self.value(data, each.name, PARAMETER_TYPES[str(each.type)])
            )
        unknown = data.keys() - COMMON_FIELDS - {each.name for each in fields(kind)}
        if unknown:
            self.refuse(min(unknown), "is not a parameter of this kind of condition")
        return kind(**values)

    def value(self, data: dict[str, Any], name: str, kind: type) -> Any:  # noqa: ANN401 (TOML)
        if name not in data:
            self.refuse(name, "is missing")
        value = data[name]
        # A boolean is an integer to Python, but not in a rule.
        if not isinstance(value, kind) or isinstance(value, bool) is not (kind is bool):
            self.refuse(name, f"{value!r} is no {kind.__name__}")
        if value == "" or (isinstance(value, int) and value < 0):
            self.refuse(name, f"{value!r} says nothing")
        return value

    def choice(self, data: dict[str, Any], name: str, choices: tuple[str, ...]) -> Any:  # noqa: ANN401 (a literal of the caller's)
        value = self.value(data, name, str)
        if value not in choices:
            self.refuse(name, f"{value!r} is none of {', '.join(choices)}")
        return value

    def refuse(self, name: str, problem: str) -> NoReturn:
        raise RuleSetInvalid(self._file, self._rule, name, problem)


PARAMETER_TYPES: dict[str, type] = {"str": str, "int": int, "bool": bool}


def _check_references(file: str, ruleset: RuleSet) -> None:
    """Titles named by conditions exist, and no title is defined by way of itself."""
    for title in ruleset.titles.values():
        for condition in title.conditions:
            match condition.kind:
                case StandardOf(award=award) | Succession(award=award) | Holding(award=award):
                    if award not in ruleset.titles:
                        raise RuleSetInvalid(
                            file, condition.code, "award", f"no title {award!r}"
                        )
                case _:
                    continue
            if isinstance(condition.kind, StandardOf) and any(
                isinstance(each.kind, StandardOf) for each in ruleset.titles[award].conditions
            ):
                raise RuleSetInvalid(
                    file, condition.code, "award", f"{award!r} rests on another standard"
                )
