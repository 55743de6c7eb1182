"""Idempotency keys: which requests were answered already, and how.

Source: draft-ietf-httpapi-idempotency-key-header-07 (an Internet-Draft, expired 2026).
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import msgspec
import sqlalchemy as sa

from shared.decoders import decoder
from shared.eventstore.answers import Answer

if TYPE_CHECKING:
    from collections.abc import Sequence

    from shared.database import Database
    from shared.eventstore.writer import KeyRow

metadata = sa.MetaData()

answers = sa.Table(
    "idempotency_keys",
    metadata,
    sa.Column("actor", sa.Text(), primary_key=True),
    sa.Column("key", sa.Text(), primary_key=True),
    sa.Column("fingerprint", sa.Text(), nullable=False),
    sa.Column("answer", sa.Text(), nullable=False),
)

_KNOWN = sa.select(answers).where(
    answers.c.actor.in_(sa.bindparam("actors", expanding=True)),
    answers.c.key.in_(sa.bindparam("keys", expanding=True)),
)


class IdempotencyKeyReused(Exception):
    """The key was used before for another request; every new request needs a new key."""

    def __init__(self, key: str) -> None:
        super().__init__(f"idempotency key {key!r} was used for a different request")


@dataclass(frozen=True)
class Key:
    """The key of a request, whose it is, and a digest of what was asked by it."""

    actor: str
    key: str
    fingerprint: str


@dataclass
class Keys:
    """The keys of one store, as the commands of one transaction find and leave them."""

    database: Database
    _known: dict[tuple[str, str], tuple[str, str]] = field(default_factory=dict, init=False)
    # What was answered since the transaction began, to be stored with it.
    new: list[KeyRow] = field(default_factory=list, init=False)

    def prepare(self) -> None:
        """Create what is missing in the store."""
        self.database.create(metadata)

    def forget(self) -> None:
        """A transaction begins of whose keys nothing is known: what is taken refuses it."""
        self.new = []
        self._known.clear()

    def look_up(self, asked: Sequence[Key]) -> None:
        """Read what is stored of these keys; to be called when a transaction begins."""
        self.forget()
        if not asked:
            return
        values = {
            "actors": sorted({one.actor for one in asked}),
            "keys": sorted({one.key for one in asked}),
        }
        with self.database.read() as connection:
            for row in connection.execute(_KNOWN, values):
                self._known[row.actor, row.key] = (row.fingerprint, row.answer)

    def answer_to(self, key: Key) -> Answer | None:
        """What the key was answered with. Raises `IdempotencyKeyReused`."""
        known = self._known.get((key.actor, key.key))
        if known is None:
            return None
        fingerprint, answer = known
        if fingerprint != key.fingerprint:
            raise IdempotencyKeyReused(key.key)
        return decoder(Answer).decode(answer)

    def keep(self, key: Key, answer: Answer) -> None:
        """Let the key be answered so from now on, once `new` is stored."""
        said = msgspec.json.encode(answer).decode()
        self._known[key.actor, key.key] = (key.fingerprint, said)
        self.new.append((key.actor, key.key, key.fingerprint, said))
