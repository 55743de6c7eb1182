"""What stands around a covenant, as `covenant` answers it, and how it is changed."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any, Literal
from uuid import UUID

import msgspec

from services.console.client.answers import Written
from services.console.client.covenant.covenants import Covenant, Signature
from services.console.client.transport import Transport
from shared.contracts.covenant import Article, Pledge


class Comment(msgspec.Struct, frozen=True, kw_only=True):
    """A unit's remark on the draft, and what became of it."""

    comment_id: UUID
    unit_id: UUID
    account: str
    text: str
    commented_on: date
    article: int | None = None
    outcome: Literal["resolved", "answered"] | None = None
    answer: str = ""
    answered_by: str | None = None
    answered_on: date | None = None


class Mandate(msgspec.Struct, frozen=True, kw_only=True):
    """Who may sign for a unit in its head's place."""

    mandate_id: UUID
    unit_id: UUID
    account: str
    given_by: str
    document_number: str
    since: date
    until: date
    withdrawn_on: date | None = None


class Accession(msgspec.Struct, frozen=True, kw_only=True):
    """A unit that joined later."""

    unit_id: UUID
    digest: str
    joined_on: date
    signature: Signature | None = None


class Appendix(msgspec.Struct, frozen=True, kw_only=True):
    """An appendix and how far its signing is."""

    number: int
    title: str
    unit_ids: tuple[UUID, ...]
    articles: tuple[Article, ...]
    pledges: tuple[Pledge, ...]
    digest: str
    opened_on: date
    signatures: tuple[Signature, ...] = ()
    missing_unit_ids: tuple[UUID, ...] = ()
    in_force_on: date | None = None


class Attachment(msgspec.Struct, frozen=True, kw_only=True):
    """A detached signature that was verified."""

    unit_id: UUID
    form: Literal["cms", "ed25519"]
    digest: str
    key_fingerprint: str
    signature_digest: str
    account: str
    attached_on: date
    issuer_trusted: bool
    fact_id: str


class CovenantFile(msgspec.Struct, frozen=True, kw_only=True):
    """A covenant with everything around it."""

    covenant: Covenant
    comments: tuple[Comment, ...] = ()
    mandates: tuple[Mandate, ...] = ()
    accessions: tuple[Accession, ...] = ()
    appendices: tuple[Appendix, ...] = ()
    attachments: tuple[Attachment, ...] = ()


class FileQuestions:
    """What the API says about a covenant's surroundings, and changing them."""

    def __init__(self, transport: Transport) -> None:
        self.transport = transport

    async def covenant_file(self, covenant_id: UUID, after: Sequence[str] = ()) -> CovenantFile:
        path = f"/covenants/{covenant_id}/file"
        return await self.transport.read(path, CovenantFile, after=after)

    async def canonical(self, covenant_id: UUID) -> bytes:
        """The text to the byte, as every signature covers it."""
        content, _ = await self.transport.fetch(f"/covenants/{covenant_id}/text")
        return content

    async def add(
        self, covenant_id: UUID, what: str, form: Mapping[str, Any], key: str
    ) -> Written:
        """Add `comments`, `mandates`, `accessions`, `appendices` or `attachments`."""
        return await self.transport.write(
            "POST", f"/covenants/{covenant_id}/{what}", form, key=key
        )

    async def answer_comment(
        self, covenant_id: UUID, comment_id: UUID, form: Mapping[str, Any], key: str
    ) -> Written:
        path = f"/covenants/{covenant_id}/comments/{comment_id}/answer"
        return await self.transport.write("POST", path, form, key=key)

    async def withdraw_mandate(
        self, covenant_id: UUID, mandate_id: UUID, withdrawn_on: date, key: str
    ) -> Written:
        path = f"/covenants/{covenant_id}/mandates/{mandate_id}/withdrawal"
        return await self.transport.write("POST", path, {"withdrawn_on": withdrawn_on}, key=key)
