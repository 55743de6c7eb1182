"""Names of people for the screens of other services: the JetStream bucket `people`.

A key is a person's id, a value JSON with `full_name` and `job_title`. Unlike the log, the
bucket can forget.
"""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

import msgspec
import sqlalchemy as sa
import structlog
from nats.errors import Error as NatsError

from shared.messaging.log import PEOPLE

if TYPE_CHECKING:
    from nats.aio.client import Client

    from services.bloc.cards import IdentityCards

log = structlog.get_logger()

AT_ONCE = 200
POLL_SECONDS = 2.0


class PeopleBucket:
    """Keeps the bucket equal to the table, across crashes of either side.

    The table remembers which revision of a card which bucket has seen; what it has not seen
    is put there again, which changes nothing. A bucket that was lost and made anew, or set
    back by its server, has seen nothing of it, so it is filled.
    """

    def __init__(self, cards: IdentityCards) -> None:
        self._cards = cards
        self._woken = asyncio.Event()

    def wake(self) -> None:
        """Something was committed."""
        self._woken.set()

    async def run(self, client: Client) -> None:
        """Follow the table until cancelled; a signal wakes it, a slow poll is the net below."""
        while True:
            self._woken.clear()
            try:
                while await self._publish_some(client):
                    pass
            except (NatsError, OSError, TimeoutError, sa.exc.SQLAlchemyError) as error:
                log.warning("people_bucket_behind", reason=f"{type(error).__name__}: {error}")
            try:
                async with asyncio.timeout(POLL_SECONDS):
                    await self._woken.wait()
            except TimeoutError:
                continue

    async def _publish_some(self, client: Client) -> bool:
        js = client.jetstream()
        # When a bucket was made tells it from every other.
        info = await js.stream_info(f"KV_{PEOPLE}")
        made, last = str(info.created), info.state.last_seq
        if last < await self._cards.bucket_was_at(made):
            return await self._begin_again(made, last)
        revisions = await self._cards.unpublished(made, AT_ONCE)
        if not revisions:
            return False
        bucket = await js.key_value(PEOPLE)
        for revision in revisions:
            value = {"full_name": revision.full_name, "job_title": revision.job_title}
            sequence = await bucket.put(str(revision.person_id), msgspec.json.encode(value))
            if sequence <= last:
                return await self._begin_again(made, sequence)
            await self._cards.mark_published(revision, made, sequence)
            last = sequence
        return True

    async def _begin_again(self, made: str, last: int) -> bool:
        """The server lost writes it had acknowledged: the same bucket, as it was before."""
        log.warning("people_bucket_set_back", last=last)
        await self._cards.forget_published(made, last)
        return True
