"""Access tokens that run out while somebody works are exchanged for others, unnoticed."""

from __future__ import annotations

import asyncio
from datetime import datetime, timedelta
from typing import TYPE_CHECKING
from weakref import WeakValueDictionary

import structlog

from services.console.openid.remote import IssuerUnfit, SignInRefused
from services.console.openid.signin import AccessTokenUnfit
from shared.access import LEEWAY_SECONDS, IssuerAway, NotSignedIn

if TYPE_CHECKING:
    from services.console.openid.signin import SignIn
    from services.console.sessions import Session, Sessions

log = structlog.get_logger()


class Renewals:
    """Renews the sessions of `sign_in`, each by one request at a time.

    An issuer that rotates refresh tokens ends the session of whoever uses one twice. Another
    process of the console may have been first: then what it kept is taken.
    """

    def __init__(self, sessions: Sessions, sign_in: SignIn) -> None:
        self._sessions = sessions
        self._sign_in = sign_in
        self._locks: WeakValueDictionary[str, asyncio.Lock] = WeakValueDictionary()

    async def fresh(self, cookie: str, now: datetime) -> Session:
        """The session with a token that lasts. Raises `NotSignedIn`, `IssuerAway`.

        While the issuer is away the token that is left is used to its end.
        """
        lock = self._locks.setdefault(cookie, asyncio.Lock())
        async with lock:
            known = await self._sessions.find(cookie, now)
            if known is None:
                raise NotSignedIn("the session was ended")
            if not due(known, now):
                return known
            try:
                renewed = await self._sign_in.renewed(known)
            except IssuerAway:
                if runs_out(known, now):
                    raise
                return known
            except (SignInRefused, AccessTokenUnfit, IssuerUnfit) as error:
                return await self._after_refusal(cookie, known, now, error)
            await self._sessions.renew(cookie, renewed)
            return renewed

    async def _after_refusal(
        self, cookie: str, refused: Session, now: datetime, error: Exception
    ) -> Session:
        kept = await self._sessions.find(cookie, now)
        if kept is not None and kept.token != refused.token:
            return kept
        log.info("session_not_renewed", account=refused.account, reason=str(error))
        await self._sessions.end(cookie)
        raise NotSignedIn("the issuer renews the session no more") from error


def due(session: Session, now: datetime) -> bool:
    """Whether the access token is about to run out and another can be had."""
    return session.renews_at is not None and session.renews_at <= now


def runs_out(session: Session, now: datetime) -> bool:
    """Whether no service takes the access token any more."""
    renews_at = session.renews_at
    return renews_at is not None and renews_at + timedelta(seconds=LEEWAY_SECONDS) <= now
