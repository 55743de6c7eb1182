"""The rules of a bloc's meetings as dated data: how many must come, and what a candidate needs.

No legal text fixes them for blocs; each body does in its regulation of blocs. What is beside
this file is common practice, and an operator may put another file in its place.
"""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

DEFAULT = Path(__file__).with_name("meetings.toml")
WHOLES = ("present", "entitled")


class MeetingRulesInvalid(Exception):
    """A file of meeting rules cannot be read; the message says which rule and field."""


@dataclass(frozen=True)
class Share:
    """At least `numerator` of `denominator` or, where `more_than`, more than that."""

    numerator: int
    denominator: int
    more_than: bool


@dataclass(frozen=True)
class MeetingRule:
    """What holds for a meeting from one day to another, both included."""

    name: str
    basis: str
    effective_from: date
    effective_to: date | None
    quorum: Share
    passing: Share
    passing_of: str


def read(path: Path) -> tuple[MeetingRule, ...]:
    """The rules of a file. Raises `MeetingRulesInvalid`."""
    try:
        found = tomllib.loads(path.read_text("utf-8"))["rules"]
    except (OSError, tomllib.TOMLDecodeError, KeyError) as error:
        raise MeetingRulesInvalid(f"{path}: {error!r}") from error
    return tuple(_rule(path, one) for one in found)


def in_force(rules: tuple[MeetingRule, ...], on: date) -> MeetingRule | None:
    """The rule of a day: of those in force, the one that began last."""
    holding = [
        rule
        for rule in rules
        if rule.effective_from <= on and (rule.effective_to is None or on <= rule.effective_to)
    ]
    return max(holding, key=lambda rule: rule.effective_from, default=None)


def _rule(path: Path, written: dict[str, Any]) -> MeetingRule:
    where = f"{path}: {written.get('name', 'a rule without a name')}"
    try:
        rule = MeetingRule(
            name=written["name"],
            basis=written["basis"],
            effective_from=written["effective_from"],
            effective_to=written.get("effective_to"),
            quorum=_share(where, "quorum", written),
            passing=_share(where, "passing", written),
            passing_of=written["passing_of"],
        )
    except KeyError as error:
        raise MeetingRulesInvalid(f"{where}: {error} is missing") from error
    if rule.passing_of not in WHOLES:
        raise MeetingRulesInvalid(f"{where}: passing_of is one of {', '.join(WHOLES)}")
    return rule


def _share(where: str, name: str, written: dict[str, Any]) -> Share:
    at_least, more = (written[name].get(key) for key in ("at_least", "more_than"))
    top, _, bottom = str(at_least or more or "").partition("/")
    one_of_both = (at_least is None) != (more is None)
    if not one_of_both or not top.isdecimal() or not bottom.isdecimal():
        raise MeetingRulesInvalid(
            f'{where}: {name} is {{ at_least = "2/3" }} or {{ more_than = "1/2" }}'
        )
    share = Share(int(top), int(bottom), more is not None)
    if not 0 < share.numerator <= share.denominator - share.more_than:
        raise MeetingRulesInvalid(f"{where}: {name} is a share of a whole, above 0")
    return share
