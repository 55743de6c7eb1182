"""`thidua eligibility what-if`: whose verdict would change if something were so."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from services.console.cli.eligibility.changes import show
from services.console.cli.eligibility.options import (
    DEFAULT_ACCOUNT,
    As,
    At,
    Json,
    Subject,
    Year,
)
from services.console.cli.eligibility.session import asking
from services.console.cli.eligibility.subjects import subject
from services.console.cli.output import fail, locale, talk, text, with_example
from services.console.screens.suppositions import Supposed, read
from services.console.screens.wording import Wording

if TYPE_CHECKING:
    from services.console.cli.eligibility.session import Session
    from services.console.client.questions import Difference
    from services.console.screens.chrome import Names

HELP = with_example(
    "cli.eligibility.what_if",
    'thidua eligibility what-if "Lê Hoàng Phong" 2024 --suppose initiative:MINISTRY '
    "--suppose award:CSTDCS@2023",
)


def what_if(
    who: Subject,
    year: Year,
    *,
    suppose: Annotated[
        list[str] | None, typer.Option(help=text("cli.eligibility.suppose"))
    ] = None,
    ruleset: Annotated[str | None, typer.Option(help=text("cli.eligibility.ruleset"))] = None,
    at: At = None,
    account: As = DEFAULT_ACCOUNT,
    as_json: Json = False,
) -> None:
    supposed = [_supposed(each, year) for each in suppose or ()]
    if not supposed and ruleset is None:
        fail("cli.eligibility.nothing_supposed", "cli.eligibility.suppose_hint")

    async def question(session: Session) -> tuple[tuple[Difference, ...], Names]:
        kind, subject_id = subject(session.names, who)
        found = await session.awards.questions.what_if(
            kind, subject_id, year, [each.fact() for each in supposed], ruleset
        )
        return found, session.names

    found, names = asking(account, at, question)
    show(found, names, Wording(names, locale()), as_json=as_json)
    talk.print(text("suppositions.only") if found else text("suppositions.no_change"))


def _supposed(typed: str, year: int) -> Supposed:
    """`award:CSTDCS@2023` of its year, `rating:EXCELLENT` of the year asked about."""
    choice, _, of_year = typed.partition("@")
    found = list(read([choice], [of_year], year))
    if not found:
        fail("cli.eligibility.suppose_unreadable", "cli.eligibility.suppose_hint", typed=typed)
    return found[0]
