"""Who is signed in: sessions in the console's own store, named by a signed cookie.

The cookie carries a random id and its HMAC; the store keeps only the id's SHA-256, and the
session sealed with a key that follows from the id: a stolen store opens no session and holds no
token that can be read. The signing secret is made in the store when it is first opened.
"""

from __future__ import annotations

import asyncio
import base64
import hashlib
import hmac
import secrets
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

import msgspec
import sqlalchemy as sa
from cryptography.fernet import Fernet, InvalidToken

if TYPE_CHECKING:
    from shared.database import Database

COOKIE = "thidua_session"
# A working day: however often tokens are renewed, people sign in again after it.
SESSION_LIFE = timedelta(hours=8)

metadata = sa.MetaData()

sessions = sa.Table(
    "sealed_sessions",
    metadata,
    sa.Column("id_hash", sa.String(64), primary_key=True),
    sa.Column("sealed", sa.LargeBinary(), nullable=False),
    sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False, index=True),
)

signing = sa.Table(
    "session_signing",
    metadata,
    sa.Column("id", sa.Integer(), primary_key=True),
    sa.Column("secret", sa.LargeBinary(), nullable=False),
)


class Session(msgspec.Struct, frozen=True):
    """A signed-in account and the access token that speaks for it.

    `renews_at` is when the token runs out and `refresh_token` gets another; `id_token` is what
    the issuer wants to see when the account signs out there.
    """

    account: str
    token: str
    expires_at: datetime
    renews_at: datetime | None = None
    refresh_token: str | None = None
    id_token: str | None = None


class Sessions:
    """Opens, finds, renews and ends sessions; the database is asked in threads."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._secret: bytes | None = None

    async def open(self, session: Session) -> str:
        """Keep a session and return the value of its cookie."""
        session_id = secrets.token_urlsafe(32)
        signature = await self._signature(session_id)
        row = {
            "id_hash": _hash(session_id),
            "sealed": _seal(session_id, session),
            "expires_at": session.expires_at,
        }
        await asyncio.to_thread(self._insert, row)
        return f"{session_id}.{signature}"

    async def find(self, cookie: str | None, now: datetime) -> Session | None:
        """The live session of a cookie, if it is one of ours."""
        session_id = await self._verified(cookie)
        if session_id is None:
            return None
        sealed = await asyncio.to_thread(self._select, _hash(session_id))
        session = None if sealed is None else _unseal(session_id, sealed)
        return session if session is not None and session.expires_at > now else None

    async def renew(self, cookie: str | None, session: Session) -> None:
        """Keep what the session of a cookie has become; one that was ended stays ended."""
        session_id = await self._verified(cookie)
        if session_id is not None:
            row = {
                "sealed": _seal(session_id, session),
                "expires_at": session.expires_at,
            }
            await asyncio.to_thread(self._update, _hash(session_id), row)

    async def end(self, cookie: str | None) -> None:
        session_id = await self._verified(cookie)
        if session_id is not None:
            await asyncio.to_thread(self._delete, _hash(session_id))

    async def sealing(self) -> Fernet:
        """Seals what a browser keeps for us until somebody comes back from the issuer."""
        return Fernet(_key(await self._signing(), b"sign-in"))

    async def _verified(self, cookie: str | None) -> str | None:
        session_id, _, signature = (cookie or "").partition(".")
        expected = await self._signature(session_id)
        # As bytes: the comparison refuses text that is not ASCII, which a cookie may hold.
        genuine = hmac.compare_digest(signature.encode(), expected.encode())
        return session_id if genuine else None

    async def _signature(self, session_id: str) -> str:
        secret = await self._signing()
        return hmac.new(secret, session_id.encode(), hashlib.sha256).hexdigest()

    async def _signing(self) -> bytes:
        if self._secret is None:
            self._secret = await asyncio.to_thread(self._prepare)
        return self._secret

    def _prepare(self) -> bytes:
        self._database.create(metadata)
        with self._database.write() as connection:
            self._database.serialise(connection)
            # Where an earlier release kept tokens that could be read.
            connection.execute(sa.text("DROP TABLE IF EXISTS sessions"))
            known = connection.execute(sa.select(signing.c.secret)).scalar()
            if known is not None:
                return bytes(known)
            made = secrets.token_bytes(32)
            connection.execute(sa.insert(signing).values(id=1, secret=made))
            return made

    def _insert(self, row: dict[str, object]) -> None:
        with self._database.write() as connection:
            connection.execute(sa.insert(sessions).values(row))

    def _select(self, id_hash: str) -> bytes | None:
        with self._database.read() as connection:
            return connection.execute(
                sa.select(sessions.c.sealed).where(sessions.c.id_hash == id_hash)
            ).scalar()

    def _update(self, id_hash: str, row: dict[str, object]) -> None:
        with self._database.write() as connection:
            connection.execute(
                sa.update(sessions).where(sessions.c.id_hash == id_hash).values(row)
            )

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


def _key(secret: bytes, purpose: bytes) -> bytes:
    """A key of its own for each purpose: the hash in the table tells nothing of it."""
    return base64.urlsafe_b64encode(hmac.digest(secret, purpose, "sha256"))


def _seal(session_id: str, session: Session) -> bytes:
    return Fernet(_key(session_id.encode(), b"session")).encrypt(msgspec.json.encode(session))


def _unseal(session_id: str, sealed: bytes) -> Session | None:
    """The session; none where a later release keeps something else under its id."""
    try:
        plain = Fernet(_key(session_id.encode(), b"session")).decrypt(sealed)
        return msgspec.json.decode(plain, type=Session)
    except (InvalidToken, msgspec.ValidationError):
        return None
