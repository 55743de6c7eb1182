"""The pages: each asks the services, composes its screen, and answers as HTML and as JSON."""

from typing import TYPE_CHECKING

from services.console.pages import (
    accounts,
    bloc,
    choices,
    covenant,
    decisions,
    dependents,
    eligibility,
    erasure,
    evidence,
    frames,
    home,
    inbox,
    intakes,
    lists,
    live,
    meeting,
    organisation,
    ranking,
    replay,
    roadmap,
    scoregrids,
    scoring,
    scoring_actions,
    search,
    signin,
    suppositions,
    timeline,
    transition,
    verification,
)

if TYPE_CHECKING:
    from fastapi import APIRouter

    from services.console.desk import Desk


def routers(desk: "Desk") -> "list[APIRouter]":
    """Everything a person can open."""
    modules = (
        signin,
        choices,
        home,
        live,
        accounts,
        bloc,
        # The more particular address first: an act of a person's page is `/nhan-su/{id}/{act}`.
        erasure,
        organisation,
        search,
        lists,
        intakes,
        covenant,
        frames,
        scoring,
        scoring_actions,
        evidence,
        scoregrids,
        meeting,
        ranking,
        dependents,
        suppositions,
        replay,
        roadmap,
        transition,
        eligibility,
        decisions,
        timeline,
        inbox,
        verification,
    )
    return [module.router(desk) for module in modules]
