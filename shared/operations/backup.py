"""`store.snapshot` and what belongs to it: a store read out in one state, by pages."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import msgspec

from shared.backup.snapshot import HeldTable, RowsPage, Snapshots
from shared.messaging.control import Nothing, Verb

if TYPE_CHECKING:
    from collections.abc import Sequence

    from shared.eventstore import EventRecorder


class SnapshotOpened(msgspec.Struct, frozen=True):
    """A snapshot by its name; `head` is the highest position in it."""

    snapshot: str
    epoch: str
    head: int
    tables: list[HeldTable]


class SnapshotNamed(msgspec.Struct, frozen=True):
    """Which snapshot."""

    snapshot: str


class Released(msgspec.Struct, frozen=True):
    """`held` is false when the lock had ended by itself before: begin again."""

    held: bool


class RowsWanted(msgspec.Struct, frozen=True):
    """Rows of a table after a key."""

    snapshot: str
    table: str
    after: list[Any] | None = None


def backup_verbs(recorder: EventRecorder, snapshots: Snapshots) -> Sequence[Verb]:
    """What may be asked of a store that is to be backed up."""

    async def open_(_: Nothing) -> SnapshotOpened:
        name, tables = await snapshots.open()
        # Nobody may append while the lock is held, so this is the head of the snapshot.
        head = await recorder.database.run(recorder.head)
        return SnapshotOpened(name, recorder.epoch, head, tables)

    async def release(named: SnapshotNamed) -> Released:
        return Released(await snapshots.let_go(named.snapshot))

    async def rows(wanted: RowsWanted) -> RowsPage:
        return await snapshots.page(wanted.snapshot, wanted.table, wanted.after)

    async def keep(named: SnapshotNamed) -> None:
        snapshots.keep(named.snapshot)

    async def close(named: SnapshotNamed) -> None:
        await snapshots.close(named.snapshot)

    return (
        Verb("store.snapshot", Nothing, open_),
        Verb("store.release", SnapshotNamed, release),
        Verb("store.rows", RowsWanted, rows),
        Verb("store.keep", SnapshotNamed, keep),
        Verb("store.close", SnapshotNamed, close),
    )
