"""`thidua eligibility rested-on`: what counted a fact or an award, to be reviewed."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated
from uuid import UUID

import typer

from services.console.cli.eligibility.options import DEFAULT_ACCOUNT, As, At, Json
from services.console.cli.eligibility.session import asking
from services.console.cli.output import data, fail, talk, text, with_example, write_lines
from services.console.screens.wording import FACT_ID
from shared.catalogue.names import name_key

if TYPE_CHECKING:
    from services.console.cli.eligibility.session import Session
    from services.console.client.awards import Dependent
    from services.console.screens.chrome import Names

HELP = with_example("cli.eligibility.rested_on", "thidua eligibility rested-on awards:17")


def rested_on(
    what: Annotated[str, typer.Argument(help=text("cli.eligibility.what"))],
    *,
    at: At = None,
    account: As = DEFAULT_ACCOUNT,
    as_json: Json = False,
) -> None:
    fact = what if FACT_ID.match(what) else None
    award_id = None if fact else _award_id(what)

    async def question(session: Session) -> tuple[tuple[Dependent, ...], Names]:
        return await session.awards.dependents(fact=fact, award_id=award_id), session.names

    found, names = asking(account, at, question)
    if as_json:
        with write_lines() as write:
            for each in found:
                write(each)
        return
    for each in sorted(found, key=lambda one: (one.kind, name_key(_name(one, names)))):
        said = text(
            "cli.eligibility.of",
            subject=_name(each, names),
            award=text(f"award.{each.award}"),
            year=each.year,
        )
        state = (
            text("decisions.review")
            if each.verdict is None
            else text(f"verdict.{each.verdict}")
        )
        data.print(f"{said}: {state}  {' '.join(each.facts)}", soft_wrap=True)
    awards = sum(each.kind == "award" for each in found)
    talk.print(
        text("cli.eligibility.resting", awards=awards, verdicts=len(found) - awards)
        if found
        else text("dependents.none")
    )


def _award_id(typed: str) -> UUID:
    try:
        return UUID(typed)
    except ValueError:
        fail("cli.eligibility.no_fact", "cli.eligibility.no_fact_hint", typed=typed)


def _name(one: Dependent, names: Names) -> str:
    return names.name(one.subject_id) or text("bloc.erased")
