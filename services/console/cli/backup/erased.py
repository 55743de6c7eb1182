"""Who was erased stays erased: the list beside the backups, and whom a restore leaves out.

A backup from before an erasure holds the person still. Each backup adds to the list, one line
of JSON for each erased person with id, day and reason and no name; a restore reads it.
"""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any
from uuid import UUID, uuid4

import msgspec

from shared.backup.shape import shape_of
from shared.intake import tables as intake
from shared.personal import PERSON, TABLES, Erased, erasures

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from shared.backup.shape import TableShape, Values

LIST = "erased.jsonl"


class ListUnreadable(Exception):
    """The list of erased people is missing, or a line of it says something else."""


def list_beside(place: Path) -> Path:
    """Where the list of the backups stands that are kept with this one."""
    return place.absolute().parent / LIST


def read_list(file: Path) -> dict[UUID, Erased]:
    """The list by person. Raises `ListUnreadable`."""
    try:
        lines = file.read_bytes().splitlines()
        found = [msgspec.json.decode(line, type=Erased) for line in lines]
    except (OSError, msgspec.MsgspecError) as error:
        raise ListUnreadable(f"{file}: {error}") from error
    return {each.person_id: each for each in found}


def add_to_list(file: Path, rows: Iterable[Mapping[str, Any]]) -> None:
    """Add rows of the table of erasures; whoever is on the list stays there."""
    known = read_list(file) if file.exists() else {}
    found = msgspec.convert([dict(row) for row in rows], list[Erased], strict=False)
    known |= {each.person_id: each for each in found}
    if not known:
        return
    half = file.with_name(f".{file.name}.{uuid4().hex}")
    with os.fdopen(os.open(half, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as lines:
        for person_id in sorted(known):
            lines.write(msgspec.json.encode(known[person_id]) + b"\n")
        lines.flush()
        os.fsync(lines.fileno())
    half.replace(file)


class LeavingOut:
    """The rows of a store that holds personal data, without those of erased people.

    Whoever is left out is told to the service, which records the erasure when it starts.
    """

    def __init__(self, erased: Mapping[UUID, Erased]) -> None:
        self._erased = {str(person_id): each for person_id, each in erased.items()}
        self._left_out: set[str] = set()

    @property
    def count(self) -> int:
        """How many people are on the list."""
        return len(self._erased)

    def shapes(self, saved: Sequence[TableShape]) -> list[TableShape]:
        """The tables in the order in which to fill them: that of erasures is the last."""
        own = next((each for each in saved if each.name == erasures.name), shape_of(erasures))
        return [*(each for each in saved if each.name != erasures.name), own]

    def rows(self, shape: TableShape, saved: Iterable[Values]) -> Iterator[Values]:
        """The rows of a table to be filled in."""
        names = [column.name for column in shape.columns]
        if shape.name == erasures.name:
            place = names.index(PERSON)
            for row in saved:
                self._left_out.discard(row[place])
                yield row
            for person_id in sorted(self._left_out):
                yield [self._told(person_id).get(name) for name in names]
            return
        for row in saved:
            if not self._is_personal(shape, dict(zip(names, row, strict=True))):
                yield row

    def _is_personal(self, shape: TableShape, row: dict[str, Any]) -> bool:
        if shape.name == intake.rows.name:
            # Of rows about nobody known only their text tells whom they name.
            return bool(self._erased) and row["target"] in {None, *self._erased}
        if shape.name in TABLES and row[PERSON] in self._erased:
            self._left_out.add(row[PERSON])
            return True
        return False

    def _told(self, person_id: str) -> dict[str, Any]:
        erased = self._erased[person_id]
        return {
            PERSON: person_id,
            "erased_on": erased.erased_on.isoformat(),
            "reason": erased.reason,
            "recorded": False,
            "gone_from_store": False,
        }
