"""An upload as it is known, and what is refused about one."""

from __future__ import annotations

from datetime import datetime
from typing import Literal
from uuid import UUID

import msgspec

from shared.sheets.legacy import Alphabet

State = Literal["ready", "recording", "recorded", "refused"]
Mode = Literal["all", "good"]


class IntakeUnknown(Exception):
    """There is no such upload, or its time is over; upload the file again."""


class IntakeAlreadyCommitted(Exception):
    """This upload is recorded already, or about to be; upload the file again for more."""


class IntakeHasWrongRows(Exception):
    """Some rows are wrong, so not all can be recorded; mend them or take the good ones."""


class NothingToCommit(Exception):
    """No row of this upload would change anything."""


class Intake(msgspec.Struct, frozen=True, kw_only=True):
    """An upload and how far it is. `new` to `wrong` count the rows by what they are.

    `refused` as a state: all or nothing was asked for, a rule refused a row, nothing is
    recorded. `refused` as a number: rows that a rule refused while others were recorded.
    """

    id: UUID
    kind: str
    file_name: str
    alphabet: Alphabet
    actor: str
    uploaded_at: datetime
    expires_at: datetime
    state: State
    mode: Mode | None
    new: int
    changed: int
    unchanged: int
    wrong: int
    recorded: int
    refused: int

    @property
    def total(self) -> int:
        """How many rows there are to record."""
        return self.new + self.changed
