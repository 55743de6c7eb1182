"""The facts of scoring frames."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Literal
from uuid import UUID

import msgspec

from shared.contracts.envelope import Fact

Rule = Literal["points", "band", "proportional", "yes_no"]
Effect = Literal["exclude", "no_flag", "ceiling", "prefer"]
TieBreakBy = Literal["group", "criterion", "base", "deductions", "preferred", "ballot"]


class Band(msgspec.Struct, frozen=True, kw_only=True):
    """What is deducted while the measure is below `below`; the last band has no limit."""

    deduct: Decimal
    below: Decimal | None = None


class Criterion(msgspec.Struct, frozen=True):
    """One line of a frame: at most `maximum` points.

    By rule `yes_no` all of them or none. By `band` the maximum less what the band of the
    measure deducts, by `proportional` the share of `target` that was measured.
    """

    code: str
    name: str
    maximum: Decimal
    rule: Rule = "points"
    measure: str | None = None
    bands: tuple[Band, ...] = ()
    target: Decimal | None = None
    evidence_required: bool = False
    may_not_apply: bool = False


class Group(msgspec.Struct, frozen=True):
    """A group of criteria; `maximum` is the sum of theirs."""

    code: str
    name: str
    maximum: Decimal
    criteria: tuple[Criterion, ...]


class Condition(msgspec.Struct, frozen=True, kw_only=True):
    """What excludes a unit, bars its flag or caps its points, once it is established.

    `ceiling` caps the group that is named, else the total. `prefer` counts in a tie-break.
    """

    code: str
    name: str
    effect: Effect
    ceiling: Decimal | None = None
    group: str | None = None


class TotalRules(msgspec.Struct, frozen=True, kw_only=True):
    """How the parts of a sheet become its total.

    What does not apply counts nothing, in full, or the rest is scaled up to the base maximum.
    Without `bonus_above_total` the bonus fills up to the base maximum. Nothing is taken below
    `floor`.
    """

    decimals: int = 2
    bonus_above_total: bool = True
    floor: Decimal | None = None
    not_applicable: Literal["nothing", "full", "scaled"] = "scaled"


class TieBreak(msgspec.Struct, frozen=True):
    """What decides between equal totals: more of it is better, of `deductions` fewer.

    `of` names the group, the criterion, or the condition that is preferred.
    """

    by: TieBreakBy
    of: str = ""


class RankingRules(msgspec.Struct, frozen=True, kw_only=True):
    """Tie-breaks in their order, and whether score or ballot prevails in proposing the flag.

    By `agreement` nobody is proposed where they differ. Only the first `ballot_among` by score
    can be elected, where that is said.
    """

    tie_break: tuple[TieBreak, ...] = ()
    flag_by: Literal["score", "ballot", "agreement"] = "score"
    ballot_among: int | None = None


class FrameAdopted(Fact, frozen=True, kw_only=True):
    """The scoring frame of a bloc's year. The groups' maxima add up to `base_maximum`.

    `bonus` criteria add up to `bonus_maximum` at most, `penalty` criteria are deducted.
    `unit_ids` are those it is for, all of the bloc where none is named.
    """

    frame_id: UUID
    bloc_id: UUID
    year: int
    name: str
    base_maximum: Decimal
    bonus_maximum: Decimal
    groups: tuple[Group, ...]
    bonus: tuple[Criterion, ...]
    penalty: tuple[Criterion, ...]
    adopted_on: date
    basis: tuple[str, ...] = ()
    rules: TotalRules = TotalRules()
    conditions: tuple[Condition, ...] = ()
    unit_ids: tuple[UUID, ...] = ()
    version: int = 1
    supersedes: UUID | None = None
    copied_from: UUID | None = None
    ranking: RankingRules = RankingRules()


class FrameSuperseded(Fact, frozen=True, kw_only=True):
    """Another frame replaces this one; scorecards opened against it stay with it."""

    frame_id: UUID
    bloc_id: UUID
    year: int
    by_frame_id: UUID
    superseded_on: date
