"""What the values of a sheet come to: visible parts, and a total that is their sum."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Literal, Protocol

from services.covenant.domain.criteria import Condition, Part, TotalRules

Cause = Literal["not_applicable", "bonus_cut", "ceiling", "floor"]


@dataclass(frozen=True)
class Adjustment:
    """Points that the frame's rules add or take; `condition` names the ceiling that does."""

    cause: Cause
    points: Decimal
    condition: str | None = None


@dataclass(frozen=True)
class Totals:
    """The visible parts of a sheet. `total` is their sum and nothing else.

    Bonus needs no cap of its own maximum here: no frame is adopted whose bonus criteria exceed
    it. What the frame's rules change beyond the values is an adjustment, each one shown.
    """

    base: Decimal
    bonus: Decimal
    penalty: Decimal
    adjustments: tuple[Adjustment, ...] = ()

    @property
    def total(self) -> Decimal:
        adjusted = sum((one.points for one in self.adjustments), Decimal(0))
        return self.base + self.bonus - self.penalty + adjusted


class Standing(Protocol):
    """A value that stands; one that does not apply is 0."""

    @property
    def value(self) -> Decimal: ...

    @property
    def applies(self) -> bool: ...


class Scored(Protocol):
    """What the sums need to know of a criterion."""

    @property
    def code(self) -> str: ...

    @property
    def part(self) -> Part: ...

    @property
    def maximum(self) -> Decimal: ...

    @property
    def group(self) -> str: ...


@dataclass(frozen=True)
class Summing:
    """The criteria of a scorecard, and how their values become a total."""

    criteria: tuple[Scored, ...]
    rules: TotalRules
    base_maximum: Decimal

    def totals(
        self, standing: Mapping[str, Standing], ceilings: Iterable[Condition] = ()
    ) -> Totals:
        """The sums of the values that stand, under the ceilings that hold."""
        sums: dict[Part, Decimal] = dict.fromkeys(("base", "bonus", "penalty"), Decimal(0))
        for one in self.criteria:
            if one.code in standing:
                sums[one.part] += standing[one.code].value
        base, bonus, penalty = sums["base"], sums["bonus"], sums["penalty"]
        adjustments = tuple(
            one
            for one in self._adjusted(base, bonus, penalty, standing, tuple(ceilings))
            if one.points
        )
        return Totals(base, bonus, penalty, adjustments)

    def _adjusted(
        self,
        base: Decimal,
        bonus: Decimal,
        penalty: Decimal,
        standing: Mapping[str, Standing],
        ceilings: tuple[Condition, ...],
    ) -> Iterator[Adjustment]:
        """In order: what does not apply, groups, the bonus, the total, the floor."""
        running, left_out = base, self._left_out(standing)
        if self.rules.not_applicable == "full":
            yield Adjustment("not_applicable", left_out)
            running += left_out
        for condition in _lowest(one for one in ceilings if one.group is not None):
            over = self._of_group(condition.group, standing) - _points(condition)
            if over > 0:
                yield Adjustment("ceiling", -over, condition.code)
                running -= over
        if self.rules.not_applicable == "scaled" and 0 < left_out < self.base_maximum:
            share = self.base_maximum / (self.base_maximum - left_out)
            scaled = min(self.rules.rounded(running * share), self.base_maximum)
            yield Adjustment("not_applicable", scaled - running)
            running = scaled
        over = running + bonus - self.base_maximum
        if not self.rules.bonus_above_total and over > 0:
            yield Adjustment("bonus_cut", -over)
            bonus -= over
        running += bonus - penalty
        for condition in _lowest(one for one in ceilings if one.group is None):
            if running > _points(condition):
                yield Adjustment("ceiling", _points(condition) - running, condition.code)
                running = _points(condition)
        if self.rules.floor is not None and running < self.rules.floor:
            yield Adjustment("floor", self.rules.floor - running)

    def _left_out(self, standing: Mapping[str, Standing], group: str | None = None) -> Decimal:
        return sum(
            (
                one.maximum
                for one in self.criteria
                if one.part == "base"
                and group in {None, one.group}
                and one.code in standing
                and not standing[one.code].applies
            ),
            Decimal(0),
        )

    def group_total(
        self, group: str, standing: Mapping[str, Standing], ceilings: Iterable[Condition]
    ) -> Decimal:
        """The points of a group beside those of others: scaled where the total is, capped.

        A group of which nothing applies has none.
        """
        points = self._of_group(group, standing)
        for condition in _lowest(one for one in ceilings if one.group == group):
            points = min(points, _points(condition))
        maximum = sum((one.maximum for one in self._base_of(group)), Decimal(0))
        applies = maximum - self._left_out(standing, group)
        if self.rules.not_applicable == "scaled" and 0 < applies < maximum:
            return min(self.rules.rounded(points * maximum / applies), maximum)
        return points

    def _base_of(self, group: str) -> list[Scored]:
        return [one for one in self.criteria if one.part == "base" and one.group == group]

    def _of_group(self, group: str | None, standing: Mapping[str, Standing]) -> Decimal:
        full = self.rules.not_applicable == "full"
        return sum(
            (
                one.maximum
                if full and not standing[one.code].applies
                else standing[one.code].value
                for one in self.criteria
                if one.part == "base" and one.group == group and one.code in standing
            ),
            Decimal(0),
        )


def _points(condition: Condition) -> Decimal:
    return condition.ceiling if condition.ceiling is not None else Decimal(0)


def _lowest(conditions: Iterable[Condition]) -> Iterable[Condition]:
    """Of several ceilings on the same sum the lowest; the others change nothing more."""
    lowest: dict[str | None, Condition] = {}
    for one in conditions:
        held = lowest.get(one.group)
        if held is None or _points(one) < _points(held):
            lowest[one.group] = one
    return [lowest[group] for group in sorted(lowest, key=lambda group: group or "")]
