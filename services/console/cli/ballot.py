"""`thidua ballot`: secret ballots for the flag, counted again by nothing but their sheets."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

import msgspec
import typer

from services.console.cli.eligibility.options import DEFAULT_ACCOUNT, As, Json, Year
from services.console.cli.eligibility.session import asking
from services.console.cli.output import data, fail, text, with_example, write_lines
from shared.contracts.covenant import BallotResult, Tally

if TYPE_CHECKING:
    from services.console.cli.eligibility.session import Session
    from services.console.client.covenant import Ballot
    from services.console.screens.chrome import Names

app = typer.Typer(help=text("cli.ballot.help"), no_args_is_help=True, rich_markup_mode=None)


class Recounted(msgspec.Struct, frozen=True):
    """A ballot's sheets counted here, beside what was announced."""

    ballot_id: str
    bloc: str
    number: int
    agrees: bool
    announced: BallotResult
    recounted: BallotResult


@app.callback()
def ballot() -> None:
    """A group of its own, though it has one command yet."""


@app.command("recount", help=with_example("cli.ballot.recount", "thidua ballot recount 2024"))
def recount(year: Year, *, account: As = DEFAULT_ACCOUNT, as_json: Json = False) -> None:
    async def question(session: Session) -> tuple[list[Ballot], Names]:
        found: list[Ballot] = []
        for bloc in session.names.blocs.values():
            if bloc.year == year:
                found += await session.services.covenant.ballots(bloc.id, year)
        return found, session.names

    ballots, names = asking(account, None, question)
    made = [
        _recounted(one, one.result, names.name(one.bloc_id) or text("bloc.erased"))
        for one in ballots
        if one.result is not None
    ]
    if not made:
        fail("cli.ballot.none", "cli.ballot.none_hint", year=year)
    if as_json:
        with write_lines() as write:
            for each in made:
                write(each)
    else:
        for each in made:
            _say(each, names)
    if not all(each.agrees for each in made):
        fail("cli.ballot.differs", "cli.ballot.differs_hint")


def _recounted(one: Ballot, announced: BallotResult, bloc: str) -> Recounted:
    votes = Counter(unit_id for sheet in one.sheets for unit_id in set(sheet))
    ordered = sorted(
        one.candidate_unit_ids, key=lambda unit_id: (-votes[unit_id], str(unit_id))
    )
    counted = BallotResult(
        entitled=one.entitled,
        present=len(one.voters),
        cast=len(one.receipts),
        invalid=len(one.receipts) - len(one.sheets),
        needed=one.needed,
        tallies=tuple(
            Tally(unit_id, votes[unit_id], votes[unit_id] >= one.needed) for unit_id in ordered
        ),
    )
    return Recounted(
        str(one.ballot_id), bloc, one.number, counted == announced, announced, counted
    )


def _say(each: Recounted, names: Names) -> None:
    verdict = text("vote.agrees") if each.agrees else text("vote.differs")
    heading = text("vote.heading", number=each.number)
    data.print(f"{each.bloc}. {heading}: {verdict}", soft_wrap=True)
    for one in each.recounted.tallies:
        passed = text("vote.passed") if one.passed else text("vote.not_passed")
        data.print(f"  {one.votes}  {names.name(one.unit_id)}  {passed}", soft_wrap=True)
