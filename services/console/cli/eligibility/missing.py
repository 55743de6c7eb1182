"""`thidua eligibility missing`: what somebody lacks for a title, and the earliest year."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, Annotated

import typer

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
from services.console.cli.eligibility.why import conditions
from services.console.cli.output import data, locale, talk, text, with_example, write_lines
from services.console.screens.eligibility import TITLES
from services.console.screens.roadmap import next_of
from services.console.screens.wording import Wording

if TYPE_CHECKING:
    from services.console.cli.eligibility.session import Session
    from services.console.client.questions import Roadmap
    from services.console.screens.chrome import Names

HELP = with_example(
    "cli.eligibility.missing",
    'thidua eligibility missing "Lê Hoàng Phong" 2024 --title CSTD_BO',
)


def missing(
    who: Subject,
    year: Year,
    *,
    title: Annotated[str | None, typer.Option(help=text("cli.eligibility.title"))] = None,
    at: At = None,
    account: As = DEFAULT_ACCOUNT,
    as_json: Json = False,
) -> None:
    async def question(session: Session) -> tuple[list[Roadmap], Names]:
        kind, subject_id = subject(session.names, who)
        titles = TITLES[kind] if title is None else (title,)
        ask = session.awards.questions.roadmap
        found = await asyncio.gather(*(ask(kind, subject_id, award, year) for award in titles))
        return list(found), session.names

    found, names = asking(account, at, question)
    if as_json:
        with write_lines() as write:
            for each in found:
                write(each)
        return
    wording = Wording(names, locale())
    for each in found:
        _print(each, wording)
    nearest = next_of(found)
    if nearest is not None:
        talk.print(f"\n{text('roadmap.next')} {text(f'award.{nearest}')}")


def _print(way: Roadmap, wording: Wording) -> None:
    ahead = "" if way.answer == "yes" else f", {_by(way.earliest)}"
    answer = text(f"verdict.{way.answer}")
    data.print(f"{text(f'award.{way.award}')}: {answer}{ahead}", style="bold", soft_wrap=True)
    for step in way.steps:
        data.print(f"  {_by(step.earliest)}:", soft_wrap=True)
        for line in conditions([step.condition], wording):
            data.print(line, soft_wrap=True)


def _by(earliest: int | None) -> str:
    return (
        text("roadmap.out_of_sight")
        if earliest is None
        else text("roadmap.earliest", year=earliest)
    )
