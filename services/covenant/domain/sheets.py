"""All sheets of a scorecard and the rules between them: whose turn, and what needs a reason."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Final
from uuid import UUID

from services.covenant.domain.criteria import TotalRules
from services.covenant.domain.score_refusals import (
    ScoreCriterionUnknown,
    ScoreGivenTwice,
    ScoreWithoutReason,
)
from services.covenant.domain.scorecard_refusals import (
    CrossCheckClosed,
    LayerAlreadySubmitted,
    LayerNotYetDue,
    NothingApplies,
    ScorecardIncomplete,
)
from services.covenant.domain.sheet import (
    Layer,
    Score,
    ScoredCriterion,
    Sheet,
    SheetKey,
    Value,
)

CONSOLIDATED: Final = SheetKey("consolidated", None)
AWAITS: Final[dict[Layer, Layer]] = {
    "cross": "self",
    "consolidated": "self",
    "appraised": "consolidated",
}
# Layers that answer for every value in which they differ from the one below.
ANSWERS: Final[dict[Layer, Layer]] = {"consolidated": "self", "appraised": "consolidated"}


@dataclass
class Sheets:
    """The sheets of the scorecard of `unit_id`, filled in by criterion of its frame."""

    unit_id: UUID
    criteria: tuple[ScoredCriterion, ...]
    rules: TotalRules = field(default_factory=TotalRules)
    by_key: dict[SheetKey, Sheet] = field(default_factory=dict)

    def at(self, key: SheetKey) -> Sheet:
        """A sheet; an empty one where nothing was scored."""
        return self.by_key.get(key, Sheet())

    def check_open(self, key: SheetKey) -> None:
        """Refuse to touch a sheet that is closed, or whose turn has not come."""
        if self.at(key).submitted:
            raise LayerAlreadySubmitted(key.layer)
        if key.layer == "cross":
            self.check_cross_open()
        awaited = AWAITS.get(key.layer)
        if awaited is not None and not self.of(awaited).submitted:
            raise LayerNotYetDue(key.layer, awaited)

    def check_cross_open(self) -> None:
        """Refuse what belongs to the cross-check once the bloc has consolidated."""
        if self.at(CONSOLIDATED).submitted:
            raise CrossCheckClosed

    def settled(self, key: SheetKey, score: Score) -> Decimal:
        """The value a score comes to in a sheet.

        Refuses one against the criterion's rule, and one that says no reason where one is due:
        where a value that was submitted before is changed, and where a layer above the unit
        differs from the one below.
        """
        value = self.criterion(score.criterion).settle(score, self.rules)
        if score.said is None:
            sheet = self.at(key)
            standing = sheet.latest(score.criterion)
            if sheet.returned and standing is not None and standing.value != value:
                raise ScoreWithoutReason(score.criterion, standing.value, value)
            self._check_as_below(key.layer, score.criterion, value)
        return value

    def all_settled(
        self, key: SheetKey, scores: Sequence[Score]
    ) -> list[tuple[Score, Decimal]]:
        """Every score with its value, each criterion once; refuses all when one is refused."""
        settled: dict[str, tuple[Score, Decimal]] = {}
        for score in scores:
            if score.criterion in settled:
                raise ScoreGivenTwice(score.criterion)
            settled[score.criterion] = (score, self.settled(key, score))
        return list(settled.values())

    def check_complete(self, key: SheetKey) -> None:
        """Refuse to close a sheet that passes over a criterion.

        Zero is a score. Bonus and penalty may be left out, except that a layer above the unit
        passes over nothing that was given below, and explains what a return made differ since.
        """
        given = self.at(key)
        answered = ANSWERS.get(key.layer)
        below = {} if answered is None else self.of(answered).values
        missing = tuple(
            one.code
            for one in self.criteria
            if one.code not in given.values and (one.part == "base" or one.code in below)
        )
        if missing:
            raise ScorecardIncomplete(key.layer, missing)
        standing = given.standing()
        if not any(standing[one.code].applies for one in self.base()):
            raise NothingApplies
        for code, value in standing.items():
            if value.reason is None:
                self._check_as_below(key.layer, code, value.value)

    def base(self) -> tuple[ScoredCriterion, ...]:
        return tuple(one for one in self.criteria if one.part == "base")

    def _check_as_below(self, layer: Layer, code: str, value: Decimal) -> None:
        answered = ANSWERS.get(layer)
        if answered is None:
            return
        below = self.of(answered).latest(code)
        other = below.value if below is not None else Decimal(0)
        if other != value:
            raise ScoreWithoutReason(code, other, value)

    def of(self, layer: Layer) -> Sheet:
        """The one sheet of a layer that has only one."""
        return self.at(SheetKey.of(layer, None, self.unit_id))

    def criterion(self, code: str) -> ScoredCriterion:
        for criterion in self.criteria:
            if criterion.code == code:
                return criterion
        raise ScoreCriterionUnknown(code)

    def append(self, key: SheetKey, criterion: str, value: Value) -> None:
        self.by_key.setdefault(key, Sheet()).append(criterion, value)

    def close(self, key: SheetKey) -> None:
        self.by_key[key].submitted = True

    def reopen(self, key: SheetKey) -> None:
        sheet = self.by_key.get(key)
        if sheet is not None and sheet.submitted:
            sheet.submitted, sheet.returned = False, True
