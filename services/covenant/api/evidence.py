"""Evidence: attach, withdraw, list, read. A file is seen by who has a part in its score."""

from __future__ import annotations

import re
from datetime import date
from typing import Annotated
from urllib.parse import quote
from uuid import UUID

from fastapi import APIRouter, Depends, Query, Request, Response
from pydantic import BaseModel, Field

from services.covenant.api.readers import units_of
from services.covenant.api.today import today
from services.covenant.application import Covenants
from services.covenant.domain.dialogue import Evidence, Withdrawal
from services.covenant.domain.dialogue_refusals import EvidenceNotAttached
from services.covenant.domain.scorecard import Scorecard
from services.covenant.evidence import EvidenceFiles
from shared.access import Account, Role, allow
from shared.files import FileTooLarge
from shared.files.kinds import LARGEST
from shared.http.called import FILE_SENT
from shared.http.requests import Read, Write, reading, writing
from shared.http.routes import api_router

ATTACH = allow("attach_evidence", Role.UNIT_OFFICER, Role.UNIT_HEAD)
WITHDRAW = allow("withdraw_evidence", Role.UNIT_OFFICER, Role.UNIT_HEAD)
READ = allow(
    "read_evidence",
    Role.UNIT_OFFICER,
    Role.UNIT_HEAD,
    Role.BLOC_HEAD,
    Role.EMULATION_OFFICER,
    Role.COUNCIL_MEMBER,
    Role.AUTHORITY,
)
# What a browser may do with a file of a stranger: save it, and nothing else.
SAFE = {
    "X-Content-Type-Options": "nosniff",
    "Content-Security-Policy": "sandbox; default-src 'none'",
    "Cache-Control": "private, no-store",
    "Cross-Origin-Resource-Policy": "same-origin",
}


class WithdrawalForm(BaseModel):
    """Which file of which criterion, and why it is attached no more."""

    criterion: str
    reason: str = Field(min_length=1)


class AttachedFile(BaseModel):
    """A file by its digest, and what it was called."""

    criterion: str
    digest: str
    name: str | None
    attached_on: date


def small_enough(request: Request) -> None:
    """Refuse before reading what is too large, or does not say how large it is."""
    length = request.headers.get("content-length", "")
    if not length.isdecimal() or int(length) > LARGEST:
        raise FileTooLarge


def router(application: Covenants, files: EvidenceFiles) -> APIRouter:
    routes = api_router("/scorecards/{scorecard_id}/evidence", tag="scorecards")

    @routes.post(
        "",
        status_code=204,
        dependencies=[Depends(small_enough)],
        openapi_extra=FILE_SENT,
    )
    async def attach_evidence(
        scorecard_id: UUID,
        write: Annotated[Write, Depends(writing(ATTACH))],
        criterion: Annotated[str, Query(examples=["I.1"])],
        name: Annotated[str, Query(min_length=1, examples=["bao-cao.pdf"])],
    ) -> Response:
        """The body is the file; its type is found out from its content."""
        card = await application.scorecard(scorecard_id)
        write.within(card.unit_id)
        kept = await files.keep(write.body)
        evidence = Evidence(
            criterion, kept.digest, kept.media_type, kept.size, kept.scan, today()
        )
        return await write(
            lambda: application.attach_evidence(
                scorecard_id,
                evidence,
                lambda connection: files.name(connection, scorecard_id, kept.digest, name),
            )
        )

    @routes.post("/{digest}/withdrawal", status_code=204)
    async def withdraw_evidence(
        scorecard_id: UUID,
        digest: str,
        form: WithdrawalForm,
        write: Annotated[Write, Depends(writing(WITHDRAW))],
    ) -> Response:
        write.within((await application.scorecard(scorecard_id)).unit_id)
        withdrawal = Withdrawal(form.criterion, digest, form.reason.strip(), today())
        return await write(lambda: application.withdraw_evidence(scorecard_id, withdrawal))

    @routes.get("")
    async def list_evidence(
        scorecard_id: UUID, read: Annotated[Read, Depends(reading(READ))]
    ) -> list[AttachedFile]:
        card = await _seen_card(read.account, scorecard_id)
        known = await files.names_of(scorecard_id)
        return [
            AttachedFile(
                criterion=one.criterion,
                digest=one.digest,
                name=known.get(one.digest),
                attached_on=one.attached_on,
            )
            for one in card.dialogue.evidence.values()
        ]

    @routes.get("/{digest}", response_class=Response)
    async def read_evidence(
        scorecard_id: UUID, digest: str, read: Annotated[Read, Depends(reading(READ))]
    ) -> Response:
        card = await _seen_card(read.account, scorecard_id)
        attached = next(
            (one for one in card.dialogue.evidence.values() if one.digest == digest), None
        )
        if attached is None:
            raise EvidenceNotAttached("")
        content = await files.read(digest)
        name = (await files.names_of(scorecard_id)).get(digest, digest)
        plain = re.sub(r"[^A-Za-z0-9._-]", "_", name)
        kept = f"attachment; filename=\"{plain}\"; filename*=UTF-8''{quote(name, safe='')}"
        headers = {**SAFE, "Content-Disposition": kept}
        return Response(content, media_type=attached.media_type, headers=headers)

    async def _seen_card(account: Account, scorecard_id: UUID) -> Scorecard:
        """The scorecard, for who may look at its files: those above, the unit, its checkers."""
        card = await application.scorecard(scorecard_id)
        scopes = [card.unit_id, card.bloc_id]
        if card.is_submitted("self"):
            scopes += await application.scored_together(card, units_of(account))
        READ.check_scope(account, *scopes)
        return card

    return routes
