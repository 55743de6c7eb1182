"""A sheet of a secret ballot that is sealed when it is sent: nothing of it is known before."""

from __future__ import annotations

from base64 import b64encode
from dataclasses import dataclass
from uuid import UUID

from shared.sealing import seal


@dataclass(frozen=True)
class Sheet:
    """The marks of a sheet, one byte for each candidate, 1 where it is marked.

    `ballot_id` and `public_key` stand for fields of an earlier answer.
    """

    ballot_id: str
    public_key: str
    marks: bytes

    def sealed(self, ballot_id: str, public_key: str) -> str:
        """What is sent, in base64, for this ballot and the key of its box."""
        context = UUID(ballot_id).bytes
        return b64encode(seal(bytes.fromhex(public_key), self.marks, context)).decode()
