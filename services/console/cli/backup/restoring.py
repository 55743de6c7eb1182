"""`thidua backup restore`: a backup into an empty system that does not run.

Everything is put together beside the places it belongs to and moved there at the end, so
that a restore that was interrupted left nothing half done.
"""

from __future__ import annotations

import asyncio
import os
import shutil
from itertools import count
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import msgspec
import typer
from sqlalchemy.engine import make_url

from services.console.cli.backup.erased import (
    LeavingOut,
    ListUnreadable,
    list_beside,
    read_list,
)
from services.console.cli.backup.evidence import restore_files
from services.console.cli.backup.files import (
    LOG,
    BackupUnreadable,
    Manifest,
    SavedStore,
    checked,
    opened,
    read_lines,
)
from services.console.cli.backup.identities import Identities
from services.console.cli.log.facts import ExportedFact
from services.console.cli.log.filling import fill
from services.console.cli.offline import administering, require_stopped
from services.console.cli.output import fail, say, text, with_example, write_json
from services.console.cli.progress import progress
from services.console.cli.system import home
from shared.backup.restoring import StoreNotEmpty, require_empty_store, restore_store
from shared.database import Database
from shared.home import Home, make_private
from shared.messaging.log import provision
from shared.personal import STORE

if TYPE_CHECKING:
    from collections.abc import Iterator

    from shared.backup.shape import TableShape, Values

HELP = with_example("cli.backup.restore", "thidua backup restore /backups/2024-12-31.tar --yes")
STAGE = "restoring"


class RestoredStore(msgspec.Struct):
    """A store and where it is; on PostgreSQL the address without its password."""

    service: str
    store: str
    rows: int
    head: int


class Restored(msgspec.Struct):
    """What came of it; `done` is false for a dry run, `erased` is how many are on the list."""

    facts: int
    stores: list[RestoredStore]
    done: bool
    erased: int


def restore(
    place: Annotated[Path, typer.Argument(help=text("cli.backup.source"))],
    *,
    new_identity: Annotated[
        bool, typer.Option("--new-identity", help=text("cli.backup.new_identity"))
    ] = False,
    erased: Annotated[
        Path | None, typer.Option("--erased", help=text("cli.backup.erased"))
    ] = None,
    yes: Annotated[bool, typer.Option("--yes", help=text("cli.yes"))] = False,
    as_json: Annotated[bool, typer.Option("--json", help=text("cli.json"))] = False,
) -> None:
    if not place.exists():
        fail("cli.no_file", "cli.no_file_hint", file=place)
    try:
        file = list_beside(place) if erased is None else erased
        leaving_out = LeavingOut(
            {} if erased is None and not file.exists() else read_list(file)
        )
        with opened(place) as folder:
            manifest = checked(folder)
            identities = (
                Identities.renewed(manifest.stores) if new_identity else Identities.kept()
            )
            found = asyncio.run(_restore(folder, manifest, identities, leaving_out, yes=yes))
    except BackupUnreadable as error:
        fail("cli.backup.unreadable", "cli.backup.unreadable_hint", reason=error)
    except ListUnreadable as error:
        fail("cli.backup.list_unreadable", "cli.backup.list_unreadable_hint", reason=error)
    except StoreNotEmpty as error:
        fail("cli.backup.not_empty", "cli.backup.not_empty_hint", reason=error)
    if as_json:
        write_json(found)
    key = "cli.backup.restored" if found.done else "cli.backup.would_restore"
    rows = sum(each.rows for each in found.stores)
    say(key, home=home(), facts=found.facts, rows=rows)
    say("cli.backup.left_out", count=found.erased, file=file)
    if not found.done:
        say("cli.dry_run")


async def _restore(
    folder: Path,
    manifest: Manifest,
    identities: Identities,
    leaving_out: LeavingOut,
    *,
    yes: bool,
) -> Restored:
    target = Home(home().resolve())
    await require_stopped()
    _require_empty(target, manifest)
    if yes:
        stage = Home(target.path / STAGE)
        shutil.rmtree(stage.path, ignore_errors=True)
        make_private(stage.stores)
        await _fill_log(folder, manifest, stage, identities)
        # Stores elsewhere come last: they cannot be taken back by not moving a folder.
        for store in sorted(manifest.stores, key=lambda each: _elsewhere(each.service) or ""):
            _fill_store(folder, store, stage, identities, leaving_out)
        restore_files(folder, manifest.files, stage.evidence)
        _move(stage, target)
    stores = [
        RestoredStore(
            store.service,
            _shown(target, store.service),
            sum(table.rows for table in store.tables),
            store.head,
        )
        for store in manifest.stores
    ]
    return Restored(manifest.facts, stores, done=yes, erased=leaving_out.count)


def _require_empty(target: Home, manifest: Manifest) -> None:
    for taken in (target.stores, target.nats_data):
        if taken.exists() and any(taken.iterdir()):
            raise StoreNotEmpty(str(taken))
    for store in manifest.stores:
        url = _elsewhere(store.service)
        if url is not None and not _is_new_file(url):
            database = Database(url, store.service)
            try:
                require_empty_store(database)
            finally:
                database.close()


async def _fill_log(
    folder: Path, manifest: Manifest, stage: Home, identities: Identities
) -> None:
    saved = identities.facts(read_lines(folder / LOG, ExportedFact))
    async with administering(stage.nats_data) as client:
        await provision(client.jetstream())
        with progress(text("cli.backup.log"), manifest.facts) as show:
            await fill(client, saved, show)


def _fill_store(
    folder: Path,
    store: SavedStore,
    stage: Home,
    identities: Identities,
    leaving_out: LeavingOut,
) -> None:
    files = {table.shape.name: table.file for table in store.tables}
    shapes = [table.shape for table in store.tables]
    if store.service == STORE:
        shapes = leaving_out.shapes(shapes)
    in_all = sum(table.rows for table in store.tables)
    database = Database(
        _elsewhere(store.service) or stage.store_url(store.service), store.service
    )
    with progress(store.service, in_all) as show:
        number = count(1)

        def saved(shape: TableShape) -> Iterator[Values]:
            # A backup of an earlier release has no table of erasures.
            if shape.name in files:
                for row in read_lines(folder / files[shape.name], list):
                    show(next(number))
                    yield identities.row(shape, row)

        def rows_of(shape: TableShape) -> Iterator[Values]:
            rows = saved(shape)
            return leaving_out.rows(shape, rows) if store.service == STORE else rows

        try:
            restore_store(database, shapes, rows_of)
        finally:
            database.close()


def _move(stage: Home, target: Home) -> None:
    """Into place, by renaming; a folder that is there is an empty one."""
    target.nats.mkdir(exist_ok=True, mode=0o700)
    for made, wanted in ((stage.stores, target.stores), (stage.nats_data, target.nats_data)):
        if wanted.exists():
            wanted.rmdir()
        made.rename(wanted)
    shutil.rmtree(stage.path)


def _elsewhere(service: str) -> str | None:
    """A store that is not in the home: the address the service itself is told."""
    return os.environ.get(f"{service.upper()}_STORE_URL")


def _is_new_file(url: str) -> bool:
    """A file that looking into it would make."""
    address = make_url(url)
    return address.get_backend_name() == "sqlite" and not Path(str(address.database)).exists()


def _shown(target: Home, service: str) -> str:
    url = _elsewhere(service)
    return target.store_url(service) if url is None else url.rpartition("@")[2]
