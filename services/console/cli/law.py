"""`thidua law`: the rule sets verdicts are made by, checked, shown and compared.

The service that judges answers, on the control channel: a file is checked by the very code that
would use it, and the command needs neither an account nor a copy of the law.
"""

from __future__ import annotations

import asyncio
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, TypeVar

import msgspec
import typer
from rich.table import Table

from services.console.cli.asking import order
from services.console.cli.output import data, fail, talk, text, with_example, write_json
from services.console.cli.system import connected, find_system
from shared.messaging.control import Nothing
from shared.operations.law import (
    Rule,
    RuleChange,
    RuleFile,
    RuleFileChecked,
    RuleSetLine,
    RuleSetNamed,
    RuleSetsCompared,
    RuleSetShown,
)

if TYPE_CHECKING:
    from services.console.cli.system import System

A = TypeVar("A")

SERVICE = "awards"
AsJson = Annotated[bool, typer.Option("--json", help=text("cli.json"))]

app = typer.Typer(help=text("cli.law.help"), no_args_is_help=True, rich_markup_mode=None)


@app.command("check", help=with_example("cli.law.check", "thidua law check vpcp.toml"))
def check(
    files: Annotated[list[Path], typer.Argument(help=text("cli.law.files"))],
    *,
    as_json: AsJson = False,
) -> None:
    system = find_system()
    missing = [str(file) for file in files if not file.is_file()]
    if missing:
        fail("cli.law.no_file", "cli.law.no_file_hint", file=", ".join(missing))
    asked = [RuleFile(file.name, file.read_text(encoding="utf-8")) for file in files]
    found = [_asked("law.check", each, RuleFileChecked, system) for each in asked]
    if as_json:
        write_json(found)
    for each in found:
        if each.sound:
            talk.print(text("cli.law.sound", file=each.file, name=each.name), style="green")
        else:
            told = text(
                "cli.law.unsound",
                file=each.file,
                rule=each.rule,
                field=each.field,
                problem=each.problem,
            )
            talk.print(told, style="red")
    if any(not each.sound for each in found):
        talk.print(f"{text('cli.hint')}: {text('cli.law.unsound_hint')}", style="cyan")
        raise typer.Exit(1)


@app.command("list", help=with_example("cli.law.list", "thidua law list --json"))
def rulesets(*, as_json: AsJson = False) -> None:
    found = _asked("law.list", Nothing(), list[RuleSetLine])
    if as_json:
        write_json(found)
        return
    columns = ("name", "from", "confirmed", "certainty", "instrument")
    table = Table(*(text(f"cli.law.column.{column}") for column in columns))
    for each in found:
        days = (each.effective_from.isoformat(), each.confirmed_to.isoformat())
        sure = text(f"certainty.{each.certainty}")
        table.add_row(f"{each.name} ({each.version})", *days, sure, each.instrument)
    data.print(table)


@app.command(
    "show", help=with_example("cli.law.show", "thidua law show law-2022 --title BK_TTG")
)
def show(
    name: Annotated[str, typer.Argument(help=text("cli.law.name"))],
    *,
    title: Annotated[str | None, typer.Option(help=text("cli.law.title"))] = None,
    as_json: AsJson = False,
) -> None:
    found = _asked("law.show", RuleSetNamed(name), RuleSetShown)
    if as_json:
        write_json(found)
        return
    data.print(f"{found.line.instrument} – {text(f'certainty.{found.line.certainty}')}")
    titles = [each for each in found.titles if title in {None, each.code}]
    if not titles:
        fail("cli.law.no_title", "cli.law.no_title_hint", title=title, name=name)
    if title is None:
        for rule in (*found.principles, *found.common, *found.quotas):
            _print(rule, 0)
    for each in titles:
        kind = text(f"subject_kind.{each.subject_kind}")
        data.print(f"\n{each.code} – {each.name} ({kind}). {each.article}")
        for rule in each.rules:
            _print(rule, 0)


@app.command("diff", help=with_example("cli.law.diff", "thidua law diff law-2022 law-2026"))
def diff(
    before: Annotated[str, typer.Argument(help=text("cli.law.name"))],
    after: Annotated[str, typer.Argument(help=text("cli.law.name"))],
    *,
    as_json: AsJson = False,
) -> None:
    found = _asked("law.diff", RuleSetsCompared(before, after), list[RuleChange])
    if as_json:
        write_json(found)
        return
    if not found:
        talk.print(text("cli.law.same", before=before, after=after), style="green")
    other = [each for each in found if _plain(each.before) != _plain(each.after)]
    for change in other:
        data.print(f"{change.title or text('cli.law.everywhere')}: {change.code}")
        for sign, rule in (("-", change.before), ("+", change.after)):
            if rule is not None:
                _print(rule, 0, sign)
    if len(other) < len(found):
        talk.print(text("cli.law.only_certainty", count=len(found) - len(other)))


def _plain(rule: Rule | None) -> Rule | None:
    """What a rule says, whatever is known of how sure it is."""
    if rule is None:
        return None
    parts = tuple(part for each in rule.parts if (part := _plain(each)) is not None)
    return msgspec.structs.replace(rule, certainty="", parts=parts)


def _print(rule: Rule, depth: int, sign: str = "") -> None:
    """A rule with its article, and how sure it is."""
    lead = f"{sign or ' '} {'  ' * depth}"
    route = f" [{rule.route}]" if rule.route else ""
    told = ", ".join(f"{name} = {value}" for name, value in rule.parameters.items())
    data.print(f"{lead}{rule.code}{route} {rule.kind}({told})")
    unsure = (
        "" if rule.certainty == "confirmed" else f" ({text(f'certainty.{rule.certainty}')})"
    )
    data.print(f"{lead}  {rule.text}. {rule.article}{unsure}")
    for part in rule.parts:
        _print(part, depth + 1, sign)


def _asked(
    verb: str, question: msgspec.Struct, answer: type[A], system: System | None = None
) -> A:
    async def asking() -> A:
        async with connected(system or find_system()) as client:
            return await order(client, SERVICE, verb, question, answer)

    return asyncio.run(asking())
