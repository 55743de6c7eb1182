"""`thidua eligibility why`: a verdict with its conditions, articles and facts."""

from __future__ import annotations

from typing import TYPE_CHECKING

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
from services.console.cli.output import data, locale, talk, text, with_example, write_json
from services.console.screens.why import NOT_CLAIMED, cited
from services.console.screens.wording import Wording
from shared.catalogue import catalogue

if TYPE_CHECKING:
    from collections.abc import Iterable

    from services.console.cli.eligibility.session import Session
    from services.console.client.awards import Verdict
    from services.console.client.conditions import Condition
    from services.console.screens.chrome import Names

HELP = with_example(
    "cli.eligibility.why", 'thidua eligibility why "Lê Hoàng Phong" CSTDCS 2024'
)


def why(
    who: Subject,
    title: Title,
    year: Year,
    *,
    at: At = None,
    account: As = DEFAULT_ACCOUNT,
    as_json: Json = False,
) -> None:
    async def question(session: Session) -> tuple[Verdict, Names]:
        kind, subject_id = subject(session.names, who)
        verdict = await session.awards.verdict(kind, subject_id, title, year)
        return verdict, session.names

    verdict, names = asking(account, at, question)
    if as_json:
        write_json(verdict)
        return
    said = text(
        "cli.eligibility.of",
        subject=names.name(verdict.subject_id) or text("bloc.erased"),
        award=text(f"award.{verdict.award}"),
        year=verdict.year,
    )
    data.print(said, soft_wrap=True)
    data.print(text(f"verdict.{verdict.verdict}"), style="bold")
    data.print(text("eligibility.rule_set", name=verdict.ruleset, version=verdict.version))
    for line in conditions(verdict.conditions, Wording(names, locale())):
        data.print(line, soft_wrap=True)
    facts = list(dict.fromkeys(cited(verdict.conditions)))
    if facts:
        talk.print(f"\n{text('cli.eligibility.open_facts')}\n  thidua log show {facts[0]}")


def conditions(found: Iterable[Condition], wording: Wording, depth: int = 1) -> Iterable[str]:
    """Conditions in lines: the answer, the text, the article and how sure it is, the facts."""
    for one in found:
        margin = "  " * depth
        answer = "not_considered" if one.reason == NOT_CLAIMED else one.answer
        named = f"condition.{one.code}"
        said = text(named) if catalogue().knows(named, locale()) else one.text
        yield f"{margin}[{text(f'verdict_condition.{answer}')}] {said}"
        yield f"{margin}    {one.article} ({text(f'certainty.{one.certainty}')})"
        facts = f"  {' '.join(one.facts)}" if one.facts else ""
        yield f"{margin}    {wording.reason(one)}{facts}"
        yield from conditions(one.parts, wording, depth + 2)
