"""Reads the table of cases: facts told in short lines become the entries of histories.

A line starts with who it is about where that is not the subject: `p3:` is a person of the unit,
`p1..p7:` are several, `@old:` is another unit. Years and people may be ranges. `use name` puts
in a set of lines of the same file.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any, cast

from services.awards.law import History, RuleSet, Verdict, deciding, judge, load, overlaid
from services.awards.law import history as law
from services.awards.law.verdict import SubjectKind
from tests.awards.samples import UNIT, named

CASES = Path(__file__).parent / "cases"
OVERLAY = Path(__file__).parents[2] / "deploy/sample/overlay.toml"
ABOUT = re.compile(r"(?:(p\d+|@\w+)(?:\.\.p(\d+))?: )?(.+)")
YEARS = re.compile(r"\b(\d{4})\.\.(\d{4})\b")
Kept = tuple[str, str, law.Entry]
Maker = Callable[[re.Match[str], str], Iterator[tuple[str, law.Entry]]]


@dataclass(frozen=True)
class Case:
    """One line of the table. `reasons` are the deciding conditions, as `code reason`."""

    file: str
    id: str
    rules: tuple[str, ...]
    article: str
    subject: SubjectKind
    award: str
    year: int
    ruleset: str
    facts: tuple[str, ...]
    expect: str
    reasons: tuple[str, ...]
    note: str = ""

    def kept(self) -> list[Kept]:
        """Every fact as an entry: of whom, in which list, what."""
        return list(_numbered(self.facts))

    def judged(self, kept: list[Kept], by: RuleSet | None = None) -> Verdict:
        histories = gathered(self.subject, kept)
        subject = histories.pop("")
        people = [each for each in histories.values() if each.subject_kind == "person"]
        units = [each for each in histories.values() if each.subject_kind == "unit"]
        ruleset = by or rules(self.ruleset)
        return judge(ruleset, self.award, self.year, subject, people, units)

    def is_met_by(self, verdict: Verdict) -> bool:
        return (verdict.answer.value, told(verdict)) == (self.expect, self.reasons)


def told(verdict: Verdict) -> tuple[str, ...]:
    """The deciding conditions as the table writes them."""
    return tuple(f"{each.code} {each.reason}" for each in deciding(verdict))


@dataclass
class File:
    name: str
    defaults: dict[str, Any]
    sets: dict[str, list[str]] = field(default_factory=dict)

    def lines(self, told: list[str]) -> Iterator[str]:
        for line in told:
            if line.startswith("use "):
                yield from self.lines(self.sets[line.removeprefix("use ")])
            else:
                yield line


@cache
def table() -> tuple[Case, ...]:
    return tuple(case for path in sorted(CASES.glob("*.toml")) for case in _cases(path))


def _cases(path: Path) -> Iterator[Case]:
    data = tomllib.loads(path.read_text("utf-8"))
    file = File(path.stem, data["defaults"], data.get("sets", {}))
    for each in data["case"]:
        found = {"year": 2024, "ruleset": "law-2022", **file.defaults, **each}
        found["facts"] = tuple(file.lines(found["facts"]))
        for name in ("rules", "reasons"):
            found[name] = tuple(found[name])
        yield Case(file=path.stem, **found)


@cache
def rules(name: str) -> RuleSet:
    if name == "overlay":
        return overlaid(OVERLAY.name, OVERLAY.read_text("utf-8"))
    return load(name)


def gathered(subject: SubjectKind, kept: list[Kept]) -> dict[str, History]:
    """The histories that entries make, by whom they are about; always the subject's."""
    histories = {"": History(subject, UNIT if subject == "unit" else named("p0"))}
    for who, name, entry in kept:
        kind: SubjectKind = "person" if who.startswith("p") else "unit"
        history = histories.setdefault(who, History(kind, named(who))) if who else histories[""]
        entries = tuple(law.chronicle([*getattr(history, name), entry]))
        changed: dict[str, Any] = {name: entries}
        histories[who] = replace(history, **changed)
    return histories


def _numbered(lines: tuple[str, ...]) -> Iterator[Kept]:
    """Facts numbered as their publishers would: the order of the lines is that of the log."""
    positions = {"awards": 0, "bloc": 0, "covenant": 0}
    for line in lines:
        for who, plain in _each(line):
            for source, name, entry in _read(plain, who):
                positions[source] += 1
                yield who, name, replace(entry, fact=f"{source}:{positions[source]}")


def _each(line: str) -> Iterator[tuple[str, str]]:
    """One line for each person and each year of its ranges."""
    told = ABOUT.fullmatch(line)
    assert told, line
    first, last, rest = told.groups()
    people = [first or ""]
    if last:
        people = [f"p{n}" for n in range(int(first[1:]), int(last) + 1)]
    years = YEARS.search(rest)
    span = range(int(years[1]), int(years[2]) + 1) if years else [None]
    for person in people:
        for year in span:
            yield person, rest if year is None else YEARS.sub(str(year), rest)


def _day(text: str) -> date:
    return date.fromisoformat(text)


def _read(line: str, who: str) -> Iterator[tuple[str, str, law.Entry]]:
    for pattern, make in LINES.items():
        told = re.fullmatch(pattern, line)
        if told:
            yield from ((_source(name), name, entry) for name, entry in make(told, who))
            return
    raise ValueError(f"no such line: {line!r}")


def _source(name: str) -> str:
    of_bloc = {
        "moves",
        "absences",
        "foundings",
        "dissolutions",
        "restorations",
        "successions",
    }
    if name in of_bloc:
        return "bloc"
    return "covenant" if name in {"ranks", "registrations"} else "awards"


def _award(told: re.Match[str], who: str) -> Iterator[tuple[str, law.Entry]]:
    award, year, how = told["award"], int(told["year"]), told["how"] or ""
    rested = tuple(how.split()[-1].split(",")) if "rested on" in how else ()
    yield (
        "awards",
        law.AwardHeld(
            "",
            award_id=named(f"{who} {award} {year}"),
            award=award,
            year=year,
            proven=told["proof"] == "award",
            rested_on=rested,
            merit="thematic" not in how,
        ),
    )


def _moved(told: re.Match[str], _: str) -> Iterator[tuple[str, law.Entry]]:
    here = UNIT
    other = named("elsewhere")
    on = _day(told["on"])
    before, after = {
        "enrolled": (None, here),
        "enrolled elsewhere": (None, other),
        "came": (other, here),
        "went": (here, other),
        "left": (here, None),
    }[told["what"]]
    yield "moves", law.Moved("", before, after, on)


LINES: dict[str, Maker] = {
    r"rating (?P<year>\d+) (?P<rating>\w+)": lambda m, _: iter(
        [("ratings", law.Rated("", int(m["year"]), cast("law.RatingLevel", m["rating"])))]
    ),
    r"finding (?P<code>\S+) (?P<year>\d+)(?P<no> not met)?": lambda m, _: iter(
        [("findings", law.Found("", int(m["year"]), m["code"], not m["no"]))]
    ),
    r"(?P<proof>award|declared) (?P<award>\w+) (?P<year>\d+)(?P<how> .+)?": _award,
    r"revoked (?P<award>\w+) (?P<year>\d+)": lambda m, who: iter(
        [("revocations", law.AwardRevoked("", named(f"{who} {m['award']} {m['year']}")))]
    ),
    r"initiative (?P<scope>\w+) (?P<year>\d+)(?P<d> undecided)?": lambda m, _: iter(
        [
            (
                "initiatives",
                law.Initiative("", int(m["year"]), cast("law.Scope", m["scope"]), not m["d"]),
            )
        ]
    ),
    r"(?P<what>enrolled|enrolled elsewhere|came|went|left) (?P<on>[\d-]+)": _moved,
    r"discipline (?P<form>\w+) (?P<on>[\d-]+)(?: to (?P<end>[\d-]+))?": lambda m, who: iter(
        [
            (
                "disciplines",
                law.Disciplined(
                    "",
                    named(f"{who} {m['on']}"),
                    cast("law.DisciplineForm", m["form"]),
                    _day(m["on"]),
                    _day(m["end"]) if m["end"] else None,
                ),
            )
        ]
    ),
    r"discipline of (?P<on>[\d-]+) ended (?P<end>[\d-]+)": lambda m, who: iter(
        [
            (
                "disciplines_over",
                law.DisciplineOver("", named(f"{who} {m['on']}"), _day(m["end"])),
            )
        ]
    ),
    r"hold (?P<name>\w+)": lambda m, _: iter([("holds", law.HoldPlaced("", named(m["name"])))]),
    r"hold (?P<name>\w+) lifted": lambda m, _: iter(
        [("holds_lifted", law.HoldLifted("", named(m["name"])))]
    ),
    r"rank (?P<rank>\d+) of (?P<of>\d+) (?P<year>\d+)": lambda m, _: iter(
        [
            (
                "ranks",
                law.Ranked("", named("bloc"), int(m["year"]), int(m["rank"]), int(m["of"])),
            )
        ]
    ),
    r"excluded by (?P<code>\S+) of (?P<of>\d+) (?P<year>\d+)": lambda m, _: iter(
        [
            (
                "ranks",
                law.Ranked("", named("bloc"), int(m["year"]), None, int(m["of"]), (m["code"],)),
            )
        ]
    ),
    r"barred by (?P<code>\S+) at (?P<rank>\d+) of (?P<of>\d+) (?P<year>\d+)": lambda m, _: iter(
        [
            (
                "ranks",
                law.Ranked(
                    "",
                    named("bloc"),
                    int(m["year"]),
                    int(m["rank"]),
                    int(m["of"]),
                    conditions=(m["code"],),
                ),
            )
        ]
    ),
    r"founded (?P<on>[\d-]+)": lambda m, _: iter(
        [("foundings", law.Founded("", _day(m["on"])))]
    ),
    r"dissolved (?P<on>[\d-]+)": lambda m, _: iter(
        [("dissolutions", law.Dissolved("", _day(m["on"])))]
    ),
    r"restored (?P<on>[\d-]+)": lambda m, _: iter(
        [("restorations", law.Restored("", _day(m["on"])))]
    ),
    r"(?P<what>away|back) (?P<why>LEAVE|SECONDED|MATERNITY) (?P<on>[\d-]+)": lambda m, _: iter(
        [
            (
                "absences",
                law.Absent(
                    "",
                    "SECONDED" if m["why"] == "SECONDED" else "LEAVE",
                    away=m["what"] == "away",
                    on=_day(m["on"]),
                    maternity=m["why"] == "MATERNITY",
                ),
            )
        ]
    ),
    r"(?P<how>succeeded|merged from) (?P<unit>@\w+) (?P<on>[\d-]+)": lambda m, _: iter(
        [
            (
                "successions",
                law.Succeeded(
                    "", named(m["unit"]), _day(m["on"]), alone=m["how"] == "succeeded"
                ),
            )
        ]
    ),
    r"registered (?P<award>\w+) (?P<year>\d+)": lambda m, _: iter(
        [("registrations", law.Registered("", m["award"], int(m["year"])))]
    ),
}
