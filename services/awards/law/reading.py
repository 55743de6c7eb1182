"""Reads rule sets from TOML and checks them before anything is judged.

A rule set that does not make sense is refused whole, with the file, the rule and the field.
Every field is required and no other one is allowed: what is left out says nothing by itself.
"""

from __future__ import annotations

import re
from dataclasses import fields
from datetime import date
from typing import Any, TypeVar, get_args

from services.awards.law.conditions import KINDS, Condition, Kind
from services.awards.law.fields import Fields
from services.awards.law.principles import PRINCIPLES, Principle
from services.awards.law.ruleset import (
    ALWAYS,
    Common,
    Family,
    Quota,
    Rounding,
    Title,
    Transition,
)
from services.awards.law.verdict import Certainty, SubjectKind

K = TypeVar("K")

RULE_FIELDS = {"code", "kind", "article", "source", "certainty", "text"}
CERTAINTIES: tuple[Certainty, ...] = get_args(Certainty)
ROUNDINGS: tuple[Rounding, ...] = get_args(Rounding)
# An instrument of Vietnamese law, or a paper of whoever makes an overlay.
ARTICLE = re.compile(r"(Luật|Nghị định|Thông tư|Quyết định|Công văn|Quy chế|Quy định) .+")
CODE = re.compile(r"[A-Z][A-Za-z0-9_'-]*")
NAME = re.compile(r"[a-z][a-z0-9-]*")
ROUTE = re.compile(r"[a-z][a-z_]*")


class Reader(Fields):
    """Turns the tables of one file into rules.

    `cap` is the certainty that no rule of the file can exceed.
    """

    def __init__(self, file: str, cap: Certainty = "confirmed") -> None:
        super().__init__(file)
        self.cap = cap
        self.sources: dict[str, str] = {}

    # Rules

    def title(self, data: dict[str, Any]) -> Title:
        self.rule = self.name_of(data)
        routes = self.words(data, "routes", ROUTE)
        found = Title(
            code=self.pattern(data, "code", CODE),
            name=self.value(data, "name", str),
            family=self.choice(data, "family", get_args(Family)),
            subject_kind=self.choice(data, "subject_kind", get_args(SubjectKind)),
            article=self.pattern(data, "article", ARTICLE),
            source=self.source(data),
            authority=self.value(data, "authority", str),
            authority_article=self.pattern(data, "authority_article", ARTICLE),
            routes=routes,
            implies=self.words(data, "implies", CODE),
            conditions=tuple(
                self.condition(each, routes)
                for each in self.tables(data, "conditions", may_be_empty=False)
            ),
        )
        self.rule = found.code
        self.only(data, {each.name for each in fields(Title)})
        self.once([each.code for each in found.conditions], "conditions", "a condition")
        for route in routes:
            if all(each.route != route for each in found.conditions):
                self.refuse("routes", f"no condition is on the way {route!r}")
        return found

    def condition(self, data: dict[str, Any], routes: tuple[str, ...] = ()) -> Condition:
        """A condition; where there are routes it names one of them, or `always`."""
        self.rule = rule = self.name_of(data)
        found = self.choice(data, "kind", tuple(KINDS))
        route = self.choice(data, "route", (ALWAYS, *routes)) if routes else ALWAYS
        kind: Kind = self.parameters(
            KINDS[found], data, RULE_FIELDS | ({"route"} if routes else set())
        )
        self.rule = rule
        return Condition(kind=kind, route="" if route == ALWAYS else route, **self.common(data))

    def principle(self, data: dict[str, Any]) -> Principle:
        self.rule = self.name_of(data)
        kind = PRINCIPLES[self.choice(data, "kind", tuple(PRINCIPLES))]
        return Principle(kind=self.parameters(kind, data, RULE_FIELDS), **self.common(data))

    def everywhere(self, data: dict[str, Any]) -> Common:
        self.rule = self.name_of(data)
        subjects: tuple[Any, ...] = tuple(self.value(data, "subjects", list))
        kinds = get_args(SubjectKind)
        if not subjects or set(subjects) - set(kinds) or len(set(subjects)) < len(subjects):
            self.refuse("subjects", f"{list(subjects)} is not some of {', '.join(kinds)}")
        rest = {name: value for name, value in data.items() if name != "subjects"}
        return Common(subjects, self.condition(rest))

    def quota(self, data: dict[str, Any]) -> Quota:
        self.rule = self.name_of(data)
        percent = self.value(data, "percent", int)
        if percent > 100:  # noqa: PLR2004 (a share of a hundred)
            self.refuse("percent", "is more than all of them")
        self.only(data, {each.name for each in fields(Quota)})
        award, of = (self.pattern(data, name, CODE) for name in ("award", "of"))
        rounding = self.choice(data, "rounding", ROUNDINGS)
        return Quota(
            award=award, of=of, percent=percent, rounding=rounding, **self.common(data)
        )

    def transition(self, data: dict[str, Any]) -> Transition:
        self.rule = self.name_of(data)
        self.only(data, {each.name for each in fields(Transition)})
        return Transition(
            supersedes=self.pattern(data, "supersedes", NAME),
            received_before=self.value(data, "received_before", date),
            **self.common(data),
        )

    def common(self, data: dict[str, Any]) -> dict[str, Any]:
        """The fields that every rule has. No rule is surer than the whole it belongs to."""
        certainty = self.choice(data, "certainty", CERTAINTIES)
        return {
            "code": self.pattern(data, "code", CODE),
            "article": self.pattern(data, "article", ARTICLE),
            "source": self.source(data),
            "certainty": max(certainty, self.cap, key=CERTAINTIES.index),
            "text": self.value(data, "text", str),
        }

    # Parameters

    def parameters(self, kind: type[K], data: dict[str, Any], others: set[str]) -> K:
        """A condition or principle of a kind, with exactly its fields."""
        known = {each.name: each for each in fields(kind)}  # type: ignore[arg-type]  # dataclasses
        values: dict[str, Any] = {}
        rule = self.rule
        for name, each in known.items():
            of = each.metadata
            self.rule = rule
            if name in {"parts", "options"}:
                tables = self.tables(data, name, may_be_empty="may_be_empty" in of)
                if len(tables) > of.get("length", len(tables)):
                    self.refuse(name, "is more than one condition")
                inside = tuple(self.condition(table) for table in tables)
                self.rule = rule
                self.once([each.code for each in inside], name, "a condition")
                values[name] = inside
            elif "choices" in of:
                values[name] = self.choice(data, name, of["choices"])
            elif "pattern" in of:
                values[name] = self.pattern(data, name, re.compile(of["pattern"]))
            elif of.get("award"):
                empty = of.get("may_be_empty") and data.get(name) == ""
                values[name] = "" if empty else self.pattern(data, name, CODE)
            else:
                kind_of = {"int": int, "bool": bool}[str(each.type)]
                values[name] = self.value(data, name, kind_of, of.get("least", 1))
        self.rule = rule
        self.only(data, known.keys() | others)
        return kind(**values)

    def source(self, data: dict[str, Any]) -> str:
        return str(self.choice(data, "source", tuple(self.sources)))
