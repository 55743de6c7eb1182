"""`thidua projection show`: documents as they are, or as they stood at a moment."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, Annotated

import msgspec
import typer

from services.console.cli.asking import order
from services.console.cli.output import data, say, text, with_example, write_line
from services.console.cli.projection.named import Name, named
from services.console.cli.system import connected, find_system
from shared.operations.documents import DocumentsPage, DocumentsWanted, ShownDocument

if TYPE_CHECKING:
    from collections.abc import Callable

    from services.console.cli.system import System

HELP = with_example(
    "cli.projection.show", "thidua projection show directory --at 2024-03-12T08:00+07:00"
)
# A moment that nobody asked for yet is folded from the first fact.
FOLD_SECONDS = 240.0


def show(
    name: Name,
    key: Annotated[str | None, typer.Argument(help=text("cli.projection.key"))] = None,
    *,
    at: Annotated[str | None, typer.Option(help=text("cli.projection.at"))] = None,
    as_json: Annotated[bool, typer.Option("--json", help=text("cli.json"))] = False,
) -> None:
    tell: Callable[[ShownDocument], None] = write_line if as_json else _print
    count, sequence = asyncio.run(_show(find_system(), name, key, at, tell))
    say("cli.projection.as_of", name=name, sequence=sequence, count=count)


async def _show(
    system: System,
    name: str,
    key: str | None,
    at: str | None,
    tell: Callable[[ShownDocument], None],
) -> tuple[int, int]:
    count = 0
    async with connected(system) as client:
        found = await named(client, system, name)
        wanted = DocumentsWanted(found.state.projection, key, at)
        while True:
            page = await order(
                client,
                found.service,
                "projection.documents",
                wanted,
                DocumentsPage,
                FOLD_SECONDS,
            )
            for document in page.documents:
                tell(document)
            count += len(page.documents)
            if page.after is None:
                return count, page.sequence
            # What follows is of the same moment, however it was named.
            wanted = msgspec.structs.replace(
                wanted, after=page.after, at=wanted.at and str(page.sequence)
            )


def _print(document: ShownDocument) -> None:
    body = msgspec.json.format(bytes(document.body), indent=2).decode()
    data.print(f"{document.table}  {document.key}\n{body}", soft_wrap=True)
