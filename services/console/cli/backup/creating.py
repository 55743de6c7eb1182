"""`thidua backup create`: all stores and the log, in one state, while everything runs."""

from __future__ import annotations

import asyncio
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from services.console.cli.backup.cut import cut, rows
from services.console.cli.backup.erased import ListUnreadable, add_to_list, list_beside
from services.console.cli.backup.evidence import SERVICE, save_files
from services.console.cli.backup.files import (
    FORMAT,
    LOG,
    Manifest,
    SavedStore,
    SavedTable,
    Writing,
    written,
)
from services.console.cli.log.facts import facts, last_sequence
from services.console.cli.output import fail, say, text, with_example, write_json
from services.console.cli.progress import progress
from services.console.cli.system import connected, find_system
from shared.operations.files import DIGEST, NAMES
from shared.personal import STORE, erasures

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Mapping

    from nats.aio.client import Client

    from services.console.cli.system import System
    from shared.operations.backup import SnapshotOpened

HELP = with_example("cli.backup.create", "thidua backup create /backups/2024-12-31.tar")


def create(
    place: Annotated[Path, typer.Argument(help=text("cli.backup.place"))],
    *,
    as_json: Annotated[bool, typer.Option("--json", help=text("cli.json"))] = False,
) -> None:
    system = find_system()
    if place.exists():
        fail("cli.backup.exists", "cli.backup.exists_hint", place=place)
    place.absolute().parent.mkdir(parents=True, exist_ok=True)
    try:
        manifest = asyncio.run(_create(system, place.absolute()))
    except ListUnreadable as error:
        fail("cli.backup.list_unreadable", "cli.backup.list_unreadable_hint", reason=error)
    if as_json:
        write_json(manifest)
    say("cli.backup.created", facts=manifest.facts, rows=manifest.rows(), place=place)


async def _create(system: System, place: Path) -> Manifest:
    async with connected(system) as client, cut(client) as snapshots:
        created_at = datetime.now(UTC)
        with written(place) as writing:
            stores = [
                await _save_store(client, writing, service, snapshot)
                for service, snapshot in snapshots.items()
            ]
            heads = {service: snapshot.head for service, snapshot in snapshots.items()}
            count = await _save_log(client, writing, heads)
            named = await _files_named(client, snapshots)
            files = await save_files(client, writing, named)
            manifest = Manifest(FORMAT, created_at, count, stores, writing.digests, files)
            writing.finish(manifest)
            # Before the backup is there: who restores one of them finds everybody on the list.
            await _add_erased(client, snapshots, list_beside(place))
    return manifest


async def _add_erased(
    client: Client, snapshots: Mapping[str, SnapshotOpened], file: Path
) -> None:
    found = [row async for row in _rows_of(client, snapshots, STORE, erasures.name)]
    add_to_list(file, found)


async def _files_named(client: Client, snapshots: Mapping[str, SnapshotOpened]) -> set[str]:
    """The digests of the files that the snapshot counts on."""
    return {row[DIGEST] async for row in _rows_of(client, snapshots, SERVICE, NAMES)}


async def _rows_of(
    client: Client, snapshots: Mapping[str, SnapshotOpened], service: str, table: str
) -> AsyncIterator[dict[str, Any]]:
    """The rows of a table by column; none where the store has no such table."""
    snapshot = snapshots[service]
    for held in snapshot.tables:
        if held.shape.name == table:
            names = [column.name for column in held.shape.columns]
            async for row in rows(client, service, snapshot.snapshot, held.shape.name):
                yield dict(zip(names, row, strict=True))


async def _save_store(
    client: Client, writing: Writing, service: str, snapshot: SnapshotOpened
) -> SavedStore:
    tables = []
    count = 0
    in_all = sum(held.rows for held in snapshot.tables)
    with progress(service, in_all) as show:
        for held in snapshot.tables:
            name = held.shape.name
            file = f"stores/{service}/{name}.jsonl.gz"
            saved = 0
            with writing.lines(file) as write:
                async for row in rows(client, service, snapshot.snapshot, name):
                    write(row)
                    saved += 1
                    show(count + saved)
            count += saved
            tables.append(SavedTable(held.shape, saved, file))
    return SavedStore(service, snapshot.epoch, snapshot.head, tables)


async def _save_log(client: Client, writing: Writing, heads: dict[str, int]) -> int:
    """Facts of the cut, in stream order: of each store what its snapshot holds, no more."""
    count = 0
    last = await last_sequence(client)
    with writing.lines(LOG) as write, progress(text("cli.backup.log"), last) as show:
        async for fact in facts(client, 1, last):
            if int(fact.headers["thidua-position"]) <= heads[fact.source]:
                write(fact)
                count += 1
            show(fact.sequence)
    return count
