"""`thidua eligibility replay`: whose verdict another rule set would change."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from services.console.cli.eligibility.changes import show
from services.console.cli.eligibility.options import DEFAULT_ACCOUNT, As, At, Json, Year
from services.console.cli.eligibility.session import asking
from services.console.cli.eligibility.subjects import bloc as bloc_named
from services.console.cli.output import locale, talk, text, with_example
from services.console.screens.wording import Wording

if TYPE_CHECKING:
    from services.console.cli.eligibility.session import Session
    from services.console.client.questions import Difference
    from services.console.screens.chrome import Names

HELP = with_example(
    "cli.eligibility.replay", 'thidua eligibility replay law-2026 2024 --bloc "khối 5"'
)


def replay(
    ruleset: Annotated[str, typer.Argument(help=text("cli.eligibility.ruleset"))],
    year: Year,
    *,
    bloc: Annotated[str | None, typer.Option(help=text("cli.eligibility.bloc"))] = None,
    at: At = None,
    account: As = DEFAULT_ACCOUNT,
    as_json: Json = False,
) -> None:
    async def question(session: Session) -> tuple[tuple[Difference, ...], Names]:
        bloc_id = None if bloc is None else bloc_named(session.names, bloc, year)
        found = await session.awards.questions.replay(ruleset, year, bloc_id)
        return found, session.names

    found, names = asking(account, at, question)
    show(found, names, Wording(names, locale()), as_json=as_json)
    decided = sum(each.before != each.after for each in found)
    talk.print(
        text("replay.count", decided=decided, count=len(found))
        if found
        else text("replay.same")
    )
