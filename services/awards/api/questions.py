"""What is missing, what would be, which law holds, what another law would say."""

from __future__ import annotations

from datetime import date
from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Depends, Query, Response

from services.awards.api import examples
from services.awards.api.asked import VERDICT_PATH, AskedVerdict
from services.awards.api.eligibility import BlocId, UnitIds
from services.awards.api.suppositions import WhatIfForm
from services.awards.api.tagged import responses, tagged
from services.awards.law import Law
from services.awards.law.differences import Difference
from services.awards.law.roadmap import Roadmap
from services.awards.law.transition import Transitional
from services.awards.law.verdict import SubjectKind, Verdict
from services.awards.projections.histories import SubjectKey
from services.awards.views import questions as views
from shared.access import Role, allow
from shared.http.paging import DEFAULT_LIMIT, Cursor, Limit, Page, decode_cursor, page_of
from shared.http.requests import Read, reading
from shared.http.routes import api_router
from shared.readmodel import Copies

READ_ROADMAP = allow("read_roadmap")
JUDGE_BY_RULE_SET = allow("judge_by_rule_set")
READ_TRANSITION = allow("read_transition")
# Supposing something about somebody is for those who prepare or decide their dossier; an
# officer or head of a unit supposes about that unit and its people alone, and who is on the
# council about the units and blocs they were named for.
SUPPOSE = allow(
    "suppose",
    Role.EMULATION_OFFICER,
    Role.COUNCIL_MEMBER,
    Role.AUTHORITY,
    Role.UNIT_OFFICER,
    Role.UNIT_HEAD,
)
# A replay judges a whole year again; it is for those who answer for the rules.
REPLAY = allow(
    "replay", Role.EMULATION_OFFICER, Role.COUNCIL_MEMBER, Role.AUTHORITY, Role.OPERATOR
)

RuleSetName = Annotated[str, Query(examples=["law-2026"], description="A rule set by its name")]


def router(law: Law, eligibility: Copies) -> APIRouter:
    routes = api_router("/eligibility", tag="eligibility")

    @routes.get(
        VERDICT_PATH + "/roadmap",
        response_model=Roadmap,
        responses=responses(examples.ROADMAP),
    )
    async def read_roadmap(
        response: Response,
        asked: AskedVerdict,
        read: Annotated[Read, Depends(reading(READ_ROADMAP))],
    ) -> Response:
        """What is missing to a title: each condition, its article, the earliest year for it.

        The earliest year supposes that all goes well from the year asked about on.
        """
        question = views.way_to(law.rules, asked.subject, asked.award, asked.year)
        way = await read.ask(eligibility, question)
        return tagged(response, way)

    @routes.get(
        VERDICT_PATH + "/rulesets/{ruleset}",
        response_model=Verdict,
        responses=responses(examples.JUDGED),
    )
    async def read_verdict_by(
        response: Response,
        asked: AskedVerdict,
        ruleset: str,
        read: Annotated[Read, Depends(reading(JUDGE_BY_RULE_SET))],
    ) -> Response:
        """The verdict under another rule set than the one in use."""
        rules = law.named(ruleset)
        question = views.judged_by(rules, asked.subject, asked.award, asked.year)
        verdict = await read.ask(eligibility, question)
        return tagged(response, verdict)

    @routes.get(
        VERDICT_PATH + "/transition",
        response_model=Transitional,
        responses=responses(examples.TRANSITIONAL),
    )
    async def read_transition(
        response: Response,
        asked: AskedVerdict,
        ruleset: RuleSetName,
        received_on: date,
        read: Annotated[Read, Depends(reading(READ_TRANSITION))],
    ) -> Response:
        """Both verdicts of a dossier between two laws, and which of them holds (T-01)."""
        question = views.between(
            law, asked.subject, asked.award, asked.year, ruleset, received_on
        )
        return tagged(response, await read.ask(eligibility, question))

    @routes.post(
        "/{subject_kind}/{subject_id}/what-if",
        responses={200: {"content": {"application/json": {"example": examples.WHAT_IF}}}},
    )
    async def ask_what_if(
        subject_kind: SubjectKind,
        subject_id: UUID,
        form: WhatIfForm,
        read: Annotated[Read, Depends(reading(SUPPOSE))],
    ) -> list[Difference]:
        """Which verdicts would change if these facts were so, and which conditions change them.

        Asked on a copy that is thrown away: nothing that is supposed is stored or published.
        """
        suppositions = [each.entry() for each in form.facts]
        subject = SubjectKey(subject_kind, subject_id)
        # Whoever once had a person in their unit may not suppose about them for that.
        places = await eligibility.ask(views.places_of(subject))
        SUPPOSE.check_scope(read.account, *places)
        question = views.what_if(law, subject, form.year, form.ruleset, suppositions)
        return await read.ask(eligibility, question)

    @routes.get(
        "/replay", response_model=Page[Difference], responses=responses(examples.REPLAY)
    )
    async def replay(
        response: Response,
        ruleset: RuleSetName,
        year: Annotated[int, Query(ge=1948, le=2100, examples=[2024])],
        read: Annotated[Read, Depends(reading(REPLAY))],
        unit_id: UnitIds = (),
        bloc_id: BlocId = None,
        limit: Limit = DEFAULT_LIMIT,
        cursor: Cursor = None,
    ) -> Response:
        """Every verdict of a year that another rule set would give otherwise, and why.

        A council member names the bloc or the units they were named for, and sees no others.
        """
        blocs = () if bloc_id is None else (bloc_id,)
        # Of units and a bloc that are named together only those units of it are looked at.
        for place in unit_id or blocs or (None,):
            named = () if place is None else (place, *blocs)
            REPLAY.check_scope(read.account, *named)
        question = views.replayed(
            law, ruleset, year, unit_id, bloc_id, decode_cursor(cursor), limit + 1
        )
        found = page_of(await read.ask(eligibility, question), limit, views.place)
        return tagged(response, found)

    return routes
