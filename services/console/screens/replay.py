"""*So sánh bộ quy tắc*: whose verdict another rule set would change, and why."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from services.console.screens import differences
from services.console.screens.differences import DifferenceLine
from services.console.screens.moment import Moment

if TYPE_CHECKING:
    from collections.abc import Sequence

    from services.console.client.questions import Difference, RuleSet
    from services.console.screens.chrome import Names
    from services.console.screens.wording import Wording


@dataclass(frozen=True)
class RuleChoice:
    """A rule set one may compare with."""

    name: str
    version: str
    instrument: str
    certainty: str


@dataclass(frozen=True)
class ReplayScreen:
    """The year judged by another rule set; `chosen` is none before one was chosen."""

    year: int
    everywhere: bool
    rulesets: tuple[RuleChoice, ...]
    chosen: RuleChoice | None
    decided: int
    lines: tuple[DifferenceLine, ...]
    moment: Moment | None


def compose(
    year: int,
    everywhere: bool,
    rulesets: Sequence[RuleSet],
    chosen: str | None,
    found: Sequence[Difference],
    names: Names,
    wording: Wording,
    moment: Moment | None,
) -> ReplayScreen:
    choices = tuple(
        RuleChoice(each.name, each.version, each.instrument, each.certainty)
        for each in rulesets
    )
    lines = differences.lines(found, names, wording)
    return ReplayScreen(
        year,
        everywhere,
        choices,
        next((each for each in choices if each.name == chosen), None),
        sum(line.decides for line in lines),
        lines,
        moment,
    )
