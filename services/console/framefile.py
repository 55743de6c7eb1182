"""A scoring frame as a file: TOML that a person can read, check into an archive, and send.

What is wrong with the file is said with the place in it. Whether its parts add up is for the
service to say, which adopts it.
"""

from __future__ import annotations

import re
import tomllib
from datetime import date
from decimal import Decimal
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

import msgspec

if TYPE_CHECKING:
    from services.console.client.covenant import Frame

PLACE = re.compile(r" - at `\$?\.?(.*)`$")
LARGEST = 512 * 1024
# Documented frames of others, to begin with; each says where it is from and what was left open.
SAMPLES = Path(__file__).parent / "samples"


class FrameFileInvalid(Exception):
    """The file does not say what a frame is; `place` is where."""

    def __init__(self, place: str, detail: str) -> None:
        super().__init__(f"{place}: {detail}" if place else detail)
        self.place = place
        self.detail = detail


class _Part(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A part of the file; a name that is not known is a mistake, not a remark."""


class Band(_Part, frozen=True, kw_only=True):
    deduct: Decimal
    below: Decimal | None = None


class Line(_Part, frozen=True, kw_only=True):
    code: str
    name: str
    maximum: Decimal
    rule: Literal["points", "band", "proportional", "yes_no"] = "points"
    measure: str | None = None
    bands: tuple[Band, ...] = ()
    target: Decimal | None = None
    evidence_required: bool = False
    may_not_apply: bool = False


class Group(_Part, frozen=True, kw_only=True):
    code: str
    name: str
    maximum: Decimal
    criteria: tuple[Line, ...]


class Condition(_Part, frozen=True, kw_only=True):
    code: str
    name: str
    effect: Literal["exclude", "no_flag", "ceiling", "prefer"]
    ceiling: Decimal | None = None
    group: str | None = None


class Rules(_Part, frozen=True, kw_only=True):
    decimals: int = 2
    bonus_above_total: bool = True
    floor: Decimal | None = None
    not_applicable: Literal["nothing", "full", "scaled"] = "scaled"


class TieBreak(_Part, frozen=True, kw_only=True):
    by: Literal["group", "criterion", "base", "deductions", "preferred", "ballot"]
    of: str = ""


class Ranking(_Part, frozen=True, kw_only=True):
    tie_break: tuple[TieBreak, ...] = ()
    flag_by: Literal["score", "ballot", "agreement"] = "score"
    ballot_among: int | None = None


class FrameFile(_Part, frozen=True, kw_only=True):
    """The file; points are written as text or as whole numbers, so that none is rounded."""

    name: str
    base_maximum: Decimal
    groups: tuple[Group, ...]
    bonus_maximum: Decimal = Decimal(0)
    bonus: tuple[Line, ...] = ()
    penalty: tuple[Line, ...] = ()
    basis: tuple[str, ...] = ()
    rules: Rules = Rules()
    conditions: tuple[Condition, ...] = ()
    adopted_on: date | None = None
    ranking: Ranking = Ranking()


@cache
def samples() -> dict[str, str]:
    """The name of each sample frame, by the name of its file without `.toml`."""
    return {path.stem: read(path.read_bytes()).name for path in sorted(SAMPLES.glob("*.toml"))}


def read(content: bytes) -> FrameFile:
    """The frame a file describes. Raises `FrameFileInvalid`."""
    try:
        found = tomllib.loads(content.decode("utf-8"), parse_float=str)
    except UnicodeDecodeError as error:
        raise FrameFileInvalid("", f"not UTF-8 text ({error.reason})") from error
    except tomllib.TOMLDecodeError as error:
        raise FrameFileInvalid("", str(error)) from error
    try:
        return msgspec.convert(found, FrameFile, strict=False)
    except msgspec.ValidationError as error:
        said = str(error)
        place = PLACE.search(said)
        raise FrameFileInvalid(place.group(1) if place else "", said) from error


def form(file: FrameFile) -> dict[str, Any]:
    """The frame as the service takes it, without bloc, year and day."""
    said: dict[str, Any] = msgspec.to_builtins(file)
    said.pop("adopted_on", None)
    return said


def written(frame: Frame) -> str:
    """A frame as such a file: to be changed and uploaded again."""
    lines = [
        f"name = {_quoted(frame.name)}",
        f'base_maximum = "{frame.base_maximum}"',
        f'bonus_maximum = "{frame.bonus_maximum}"',
        f"basis = [{', '.join(_quoted(one) for one in frame.basis)}]",
        "",
        "[rules]",
        *_pairs(msgspec.to_builtins(frame.rules)),
    ]
    lines += ["", "[ranking]", *_pairs(msgspec.to_builtins(frame.ranking))]
    for group in frame.groups:
        lines += ["", "[[groups]]", *_pairs(msgspec.to_builtins(group), without="criteria")]
        for one in group.criteria:
            lines += ["", "[[groups.criteria]]", *_pairs(msgspec.to_builtins(one))]
    for part, criteria in (("bonus", frame.bonus), ("penalty", frame.penalty)):
        for one in criteria:
            lines += ["", f"[[{part}]]", *_pairs(msgspec.to_builtins(one))]
    for condition in frame.conditions:
        lines += ["", "[[conditions]]", *_pairs(msgspec.to_builtins(condition))]
    return "\n".join(lines) + "\n"


def _pairs(said: dict[str, Any], without: str = "") -> list[str]:
    return [
        f"{name} = {_value(value)}"
        for name, value in said.items()
        if name != without and value not in (None, "") and value != ()
    ]


def _value(value: Any) -> str:  # noqa: ANN401 (as above)
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, int):
        return str(value)
    if isinstance(value, tuple):
        return "[" + ", ".join("{ " + ", ".join(_pairs(one)) + " }" for one in value) + "]"
    return _quoted(str(value))


def _quoted(text: str) -> str:
    # A basic string of TOML is written as one of JSON is.
    return msgspec.json.encode(text).decode()
