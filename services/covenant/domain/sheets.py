"""All sheets of a scorecard and the rules between them: whose turn, and what needs a reason."""

from __future__ import annotations

from dataclasses import dataclass, field
from decimal import Decimal
from typing import Final
from uuid import UUID

from services.covenant.domain.scorecard_refusals import (
    CrossCheckClosed,
    LayerAlreadySubmitted,
    LayerNotYetDue,
    ScorecardIncomplete,
    ScoreCriterionUnknown,
    ScoreWithoutReason,
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


@dataclass
class Sheets:
    """The sheets of the scorecard of `unit_id`, filled in by criterion of its frame."""

    unit_id: UUID
    criteria: tuple[ScoredCriterion, ...]
    by_key: dict[SheetKey, Sheet] = field(default_factory=dict)

    def at(self, key: SheetKey) -> Sheet:
        """A sheet; an empty one where nothing was scored."""
        return self.by_key.get(key, Sheet())

    def check_open(self, key: SheetKey) -> None:
        """Refuse to touch a sheet that is closed, or whose turn has not come."""
        if self.at(key).submitted:
            raise LayerAlreadySubmitted(key.layer)
        if key.layer == "cross" and self.at(CONSOLIDATED).submitted:
            raise CrossCheckClosed
        awaited = AWAITS.get(key.layer)
        if awaited is not None and not self._of(awaited).submitted:
            raise LayerNotYetDue(key.layer, awaited)

    def check_score(self, key: SheetKey, score: Score) -> None:
        """Refuse a value out of range, or one that differs from another without saying why."""
        self.criterion(score.criterion).check(score.value)
        if score.said is not None:
            return
        standing = self.at(key).latest(score.criterion)
        if standing is not None and standing.value != score.value:
            raise ScoreWithoutReason(score.criterion, standing.value, score.value)
        if key.layer == "appraised":
            self._check_as_consolidated(score.criterion, score.value)

    def check_complete(self, key: SheetKey) -> None:
        """Refuse to close a sheet that passes over a criterion.

        Zero is a score. Bonus and penalty may be left out, except that an appraisal passes over
        nothing that was consolidated, and explains what a return made differ since.
        """
        given = self.at(key)
        below = self.at(CONSOLIDATED).values if key.layer == "appraised" else {}
        missing = tuple(
            one.code
            for one in self.criteria
            if one.code not in given.values and (one.part == "base" or one.code in below)
        )
        if missing:
            raise ScorecardIncomplete(key.layer, missing)
        if key.layer == "appraised":
            for code, values in given.values.items():
                if values[-1].reason is None:
                    self._check_as_consolidated(code, values[-1].value)

    def _check_as_consolidated(self, code: str, value: Decimal) -> None:
        consolidated = self.at(CONSOLIDATED).latest(code)
        other = consolidated.value if consolidated is not None else Decimal(0)
        if other != value:
            raise ScoreWithoutReason(code, other, value)

    def _of(self, layer: Layer) -> Sheet:
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
        if key in self.by_key:
            self.by_key[key].submitted = False
