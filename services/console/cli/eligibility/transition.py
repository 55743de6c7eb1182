"""`thidua eligibility transition`: a dossier between two laws, and what holds (T-01)."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, Annotated

import typer

from services.console.cli.eligibility.options import (
    DEFAULT_ACCOUNT,
    As,
    At,
    Json,
    Subject,
    Title,
    Year,
)
from services.console.cli.eligibility.session import asking
from services.console.cli.eligibility.subjects import subject
from services.console.cli.eligibility.why import conditions
from services.console.cli.output import data, fail, locale, text, with_example, write_json
from services.console.screens.transition import amending
from services.console.screens.wording import Wording
from shared.catalogue import catalogue

if TYPE_CHECKING:
    from services.console.cli.eligibility.session import Session
    from services.console.client.questions import Judged, Transitional
    from services.console.screens.chrome import Names

HELP = with_example(
    "cli.eligibility.transition",
    'thidua eligibility transition "Lê Hoàng Phong" CSTDCS 2024 --received 2026-09-15',
)


def transition(
    who: Subject,
    title: Title,
    year: Year,
    *,
    received: Annotated[
        datetime,
        typer.Option(help=text("cli.eligibility.received"), formats=["%Y-%m-%d"]),
    ],
    ruleset: Annotated[str | None, typer.Option(help=text("cli.eligibility.amending"))] = None,
    at: At = None,
    account: As = DEFAULT_ACCOUNT,
    as_json: Json = False,
) -> None:
    async def question(session: Session) -> tuple[Transitional, Names]:
        kind, subject_id = subject(session.names, who)
        questions = session.awards.questions
        # The law is asked as it is now: what it says does not hang on the moment.
        new = ruleset or amending(await session.services.awards.questions.rulesets())
        if new is None:
            fail("problem.no_transition", "cli.eligibility.hint.no_transition")
        day = received.date()
        found = await questions.transition(kind, subject_id, title, year, new, day)
        return found, session.names

    found, names = asking(account, at, question)
    if as_json:
        write_json(found)
        return
    _print(found, names)


def _print(found: Transitional, names: Names) -> None:
    rule = found.transition
    said = text(
        "cli.eligibility.of",
        subject=names.name(found.old.subject_id) or text("bloc.erased"),
        award=text(f"award.{found.old.award}"),
        year=found.old.year,
    )
    data.print(said, soft_wrap=True)
    data.print(text(f"transition.holds_{found.holds}"), style="bold", soft_wrap=True)
    because = text(
        f"transition.because_{found.reason}",
        day=found.received_on,
        before=rule.received_before,
    )
    data.print(because, soft_wrap=True)
    data.print(f"{rule.code} {rule.article} ({_sure(rule.certainty)})", soft_wrap=True)
    for side, judged in (("old", found.old), ("new", found.new)):
        _print_side(judged, Wording(names, locale()), holds=found.holds == side)


def _print_side(judged: Judged, wording: Wording, *, holds: bool) -> None:
    named = f"ruleset.{judged.ruleset}"
    name = text(named) if catalogue().knows(named, locale()) else judged.ruleset
    mark = f" [{text('transition.rules')}]" if holds else ""
    heading = f"\n{name}: {text(f'verdict.{judged.answer}')}{mark}"
    data.print(heading, style="bold", soft_wrap=True, markup=False)
    for line in conditions(judged.conditions, wording):
        data.print(line, soft_wrap=True)


def _sure(certainty: str) -> str:
    return text(f"certainty.{certainty}")
