"""How a bloc ranks: what decides between equal totals, and whether score or ballot prevails."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import takewhile
from typing import Final, Literal

TieBreakBy = Literal["group", "criterion", "base", "deductions", "preferred", "ballot"]
FlagBy = Literal["score", "ballot", "agreement"]
NAMED: frozenset[TieBreakBy] = frozenset({"group", "criterion", "preferred"})


@dataclass(frozen=True)
class TieBreak:
    """What decides between units with equal totals.

    More points of the `group` or `criterion` that `of` names, or of all groups (`base`); fewer
    points deducted; the condition named, once it is established (`preferred`, as where the law
    prefers a collective most of whom are women); more votes in the ballot for the flag.
    """

    by: TieBreakBy
    of: str = ""


@dataclass(frozen=True)
class RankingRules:
    """What a frame declares of the ranking: tie-breaks in their order, and who has the flag.

    Where score and ballot disagree, `score` or `ballot` prevails, or (`agreement`) nobody is
    proposed. Only the first `ballot_among` by score can be elected, where that is said.
    """

    tie_break: tuple[TieBreak, ...] = ()
    flag_by: FlagBy = "score"
    ballot_among: int | None = None

    @property
    def needs_ballot(self) -> bool:
        """Whether no ranking is final before the ballot is counted."""
        return self.flag_by != "score"


SCORE_ALONE: Final = RankingRules()


def common(declared: Sequence[RankingRules]) -> RankingRules:
    """The rules of a ranking whose units were scored by several frames.

    Tie-breaks count as far as all frames declare the same ones. Where they differ in who
    prevails, neither does: score and ballot have to agree.
    """
    if not declared:
        return SCORE_ALONE
    columns: Iterable[tuple[TieBreak, ...]] = zip(
        *(rules.tie_break for rules in declared), strict=False
    )
    shared = takewhile(lambda column: len(set(column)) == 1, columns)
    who = {rules.flag_by for rules in declared}
    limits = [rules.ballot_among for rules in declared if rules.ballot_among is not None]
    return RankingRules(
        tuple(column[0] for column in shared),
        who.pop() if len(who) == 1 else "agreement",
        min(limits, default=None),
    )
