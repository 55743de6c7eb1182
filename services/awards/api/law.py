"""The law that verdicts are made by: its rule sets, what they say differently, rule files.

Over HTTP for whoever signed in, and as verbs on the control channel for the operator.
"""

from __future__ import annotations

import asyncio
from typing import Annotated

from fastapi import APIRouter, Depends
from pydantic import BaseModel, Field

from services.awards.law import Law
from services.awards.law.outline import (
    Checked,
    RuleChange,
    RuleSetLine,
    RuleSetOutline,
    checked,
    line_of,
    outline,
    rule_changes,
)
from shared.access import allow
from shared.http.requests import Read, reading
from shared.http.routes import api_router
from shared.messaging.control import Nothing, Verb
from shared.operations.law import RuleFile, RuleSetNamed, RuleSetsCompared

READ_LAW = allow("read_law")
CHECK_RULES = allow("check_rules")


class RuleFileForm(BaseModel):
    """A rule set's or an overlay's file; `file` is what it is called."""

    file: str = Field(min_length=1, max_length=100, examples=["vpcp.toml"])
    text: str = Field(max_length=500_000)


def router(law: Law) -> APIRouter:
    routes = api_router("/law", tag="law")

    @routes.get("/rulesets")
    async def list_rulesets(
        _: Annotated[Read, Depends(reading(READ_LAW))],
    ) -> list[RuleSetLine]:
        """The rule sets that may be judged by, the oldest first."""
        return [line_of(each) for each in law.all()]

    @routes.get("/rulesets/{name}")
    async def read_ruleset(
        name: str, _: Annotated[Read, Depends(reading(READ_LAW))]
    ) -> RuleSetOutline:
        """Every rule of a set: its parameters, article, source, and how sure it is."""
        return outline(law.named(name))

    @routes.get("/rulesets/{name}/changes/{other}")
    async def compare_rulesets(
        name: str, other: str, _: Annotated[Read, Depends(reading(READ_LAW))]
    ) -> list[RuleChange]:
        """What another rule set says differently, rule by rule."""
        return rule_changes(law.named(name), law.named(other))

    @routes.post("/checks")
    async def check_rules(
        form: RuleFileForm, _: Annotated[Read, Depends(reading(CHECK_RULES))]
    ) -> Checked:
        """Whether a rule file could be used; nothing is kept of it."""
        return await asyncio.to_thread(checked, form.file, form.text)

    return routes


def verbs(law: Law) -> list[Verb]:
    """The same questions from an operator, who has no account."""

    async def rulesets(_: Nothing) -> list[RuleSetLine]:
        return [line_of(each) for each in law.all()]

    async def show(wanted: RuleSetNamed) -> RuleSetOutline:
        return outline(law.named(wanted.name))

    async def diff(wanted: RuleSetsCompared) -> list[RuleChange]:
        return rule_changes(law.named(wanted.before), law.named(wanted.after))

    async def check(wanted: RuleFile) -> Checked:
        return await asyncio.to_thread(checked, wanted.file, wanted.text)

    return [
        Verb("law.list", Nothing, rulesets),
        Verb("law.show", RuleSetNamed, show),
        Verb("law.diff", RuleSetsCompared, diff),
        Verb("law.check", RuleFile, check),
    ]
