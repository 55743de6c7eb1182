from __future__ import annotations

import shlex
from collections.abc import Iterator
from pathlib import Path

import pytest
import typer
from typer.core import TyperCommand, TyperGroup
from typer.testing import CliRunner

from services.console.cli.app import app


def commands(group: TyperGroup, name: str = "thidua") -> Iterator[tuple[str, TyperCommand]]:
    for word, command in group.commands.items():
        if isinstance(command, TyperGroup):
            yield from commands(command, f"{name} {word}")
        elif isinstance(command, TyperCommand):
            yield f"{name} {word}", command


def every_command() -> list[tuple[str, TyperCommand]]:
    group = typer.main.get_command(app)
    assert isinstance(group, TyperGroup)
    return list(commands(group))


@pytest.mark.parametrize(("name", "command"), every_command())
def test_the_help_of_every_command_ends_in_an_example(name: str, command: TyperCommand) -> None:
    assert command.help is not None
    assert command.help.splitlines()[-1].strip().startswith(name)


@pytest.mark.parametrize(("name", "command"), every_command())
def test_every_command_speaks_json(name: str, command: TyperCommand) -> None:
    assert "--json" in {option for each in command.params for option in each.opts}, name


# Words a command needs before it asks for the system.
NEEDED = {
    "thidua log show": ["bloc:1"],
    "thidua eligibility why": ["Phong", "CSTDCS", "2024"],
    "thidua eligibility who": ["CSTDCS", "2024"],
    "thidua eligibility rested-on": ["awards:17"],
    "thidua eligibility missing": ["Phong", "2024"],
    "thidua eligibility what-if": ["Phong", "2024", "--suppose", "rating:EXCELLENT"],
    "thidua eligibility transition": ["Phong", "CSTDCS", "2024", "--received", "2026-09-15"],
    "thidua eligibility replay": ["law-2026", "2024"],
    "thidua backup create": ["backup"],
    "thidua ballot recount": ["2024"],
    "thidua projection show": ["eligibility"],
    "thidua projection rebuild": ["eligibility"],
    "thidua projection compare": ["eligibility"],
    "thidua projection switch": ["eligibility"],
    "thidua projection back": ["eligibility"],
    "thidua law check": ["vpcp.toml"],
    "thidua law show": ["law-2022"],
    "thidua law diff": ["law-2022", "law-2026"],
    "thidua parked show": ["awards-eligibility", "an-entity"],
    "thidua parked retry": ["awards-eligibility", "an-entity", "--reason", "mended"],
    "thidua parked discard": ["awards-eligibility", "an-entity", "--reason", "a mistake"],
}
# These need no system that runs: they fill one that is not there yet.
WITHOUT_A_SYSTEM = {"thidua log import", "thidua backup restore"}


@pytest.mark.parametrize(
    "name", [name for name, _ in every_command() if name not in WITHOUT_A_SYSTEM]
)
def test_without_a_system_it_says_what_to_do(
    name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("THIDUA_HOME", str(tmp_path))
    monkeypatch.setenv("THIDUA_LOCALE", "en")

    said = CliRunner().invoke(app, [*name.split()[1:], *NEEDED.get(name, ())])

    assert said.exit_code == 1
    assert said.stdout == ""
    assert "hint: run `make run` first" in " ".join(said.stderr.split())


@pytest.mark.parametrize(("name", "command"), every_command())
def test_the_example_of_every_command_can_be_typed(name: str, command: TyperCommand) -> None:
    assert command.help is not None
    example = command.help.splitlines()[-1].strip().removeprefix(name).split(" > ")[0]

    command.make_context(name, shlex.split(example), resilient_parsing=False).close()


# What cannot be undone, or is not to be done by a slip of the hand.
UNDONE_BY_NOTHING = {
    "thidua log import",
    "thidua backup restore",
    "thidua parked discard",
    "thidua projection switch",
    "thidua relay republish",
}


def test_what_cannot_be_undone_waits_for_yes_and_nothing_else_does() -> None:
    waiting = {
        name
        for name, command in every_command()
        if "--yes" in {option for each in command.params for option in each.opts}
    }

    assert waiting == UNDONE_BY_NOTHING
