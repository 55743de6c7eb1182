"""What stands around a covenant: mandates, units that join later, appendices, files."""

from __future__ import annotations

from datetime import date
from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Depends, Response
from pydantic import Base64Bytes, BaseModel, Field

from services.covenant.api.covenants import (
    OPEN_COVENANT,
    SIGN_COVENANT,
    SignatureForm,
    TextForm,
    signing_for,
)
from services.covenant.application import Covenants
from services.covenant.application.verification import Handed
from services.covenant.domain.accession import Accession
from services.covenant.domain.appendix import Appendix
from services.covenant.domain.attachment import SignatureAttachment
from services.covenant.domain.attachment import SignatureForm as FormOfSignature
from services.covenant.domain.mandate import Mandate
from shared.access import Role, allow
from shared.eventstore import AggregateNotFound
from shared.http.requests import Write, writing
from shared.http.routes import api_router

GIVE_MANDATE = allow("give_mandate", Role.UNIT_HEAD)
ADMIT_UNIT = allow("admit_to_covenant", Role.BLOC_HEAD)


class MandateForm(BaseModel):
    """Who may sign for a unit in its head's place, by which document, from and until when."""

    unit_id: UUID
    account: str = Field(min_length=1)
    document_number: str = Field(min_length=1, examples=["15/GUQ-CQT"])
    since: date
    until: date
    given_on: date


class WithdrawalForm(BaseModel):
    """From which day the mandate no longer counts."""

    withdrawn_on: date


class AccessionForm(BaseModel):
    """A unit that was no party and is to sign the text as it stands."""

    unit_id: UUID
    joined_on: date


class AppendixForm(TextForm):
    """An appendix; `joined_unit_ids` are units that joined the covenant later."""

    number: int = Field(ge=1)
    title: str = Field(min_length=1)
    joined_unit_ids: tuple[UUID, ...] = ()
    opened_on: date


class AttachmentForm(BaseModel):
    """A detached signature of the canonical text, in base64: CMS in DER, or 64 raw bytes."""

    unit_id: UUID
    form: FormOfSignature
    signature: Base64Bytes
    public_key: Base64Bytes = Field(default=b"", description="The 32 bytes of an Ed25519 key")
    attached_on: date


def router(application: Covenants) -> APIRouter:
    routes = api_router("/covenants/{covenant_id}", tag="covenants")

    @routes.post("/mandates", status_code=201)
    async def give_mandate(
        covenant_id: UUID,
        form: MandateForm,
        write: Annotated[Write, Depends(writing(GIVE_MANDATE))],
    ) -> Response:
        write.within(form.unit_id)
        return await write(
            lambda: application.give_mandate(
                covenant_id,
                form.unit_id,
                account=form.account,
                given_by=write.account.login,
                document_number=form.document_number,
                since=form.since,
                until=form.until,
                given_on=form.given_on,
            ),
            created=Mandate.id_of(covenant_id, form.unit_id, form.document_number),
        )

    @routes.post("/mandates/{mandate_id}/withdrawal", status_code=204)
    async def withdraw_mandate(
        covenant_id: UUID,
        mandate_id: UUID,
        form: WithdrawalForm,
        write: Annotated[Write, Depends(writing(GIVE_MANDATE))],
    ) -> Response:
        mandate = await application.mandate(mandate_id)
        if mandate.covenant_id != covenant_id:
            raise AggregateNotFound(Mandate, mandate_id)
        write.within(mandate.unit_id)
        return await write(lambda: application.withdraw_mandate(mandate_id, form.withdrawn_on))

    @routes.post("/accessions", status_code=201)
    async def open_accession(
        covenant_id: UUID,
        form: AccessionForm,
        write: Annotated[Write, Depends(writing(ADMIT_UNIT))],
    ) -> Response:
        write.within((await application.covenant(covenant_id)).bloc_id)
        return await write(
            lambda: application.open_accession(covenant_id, form.unit_id, form.joined_on),
            created=Accession.id_of(covenant_id, form.unit_id),
        )

    @routes.post("/accession-signatures", status_code=204)
    async def sign_accession(
        covenant_id: UUID,
        form: SignatureForm,
        write: Annotated[Write, Depends(writing(SIGN_COVENANT))],
    ) -> Response:
        signing_for(write, form)
        return await write(
            lambda: application.sign_accession(
                covenant_id,
                form.unit_id,
                account=write.account.login,
                signatory_id=form.signatory_id,
                mandate_id=form.mandate_id,
                digest=form.digest,
                signed_on=form.signed_on,
            )
        )

    @routes.post("/appendices", status_code=201)
    async def open_appendix(
        covenant_id: UUID,
        form: AppendixForm,
        write: Annotated[Write, Depends(writing(OPEN_COVENANT))],
    ) -> Response:
        write.within((await application.covenant(covenant_id)).bloc_id)
        return await write(
            lambda: application.open_appendix(
                covenant_id,
                form.number,
                joined=form.joined_unit_ids,
                title=form.title,
                articles=form.said(),
                pledges=form.pledged(),
                opened_on=form.opened_on,
            ),
            created=Appendix.id_of(covenant_id, form.number),
        )

    @routes.post("/appendices/{number}/signatures", status_code=204)
    async def sign_appendix(
        covenant_id: UUID,
        number: int,
        form: SignatureForm,
        write: Annotated[Write, Depends(writing(SIGN_COVENANT))],
    ) -> Response:
        signing_for(write, form)
        return await write(
            lambda: application.sign_appendix(
                covenant_id,
                number,
                form.unit_id,
                account=write.account.login,
                signatory_id=form.signatory_id,
                mandate_id=form.mandate_id,
                digest=form.digest,
                signed_on=form.signed_on,
            )
        )

    @routes.post("/attachments", status_code=201)
    async def attach_signature(
        covenant_id: UUID,
        form: AttachmentForm,
        write: Annotated[Write, Depends(writing(SIGN_COVENANT))],
    ) -> Response:
        """Attach a detached signature to the unit's own; one that does not hold is refused."""
        write.within(form.unit_id)
        return await write(
            lambda: application.attach_signature(
                covenant_id,
                form.unit_id,
                handed=Handed(form.form, form.signature, form.public_key),
                account=write.account.login,
                attached_on=form.attached_on,
            ),
            created=SignatureAttachment.id_of(covenant_id, form.unit_id),
        )

    return routes
