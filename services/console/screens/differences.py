"""Verdicts that would be others: by facts that are only supposed, or by other rules."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from services.console.screens.chrome import Names, Party
from services.console.screens.timeline import Citation
from shared.catalogue.names import name_key

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from services.console.client.questions import Changed, Difference, Said
    from services.console.screens.wording import Wording

SUPPOSED = "supposed:"


@dataclass(frozen=True)
class SaidLine:
    """What one verdict says of a condition; facts that are only supposed are not linked."""

    answer: str
    article: str
    why: str
    facts: tuple[Citation, ...]
    supposed: int


@dataclass(frozen=True)
class ChangeLine:
    """A condition of which the two verdicts say different things."""

    code: str
    text: str
    before: SaidLine | None
    after: SaidLine | None


@dataclass(frozen=True)
class DifferenceLine:
    """Whose verdict would be another one, and because of which conditions.

    `decides` says that the verdict changes, and not only its reasons.
    """

    subject: Party
    subject_kind: str
    award: str
    year: int
    before: str
    after: str
    conditions: tuple[ChangeLine, ...]

    @property
    def decides(self) -> bool:
        return self.before != self.after


def lines(
    found: Iterable[Difference], names: Names, wording: Wording
) -> tuple[DifferenceLine, ...]:
    """Changed verdicts first, then those of which only the reasons change; each by name."""
    shown = [_line(each, names, wording) for each in found]
    shown.sort(
        key=lambda line: (not line.decides, name_key(line.subject.name or ""), line.award)
    )
    return tuple(shown)


def mentioned(found: Iterable[Difference]) -> Iterator[str]:
    """The ids of the facts of the log that either verdict rests on."""
    for difference in found:
        for change in difference.conditions:
            for said in (change.before, change.after):
                yield from () if said is None else _real(said.facts)


def _line(one: Difference, names: Names, wording: Wording) -> DifferenceLine:
    return DifferenceLine(
        names.party(one.subject_id),
        one.subject_kind,
        one.award,
        one.year,
        one.before,
        one.after,
        tuple(_change(each, wording) for each in one.conditions),
    )


def _change(one: Changed, wording: Wording) -> ChangeLine:
    return ChangeLine(one.code, one.text, _said(one.before, wording), _said(one.after, wording))


def _said(one: Said | None, wording: Wording) -> SaidLine | None:
    if one is None:
        return None
    real = _real(one.facts)
    return SaidLine(
        one.answer,
        one.article,
        wording.sentence(f"why.{one.reason}", one.values),
        tuple(wording.citation(fact) for fact in real),
        len(one.facts) - len(real),
    )


def _real(facts: Sequence[str]) -> list[str]:
    return [fact for fact in facts if not fact.startswith(SUPPOSED)]
