"""The box of a secret ballot: sealed sheets in a table, the key that opens them in a file.

Nothing here says whose a sheet is: its key is a random receipt, it has no time and no number,
and whenever one is added all sheets of the ballot are written again in the order of their
receipts, so that neither the order of rows nor the transaction that wrote a row tells which is
new. The private key is never in the store, its journal or a backup; once it is destroyed,
whatever copy of the box is left cannot be opened by anybody.
"""

from __future__ import annotations

import os
from base64 import b64decode, b64encode
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from secrets import token_hex
from typing import TYPE_CHECKING
from uuid import UUID, uuid4

import sqlalchemy as sa

from shared.sealing import OVERHEAD, SealBroken, SealKey

if TYPE_CHECKING:
    from pathlib import Path

    from shared.database import Database

RECEIPT_BYTES = 16
MARKED, UNMARKED = 1, 0

metadata = sa.MetaData()

box = sa.Table(
    "ballot_box",
    metadata,
    sa.Column("ballot_id", sa.Uuid(), primary_key=True),
    sa.Column("receipt", sa.Text(), primary_key=True),
    sa.Column("sealed", sa.Text(), nullable=False),
    sqlite_with_rowid=False,
)

Sheet = tuple[UUID, ...]


class VoteUnreadable(Exception):
    """A sealed sheet has another length than one of this ballot; seal it as it says."""

    def __init__(self, length: int, expected: int) -> None:
        super().__init__(
            f"the sealed sheet has {length} bytes, not {expected}; reload the page"
        )


class BallotKeyLost(Exception):
    """The key of an open ballot is not where it was kept; annul the ballot and vote again."""

    def __init__(self, ballot_id: UUID) -> None:
        super().__init__(
            f"the key of ballot {ballot_id} is lost, its sheets cannot be opened; annul it and "
            "vote again"
        )


@dataclass(frozen=True)
class Opened:
    """What was in the box: receipts and sheets, each by itself; unreadable sheets are none."""

    receipts: tuple[str, ...]
    sheets: tuple[Sheet | None, ...]


def new_receipt() -> str:
    """What the voter is given, and by which she finds that her sheet was counted."""
    return token_hex(RECEIPT_BYTES)


class BallotBoxes:
    """Keeps the boxes of a store, and the keys of those that are open in a folder."""

    def __init__(self, database: Database, keys: Path) -> None:
        self._database = database
        self._keys = keys

    def prepare(self) -> None:
        self._database.create(metadata)

    def lock(self, ballot_id: UUID, key: SealKey) -> None:
        """Keep the key of a ballot that is being opened; one that came to nothing gives way.

        Belongs into the command that opens it, whose transaction begins before the key is
        there: nobody who holds the store's lock takes it for one that was left behind.
        """
        with self._database.read():
            self._keep(ballot_id, key)

    def _keep(self, ballot_id: UUID, key: SealKey) -> None:
        self._keys.mkdir(parents=True, exist_ok=True, mode=0o700)
        half = self._keys / f".{uuid4().hex}"
        descriptor = os.open(half, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(descriptor, "wb") as file:
            file.write(key.written())
            file.flush()
            os.fsync(file.fileno())
        half.replace(self._file(ballot_id))
        _sync(self._keys)

    def put(
        self, connection: sa.Connection, ballot_id: UUID, receipt: str, sealed: bytes
    ) -> None:
        """Add a sheet, in the transaction that notes who voted, and mix the box."""
        of_ballot = box.c.ballot_id == ballot_id
        held = {
            row.receipt: row.sealed
            for row in connection.execute(sa.select(box).where(of_ballot))
        }
        held[receipt] = b64encode(sealed).decode()
        connection.execute(sa.delete(box).where(of_ballot))
        rows = [
            {"ballot_id": ballot_id, "receipt": one, "sealed": held[one]}
            for one in sorted(held)
        ]
        connection.execute(sa.insert(box), rows)

    def open(self, ballot_id: UUID, candidates: tuple[UUID, ...]) -> Opened:
        """Open every sheet. Raises `BallotKeyLost`."""
        try:
            key = SealKey.read(self._file(ballot_id).read_bytes())
        except FileNotFoundError:
            raise BallotKeyLost(ballot_id) from None
        query = sa.select(box.c.receipt, box.c.sealed).where(box.c.ballot_id == ballot_id)
        with self._database.read() as connection:
            rows = connection.execute(query).all()
        return Opened(
            receipts=tuple(row.receipt for row in rows),
            sheets=tuple(_sheet(key, row.sealed, ballot_id, candidates) for row in rows),
        )

    def empty(self, connection: sa.Connection, ballot_id: UUID) -> None:
        """Take every sheet out, in the transaction that ends the ballot."""
        connection.execute(sa.delete(box).where(box.c.ballot_id == ballot_id))

    def destroy_key(self, ballot_id: UUID) -> None:
        """Overwrite the key and let it go; from then on no copy of the box can be opened."""
        path = self._file(ballot_id)
        with suppress(FileNotFoundError):
            with path.open("r+b") as file:
                file.write(os.urandom(path.stat().st_size))
                file.flush()
                os.fsync(file.fileno())
            path.unlink()
            _sync(self._keys)

    def destroy_keys_unless(self, is_open: Callable[[UUID], bool]) -> None:
        """Destroy what a process left that ended at the wrong moment.

        Nobody opens a ballot meanwhile: the store's lock is held.
        """
        with self._database.group():
            for path in sorted(self._keys.glob("*.key")):
                ballot_id = UUID(path.stem)
                if not is_open(ballot_id):
                    self.destroy_key(ballot_id)

    def _file(self, ballot_id: UUID) -> Path:
        return self._keys / f"{ballot_id}.key"


def check_length(sealed: bytes, candidates: tuple[UUID, ...]) -> None:
    """Refuse what cannot be a sheet of this ballot; all of them have one length."""
    expected = OVERHEAD + len(candidates)
    if len(sealed) != expected:
        raise VoteUnreadable(len(sealed), expected)


def _sheet(
    key: SealKey, sealed: str, ballot_id: UUID, candidates: tuple[UUID, ...]
) -> Sheet | None:
    """The candidates that are marked: one byte for each, in the order of the ballot."""
    try:
        marks = key.open(b64decode(sealed), ballot_id.bytes)
    except SealBroken:
        return None
    if len(marks) != len(candidates) or not set(marks) <= {MARKED, UNMARKED}:
        return None
    return tuple(
        unit_id for unit_id, mark in zip(candidates, marks, strict=True) if mark == MARKED
    )


def _sync(folder: Path) -> None:
    """Make a change of a folder's names last."""
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
