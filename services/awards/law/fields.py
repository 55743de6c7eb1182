"""Reads single fields of a rule file, and says which one is wrong."""

from __future__ import annotations

import re
import tomllib
from datetime import date
from typing import Any, NoReturn


class RuleSetInvalid(Exception):
    """A rule set cannot be used. Says which file, which rule and which field is wrong."""

    def __init__(self, file: str, rule: str, name: str, problem: str) -> None:
        self.file = file
        self.rule = rule
        self.field = name
        self.problem = problem
        super().__init__(f"{file}: {rule}: {name}: {problem}")


def parse(name: str, text: str) -> dict[str, Any]:
    """The tables of a file's text."""
    try:
        return tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise RuleSetInvalid(name, "file", "toml", str(error)) from error


class Fields:
    """The fields of one file; `rule` is what a refusal calls the table being read."""

    def __init__(self, file: str) -> None:
        self.file = file
        self.rule = "file"

    def value(self, data: dict[str, Any], name: str, kind: type[Any], least: int = 1) -> Any:  # noqa: ANN401 (TOML)
        if name not in data:
            self.refuse(name, "is missing")
        value = data[name]
        # A boolean is an integer to Python, but not in a rule.
        if not isinstance(value, kind) or isinstance(value, bool) is not (kind is bool):
            self.refuse(name, f"{value!r} is no {WORDS[kind]}")
        if kind is int and value < least:
            self.refuse(name, f"{value} is less than {least}")
        if kind is str and not value.strip():
            self.refuse(name, "is empty")
        return value

    def choice(self, data: dict[str, Any], name: str, choices: tuple[str, ...]) -> Any:  # noqa: ANN401 (a literal of the caller's)
        value = self.value(data, name, str)
        if value not in choices:
            self.refuse(name, f"{value!r} is none of {', '.join(choices)}")
        return value

    def pattern(self, data: dict[str, Any], name: str, pattern: re.Pattern[str]) -> str:
        value: str = self.value(data, name, str)
        if not pattern.fullmatch(value):
            self.refuse(name, f"{value!r} is not like {pattern.pattern}")
        return value

    def only(self, data: dict[str, Any], known: set[str]) -> None:
        unknown = sorted(data.keys() - known)
        if unknown:
            self.refuse(unknown[0], f"is no field here; there are {', '.join(sorted(known))}")

    def once(self, found: list[str], name: str, what: str) -> None:
        twice = sorted({each for each in found if found.count(each) > 1})
        if twice:
            self.refuse(name, f"{what} is there twice: {', '.join(twice)}")

    def refuse(self, name: str, problem: str) -> NoReturn:
        raise RuleSetInvalid(self.file, self.rule, name, problem)

    def tables(
        self, data: dict[str, Any], name: str, *, may_be_empty: bool = True
    ) -> list[Any]:
        found: list[Any] = self.value(data, name, list)
        if not found and not may_be_empty:
            self.refuse(name, "is empty, so it would be true of everybody or of nobody")
        if any(not isinstance(each, dict) for each in found):
            self.refuse(name, "is no list of tables")
        return found

    def words(
        self, data: dict[str, Any], name: str, pattern: re.Pattern[str]
    ) -> tuple[str, ...]:
        found: list[Any] = self.value(data, name, list)
        for each in found:
            if not isinstance(each, str) or not pattern.fullmatch(each):
                self.refuse(name, f"{each!r} is not like {pattern.pattern}")
        self.once(found, name, "a name")
        return tuple(found)

    def name_of(self, data: dict[str, Any]) -> str:
        """What a refusal calls a rule; one without a code by the one it is in."""
        return str(data.get("code") or f"{self.rule}, a rule without a code")


WORDS = {
    str: "text",
    int: "whole number",
    bool: "true or false",
    date: "date such as 2024-01-01",
    list: "list",
    dict: "table",
}
