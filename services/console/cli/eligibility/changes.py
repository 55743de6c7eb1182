"""Verdicts that would be others, in lines: whose, from what to what, by which conditions."""

from __future__ import annotations

from typing import TYPE_CHECKING

from services.console.cli.output import data, text, write_lines
from services.console.screens.differences import lines

if TYPE_CHECKING:
    from collections.abc import Sequence

    from services.console.client.questions import Difference
    from services.console.screens.chrome import Names
    from services.console.screens.differences import SaidLine
    from services.console.screens.wording import Wording


def show(found: Sequence[Difference], names: Names, wording: Wording, *, as_json: bool) -> None:
    """One JSON document a difference, or lines for a reader."""
    if as_json:
        with write_lines() as write:
            for each in found:
                write(each)
        return
    for line in lines(found, names, wording):
        said = text(
            "cli.eligibility.of",
            subject=line.subject.name or text("bloc.erased"),
            award=text(f"award.{line.award}"),
            year=line.year,
        )
        before, after = text(f"verdict.{line.before}"), text(f"verdict.{line.after}")
        data.print(f"{said}: {before} → {after}", style="bold", soft_wrap=True)
        for change in line.conditions:
            data.print(f"  {change.text}", soft_wrap=True)
            data.print(
                f"    {text('differences.before')}: {_said(change.before)}", soft_wrap=True
            )
            data.print(
                f"    {text('differences.after')}: {_said(change.after)}", soft_wrap=True
            )


def _said(one: SaidLine | None) -> str:
    if one is None:
        return text("differences.not_there")
    supposed = text("differences.supposed", count=one.supposed) if one.supposed else ""
    facts = " ".join([*(fact.id for fact in one.facts), supposed]).strip()
    answer = text(f"verdict_condition.{one.answer}")
    return f"[{answer}] {one.why} ({one.article})  {facts}".rstrip()
