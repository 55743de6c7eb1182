"""*Giả sử*: what would follow from facts that nobody recorded; they are shown, never kept."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any
from uuid import UUID

from services.console.screens import differences
from services.console.screens.chrome import Names, Party
from services.console.screens.differences import DifferenceLine
from services.console.screens.eligibility import TITLES
from services.console.screens.moment import Moment
from shared.catalogue.names import collation_key, name_key

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from services.console.client.awards import Verdict
    from services.console.client.bloc import Bloc
    from services.console.client.conditions import Condition
    from services.console.client.questions import Difference
    from services.console.screens.wording import Wording

ROWS = 3
RATINGS = ("EXCELLENT", "GOOD", "COMPLETED", "FAILED")
SCOPES = ("UNIT", "MINISTRY", "NATION")
FORMS = ("reprimand", "warning", "demotion", "dismissal")
AWAITED = ("finding_missing", "finding_not_met", "finding_met")
# A disciplinary term is supposed to begin in the middle of its year.
IMPOSED = "06-30"

# What is sent for each kind of supposition, from its value and its year.
FACTS: dict[str, Callable[[str, int], dict[str, Any]]] = {
    "rating": lambda value, year: {"fact": "rating", "year": year, "rating": value},
    "initiative": lambda value, year: {"fact": "initiative", "year": year, "scope": value},
    "award": lambda value, year: {"fact": "award", "year": year, "award": value},
    "finding": lambda value, year: {"fact": "finding", "year": year, "condition": value},
    "discipline": lambda value, year: {
        "fact": "discipline",
        "form": value,
        "imposed_on": f"{year}-{IMPOSED}",
    },
}


@dataclass(frozen=True)
class Supposed:
    """One supposition: its kind and value, as `rating:EXCELLENT`, and its year."""

    kind: str
    value: str
    year: int

    @property
    def choice(self) -> str:
        return f"{self.kind}:{self.value}"

    def fact(self) -> dict[str, Any]:
        """The form of it that `awards` takes."""
        return FACTS[self.kind](self.value, self.year)


@dataclass(frozen=True)
class SuppositionsScreen:
    """What would be; `asked` says that something was supposed, `lines` what follows.

    `findings` are the conditions that a competent body finds about, by code and text.
    """

    year: int
    people: tuple[Party, ...]
    units: tuple[Party, ...]
    kind: str
    subject: Party | None
    titles: tuple[str, ...]
    findings: tuple[tuple[str, str], ...]
    supposed: tuple[Supposed, ...]
    asked: bool
    lines: tuple[DifferenceLine, ...]
    moment: Moment | None


def compose(
    year: int,
    bloc: Bloc,
    kind: str,
    subject: UUID | None,
    verdicts: Sequence[Verdict],
    supposed: Sequence[Supposed],
    found: Sequence[Difference],
    names: Names,
    wording: Wording,
    moment: Moment | None,
) -> SuppositionsScreen:
    members = set(bloc.unit_ids)
    people = [
        names.party(person.id)
        for person in names.people.values()
        if person.unit_id in members or person.id == subject
    ]
    units = {*bloc.unit_ids, *({subject} if kind == "unit" and subject else ())}
    return SuppositionsScreen(
        year,
        tuple(sorted(people, key=lambda one: name_key(one.name or ""))),
        tuple(sorted(map(names.party, units), key=lambda one: collation_key(one.name or ""))),
        kind,
        None if subject is None else names.party(subject),
        TITLES[kind],
        tuple(sorted(set(_findings(verdicts)))),
        tuple(supposed),
        bool(supposed) and subject is not None,
        differences.lines(found, names, wording),
        moment,
    )


def read(choices: Iterable[str], years: Iterable[str], otherwise: int) -> Iterator[Supposed]:
    """What the reader supposes; what the page does not know is left out."""
    for choice, typed in zip(choices, years, strict=False):
        kind, _, value = choice.partition(":")
        if kind in FACTS and value:
            yield Supposed(kind, value, int(typed) if typed.isdecimal() else otherwise)


def _findings(verdicts: Iterable[Verdict]) -> Iterator[tuple[str, str]]:
    for verdict in verdicts:
        yield from _awaited(verdict.conditions)


def _awaited(conditions: Iterable[Condition]) -> Iterator[tuple[str, str]]:
    for each in conditions:
        if each.reason in AWAITED:
            yield each.code, each.text
        yield from _awaited(each.parts)
