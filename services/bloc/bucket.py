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
    from collections.abc import Sequence
    from uuid import UUID

    from nats.aio.client import Client
    from nats.js import JetStreamContext
    from nats.js.kv import KeyValue

    from services.bloc.cards import IdentityCards, Revision
    from services.bloc.erasures import Erasures

log = structlog.get_logger()

AT_ONCE = 200
POLL_SECONDS = 2.0
# Most commits change no card: what was committed meanwhile is looked at together.
PAUSE_SECONDS = 0.5


class PeopleBucket:
    """Keeps the bucket equal to the table, across crashes of either side.

    The table remembers which revision of a card which bucket has seen; what it has not seen
    is put there again, which changes nothing. A bucket that was lost and made anew, or set
    back by its server, has seen nothing of it, so it is filled.

    Who was erased has to leave NATS's files too. A message that is purged or replaced stays in
    them until its block is written anew, and a bucket's messages may not be deleted one by one.
    Emptying the whole bucket removes its files at once; then it is filled again.
    """

    def __init__(self, cards: IdentityCards, erasures: Erasures) -> None:
        self._cards = cards
        self._erasures = erasures
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
            await asyncio.sleep(PAUSE_SECONDS)
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
            return await self._begin_again(js, made, last)
        if erased := await self._erasures.in_bucket(made):
            return await self._forget(js, made, last, erased)
        revisions = await self._cards.unpublished(made, AT_ONCE)
        if not revisions:
            return False
        bucket = await js.key_value(PEOPLE)
        sequences = await asyncio.gather(*(_put(bucket, revision) for revision in revisions))
        if min(sequences) <= last:
            return await self._begin_again(js, made, max(sequences))
        for person_id in await self._cards.mark_published(revisions, made, max(sequences)):
            await self._erasures.may_be_in_bucket_again(person_id)
        return True

    async def _begin_again(self, js: JetStreamContext, made: str, last: int) -> bool:
        """The server lost writes it had acknowledged: the same bucket, as it was before.

        It may hold again who was erased since then.
        """
        log.warning("people_bucket_set_back", last=last)
        await js.purge_stream(f"KV_{PEOPLE}")
        await self._cards.forget_published(made, last)
        return True

    async def _forget(
        self, js: JetStreamContext, made: str, last: int, erased: Sequence[UUID]
    ) -> bool:
        """Empty the bucket of people who were erased; a marker tells whoever watches it."""
        log.info("people_bucket_emptied", erased=len(erased))
        await js.purge_stream(f"KV_{PEOPLE}")
        await self._cards.forget_published(made, last)
        bucket = await js.key_value(PEOPLE)
        for person_id in erased:
            await bucket.delete(str(person_id))
        await self._erasures.mark_gone_from_bucket(made, erased)
        return True


async def _put(bucket: KeyValue, revision: Revision) -> int:
    value = {"full_name": revision.full_name, "job_title": revision.job_title}
    return await bucket.put(str(revision.person_id), msgspec.json.encode(value))
