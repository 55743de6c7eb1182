"""What is said about scores: remarks, conflicts of interest, conditions, appeals."""

from __future__ import annotations

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Depends, Response
from pydantic import BaseModel, Field

from services.covenant.api.scorecards import ScoreForm
from services.covenant.api.today import today
from services.covenant.application import Covenants
from services.covenant.domain.dialogue import (
    Appeal,
    Conflict,
    Judgement,
    Remark,
    RemarkKind,
)
from shared.access import Role, allow
from shared.http.requests import Write, writing
from shared.http.routes import api_router

REMARK = allow("remark_on_score", Role.UNIT_OFFICER, Role.UNIT_HEAD)
DECLARE_CONFLICT = allow("declare_conflict", Role.UNIT_OFFICER, Role.UNIT_HEAD)
JUDGE_CONDITION = allow("judge_condition", Role.EMULATION_OFFICER)
APPEAL = allow("appeal_score", Role.UNIT_OFFICER, Role.UNIT_HEAD)
DECIDE_APPEAL = allow("decide_appeal", Role.EMULATION_OFFICER)


class RemarkForm(BaseModel):
    """An explanation of the scored unit, or a question of another one of its bloc."""

    kind: RemarkKind
    criterion: str = Field(examples=["I.1"])
    by_unit_id: UUID
    text: str = Field(min_length=1)


class ConflictForm(BaseModel):
    """Which unit steps back from scoring this one, and why."""

    by_unit_id: UUID
    reason: str = Field(min_length=1)


class JudgementForm(BaseModel):
    """Whether a condition of the frame holds for the unit."""

    condition: str
    holds: bool
    reason: str = Field(min_length=1)


class AppealForm(BaseModel):
    """What the unit holds against the appraisal of a criterion."""

    criterion: str
    grounds: str = Field(min_length=1)


def router(application: Covenants) -> APIRouter:
    routes = api_router("/scorecards/{scorecard_id}", tag="scorecards")

    @routes.post("/remarks", status_code=204)
    async def remark(
        scorecard_id: UUID,
        form: RemarkForm,
        write: Annotated[Write, Depends(writing(REMARK))],
    ) -> Response:
        write.within(form.by_unit_id)
        said = Remark(form.kind, form.criterion, form.by_unit_id, form.text.strip(), today())
        return await write(lambda: application.remark(scorecard_id, said))

    @routes.post("/conflicts", status_code=204)
    async def declare_conflict(
        scorecard_id: UUID,
        form: ConflictForm,
        write: Annotated[Write, Depends(writing(DECLARE_CONFLICT))],
    ) -> Response:
        write.within(form.by_unit_id)
        conflict = Conflict(form.by_unit_id, form.reason.strip(), today())
        return await write(lambda: application.declare_conflict(scorecard_id, conflict))

    @routes.post("/conditions", status_code=204)
    async def judge_condition(
        scorecard_id: UUID,
        form: JudgementForm,
        write: Annotated[Write, Depends(writing(JUDGE_CONDITION))],
    ) -> Response:
        judgement = Judgement(form.condition, form.holds, form.reason.strip(), today())
        return await write(lambda: application.judge_condition(scorecard_id, judgement))

    @routes.post("/appeals", status_code=204)
    async def appeal(
        scorecard_id: UUID,
        form: AppealForm,
        write: Annotated[Write, Depends(writing(APPEAL))],
    ) -> Response:
        write.within((await application.scorecard(scorecard_id)).unit_id)
        objection = Appeal(form.criterion, form.grounds.strip(), today())
        return await write(lambda: application.appeal(scorecard_id, objection))

    @routes.post("/appeal-decisions", status_code=204)
    async def decide_appeal(
        scorecard_id: UUID,
        form: ScoreForm,
        write: Annotated[Write, Depends(writing(DECIDE_APPEAL))],
    ) -> Response:
        """The value that stands from now on, and why; an unchanged one dismisses the appeal."""
        return await write(
            lambda: application.decide_appeal(scorecard_id, form.score(), today())
        )

    return routes
