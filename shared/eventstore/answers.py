"""What a command answers."""

from __future__ import annotations

import msgspec


class Answer(msgspec.Struct, frozen=True):
    """What a command answers; stored with its key so that a retry is answered the same.

    `position` is the store's position after the command, `version` that of the aggregate it
    was about.
    """

    status: int
    body: dict[str, str] | None
    position: int
    version: int | None
