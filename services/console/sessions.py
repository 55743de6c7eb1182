"""Who is signed in: sessions in the console's own store, named by a signed cookie.

The cookie carries a random id and its HMAC; the store keeps only the id's SHA-256, so a stolen
store opens no session. The signing secret is made in the store when it is first opened.
"""

from __future__ import annotations

import asyncio
import hashlib
import hmac
import secrets
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING

import sqlalchemy as sa

if TYPE_CHECKING:
    from shared.database import Database

COOKIE = "thidua_session"

metadata = sa.MetaData()

sessions = sa.Table(
    "sessions",
    metadata,
    sa.Column("id_hash", sa.String(64), primary_key=True),
    sa.Column("account", sa.Text(), nullable=False),
    sa.Column("token", sa.Text(), nullable=False),
    sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False, index=True),
)

signing = sa.Table(
    "session_signing",
    metadata,
    sa.Column("id", sa.Integer(), primary_key=True),
    sa.Column("secret", sa.LargeBinary(), nullable=False),
)


@dataclass(frozen=True)
class Session:
    """A signed-in account and the token that speaks for it."""

    account: str
    token: str
    expires_at: datetime


class Sessions:
    """Opens, finds and ends sessions; the database is asked in threads."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._secret: bytes | None = None

    async def open(self, session: Session) -> str:
        """Keep a session and return the value of its cookie."""
        session_id = secrets.token_urlsafe(32)
        signature = await self._signature(session_id)
        row = {
            "id_hash": _hash(session_id),
            "account": session.account,
            "token": session.token,
            "expires_at": session.expires_at,
        }
        await asyncio.to_thread(self._insert, row)
        return f"{session_id}.{signature}"

    async def find(self, cookie: str | None, now: datetime) -> Session | None:
        """The live session of a cookie, if it is one of ours."""
        session_id = await self._verified(cookie)
        if session_id is None:
            return None
        return await asyncio.to_thread(self._select, _hash(session_id), now)

    async def end(self, cookie: str | None) -> None:
        session_id = await self._verified(cookie)
        if session_id is not None:
            await asyncio.to_thread(self._delete, _hash(session_id))

    async def _verified(self, cookie: str | None) -> str | None:
        session_id, _, signature = (cookie or "").partition(".")
        expected = await self._signature(session_id)
        # As bytes: the comparison refuses text that is not ASCII, which a cookie may hold.
        genuine = hmac.compare_digest(signature.encode(), expected.encode())
        return session_id if genuine else None

    async def _signature(self, session_id: str) -> str:
        if self._secret is None:
            self._secret = await asyncio.to_thread(self._prepare)
        return hmac.new(self._secret, session_id.encode(), hashlib.sha256).hexdigest()

    def _prepare(self) -> bytes:
        self._database.create(metadata)
        with self._database.write() as connection:
            self._database.serialise(connection)
            known = connection.execute(sa.select(signing.c.secret)).scalar()
            if known is not None:
                return bytes(known)
            made = secrets.token_bytes(32)
            connection.execute(sa.insert(signing).values(id=1, secret=made))
            return made

    def _insert(self, row: dict[str, object]) -> None:
        with self._database.write() as connection:
            connection.execute(sa.insert(sessions).values(row))

    def _select(self, id_hash: str, now: datetime) -> Session | None:
        with self._database.read() as connection:
            row = connection.execute(
                sa.select(sessions).where(sessions.c.id_hash == id_hash)
            ).one_or_none()
        if row is None:
            return None
        expires_at = row.expires_at
        if expires_at.tzinfo is None:
            # SQLite keeps no time zone; every time in this table is UTC.
            expires_at = expires_at.replace(tzinfo=UTC)
        return Session(row.account, row.token, expires_at) if expires_at > now else None

    def _delete(self, id_hash: str) -> None:
        with self._database.write() as connection:
            connection.execute(
                sa.delete(sessions).where(
                    sa.or_(
                        sessions.c.id_hash == id_hash,
                        sessions.c.expires_at < datetime.now(UTC),
                    )
                )
            )


def _hash(session_id: str) -> str:
    return hashlib.sha256(session_id.encode()).hexdigest()
