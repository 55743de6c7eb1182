"""The forms of frames: a frame with its rules, and a copy of another year's."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from uuid import UUID

from pydantic import BaseModel, Field

from services.covenant.domain.criteria import (
    Band,
    Condition,
    Criterion,
    Effect,
    FrameText,
    Group,
    NotApplicable,
    Rule,
    TotalRules,
)
from services.covenant.domain.ranking_rules import (
    FlagBy,
    RankingRules,
    TieBreak,
    TieBreakBy,
)


class BandForm(BaseModel):
    """What is deducted while the measure is below `below`; the last band names none."""

    deduct: Decimal = Field(examples=["10"])
    below: Decimal | None = Field(default=None, examples=["11"])


class CriterionForm(BaseModel):
    """A criterion, the most it can give or take, and the rule by which it does."""

    code: str = Field(min_length=1, examples=["I.1"])
    name: str = Field(min_length=1, examples=["Hoàn thành kế hoạch công tác năm"])
    maximum: Decimal = Field(examples=["20"])
    rule: Rule = "points"
    measure: str | None = Field(default=None, examples=["Tỷ lệ việc tồn đọng (%)"])
    bands: tuple[BandForm, ...] = ()
    target: Decimal | None = None
    evidence_required: bool = False
    may_not_apply: bool = False

    def criterion(self) -> Criterion:
        return Criterion(
            self.code,
            self.name,
            self.maximum,
            self.rule,
            self.measure,
            tuple(Band(one.below, one.deduct) for one in self.bands),
            self.target,
            self.evidence_required,
            self.may_not_apply,
        )


class GroupForm(BaseModel):
    """A group of criteria that add up to its maximum."""

    code: str = Field(min_length=1, examples=["I"])
    name: str = Field(min_length=1, examples=["Thực hiện nhiệm vụ chính trị"])
    maximum: Decimal = Field(examples=["20"])
    criteria: tuple[CriterionForm, ...]

    def group(self) -> Group:
        criteria = tuple(one.criterion() for one in self.criteria)
        return Group(self.code, self.name, self.maximum, criteria)


class ConditionForm(BaseModel):
    """What excludes a unit, bars its flag or caps its points once it is established."""

    code: str = Field(min_length=1, examples=["L.1"])
    name: str = Field(min_length=1, examples=["Người đứng đầu bị kỷ luật từ cảnh cáo trở lên"])
    effect: Effect
    ceiling: Decimal | None = None
    group: str | None = None


class RulesForm(BaseModel):
    """How the parts of a sheet become its total."""

    decimals: int = 2
    bonus_above_total: bool = True
    floor: Decimal | None = None
    not_applicable: NotApplicable = "scaled"


class TieBreakForm(BaseModel):
    """What decides between equal totals; `of` names a group, a criterion or a condition."""

    by: TieBreakBy
    of: str = Field(default="", examples=["I"])


class RankingRulesForm(BaseModel):
    """Tie-breaks in their order, and whether score or ballot prevails in proposing the flag."""

    tie_break: tuple[TieBreakForm, ...] = ()
    flag_by: FlagBy = "score"
    ballot_among: int | None = None

    def rules(self) -> RankingRules:
        return RankingRules(
            tuple(TieBreak(one.by, one.of) for one in self.tie_break),
            self.flag_by,
            self.ballot_among,
        )


class FrameForm(BaseModel):
    """A frame to adopt; groups add up to `base_maximum`, bonus to `bonus_maximum` at most.

    `supersedes` names the version of the same bloc and year that it replaces; `unit_ids` those
    it is for, all of the bloc where none is named.
    """

    id: UUID | None = None
    bloc_id: UUID
    year: int = Field(ge=2004, le=2100)
    name: str = Field(min_length=1, examples=["Bảng tiêu chí chấm điểm thi đua năm 2024"])
    base_maximum: Decimal = Field(examples=["100"])
    bonus_maximum: Decimal = Field(default=Decimal(0), examples=["5"])
    groups: tuple[GroupForm, ...]
    bonus: tuple[CriterionForm, ...] = ()
    penalty: tuple[CriterionForm, ...] = ()
    adopted_on: date
    basis: tuple[str, ...] = ()
    rules: RulesForm = RulesForm()
    conditions: tuple[ConditionForm, ...] = ()
    unit_ids: tuple[UUID, ...] = ()
    supersedes: UUID | None = None
    ranking: RankingRulesForm = RankingRulesForm()

    def text(self) -> FrameText:
        return FrameText(
            self.name,
            self.base_maximum,
            self.bonus_maximum,
            tuple(one.group() for one in self.groups),
            tuple(one.criterion() for one in self.bonus),
            tuple(one.criterion() for one in self.penalty),
            self.basis,
            TotalRules(**self.rules.model_dump()),
            tuple(Condition(**one.model_dump()) for one in self.conditions),
            self.unit_ids,
            self.ranking.rules(),
        )


class CopyForm(BaseModel):
    """Which bloc and year takes a frame over, and how it is called there."""

    id: UUID | None = None
    bloc_id: UUID
    year: int = Field(ge=2004, le=2100)
    name: str | None = None
    adopted_on: date
