"""`thidua log import`: fill an empty stream with an export, in its order, header for header."""

from __future__ import annotations

import asyncio
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import msgspec
import typer

from services.console.cli.log.facts import ExportedFact
from services.console.cli.log.filling import StreamNotEmpty, fill, require_empty
from services.console.cli.offline import administering, require_stopped
from services.console.cli.output import fail, say, text, with_example, write_json
from services.console.cli.progress import progress
from services.console.cli.system import home
from shared.home import Home
from shared.messaging.log import provision

if TYPE_CHECKING:
    from collections.abc import Iterator

HELP = with_example("cli.log.import", "thidua log import log.jsonl --yes")


class ImportUnreadable(Exception):
    """A line of the file is not a fact as `log export` writes it."""


class Imported(msgspec.Struct):
    """What came of it; `done` is false for a dry run."""

    facts: int
    sources: dict[str, int]
    done: bool


def import_(
    file: Annotated[Path, typer.Argument(help=text("cli.log.file"))],
    *,
    yes: Annotated[bool, typer.Option("--yes", help=text("cli.yes"))] = False,
    as_json: Annotated[bool, typer.Option("--json", help=text("cli.json"))] = False,
) -> None:
    if not file.exists():
        fail("cli.no_file", "cli.no_file_hint", file=file)
    try:
        found = asyncio.run(_import(file, yes=yes))
    except ImportUnreadable as error:
        fail("cli.log.import_unreadable", "cli.log.import_unreadable_hint", reason=error)
    except StreamNotEmpty as error:
        fail("cli.log.not_empty", "cli.log.not_empty_hint", count=error.count)
    if as_json:
        write_json(found)
    key = "cli.log.imported" if found.done else "cli.log.would_import"
    say(key, count=found.facts, home=home())
    if not found.done:
        say("cli.dry_run")


async def _import(file: Path, *, yes: bool) -> Imported:
    found = Imported(0, {}, done=yes)
    # The whole file is read before the first fact is written: half an import helps nobody.
    for fact in read_facts(file):
        found.facts += 1
        found.sources[fact.source] = found.sources.get(fact.source, 0) + 1
    await require_stopped()
    data = Home(home().resolve()).nats_data
    if yes or data.exists():
        async with administering(data) as client:
            await require_empty(client)
            if yes:
                await provision(client.jetstream())
                with progress(text("cli.log.importing"), found.facts) as show:
                    await fill(client, read_facts(file), show)
    return found


def read_facts(file: Path) -> Iterator[ExportedFact]:
    """The facts of an export, one at a time. Raises `ImportUnreadable` with the line."""
    decoder = msgspec.json.Decoder(ExportedFact)
    with file.open("rb") as lines:
        for number, line in enumerate(lines, start=1):
            try:
                fact = decoder.decode(line)
            except msgspec.MsgspecError as error:
                raise ImportUnreadable(f"{file}:{number}: {error}") from error
            yield fact
