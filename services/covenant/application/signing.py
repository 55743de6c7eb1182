"""The use cases of what stands around a covenant: mandates, accessions, appendices, files."""

from __future__ import annotations

from datetime import UTC, date, datetime, time
from uuid import UUID

from services.covenant.application.issuers import TrustedIssuers
from services.covenant.application.verification import Handed, verified
from services.covenant.domain.accession import Accession, AccessionAlreadyOpened
from services.covenant.domain.appendix import Appendix, AppendixOutOfOrder
from services.covenant.domain.attachment import (
    SignatureAlreadyAttached,
    SignatureAttachment,
    SignatureNotYetGiven,
)
from services.covenant.domain.covenant import Covenant
from services.covenant.domain.mandate import Mandate, MandateAlreadyGiven
from services.covenant.domain.text import Article, Pledge
from shared.eventstore import EventSourcedApplication

NOON = time(12)


class SigningUseCases(EventSourcedApplication):
    """Lets proxies, newcomers and appendices be signed, and files be attached."""

    issuers: TrustedIssuers

    async def mandate(self, mandate_id: UUID) -> Mandate:
        """The mandate as it stands, for whoever asks off the writer thread."""
        database = self.event_recorder.database
        return await database.run(lambda: self.load(Mandate, mandate_id))

    def give_mandate(
        self,
        covenant_id: UUID,
        unit_id: UUID,
        *,
        account: str,
        given_by: str,
        document_number: str,
        since: date,
        until: date,
        given_on: date,
    ) -> None:
        if self.exists(Mandate.id_of(covenant_id, unit_id, document_number)):
            raise MandateAlreadyGiven(document_number)
        covenant = self.load(Covenant, covenant_id)
        mandate = Mandate.give(
            covenant_id=covenant_id,
            bloc_id=covenant.bloc_id,
            parties=self._parties(covenant, (unit_id,)),
            unit_id=unit_id,
            account=account,
            given_by=given_by,
            document_number=document_number,
            since=since,
            until=until,
            given_on=given_on,
        )
        self.save(mandate)

    def withdraw_mandate(self, mandate_id: UUID, withdrawn_on: date) -> None:
        mandate = self.load(Mandate, mandate_id)
        mandate.withdraw(withdrawn_on)
        self.save(mandate)

    def open_accession(self, covenant_id: UUID, unit_id: UUID, joined_on: date) -> None:
        if self.exists(Accession.id_of(covenant_id, unit_id)):
            raise AccessionAlreadyOpened(unit_id)
        self.save(Accession.open(self.load(Covenant, covenant_id), unit_id, joined_on))

    def sign_accession(
        self,
        covenant_id: UUID,
        unit_id: UUID,
        *,
        account: str,
        signatory_id: UUID | None,
        mandate_id: UUID | None,
        digest: str,
        signed_on: date,
    ) -> None:
        accession = self.load(Accession, Accession.id_of(covenant_id, unit_id))
        accession.sign(
            account=account,
            signatory_id=signatory_id,
            mandate=self._mandate(mandate_id),
            digest=digest,
            signed_on=signed_on,
        )
        self.save(accession)

    def open_appendix(
        self,
        covenant_id: UUID,
        number: int,
        *,
        joined: tuple[UUID, ...],
        title: str,
        articles: tuple[Article, ...],
        pledges: tuple[Pledge, ...],
        opened_on: date,
    ) -> None:
        follows = number == 1 or self.exists(Appendix.id_of(covenant_id, number - 1))
        if not follows or self.exists(Appendix.id_of(covenant_id, number)):
            raise AppendixOutOfOrder(number)
        covenant = self.load(Covenant, covenant_id)
        appendix = Appendix.open(
            covenant,
            number=number,
            joined=tuple(
                unit_id
                for unit_id in joined
                if self.load(Accession, Accession.id_of(covenant_id, unit_id)).signed_on
            ),
            title=title,
            articles=articles,
            pledges=pledges,
            opened_on=opened_on,
        )
        self.save(appendix)

    def sign_appendix(
        self,
        covenant_id: UUID,
        number: int,
        unit_id: UUID,
        *,
        account: str,
        signatory_id: UUID | None,
        mandate_id: UUID | None,
        digest: str,
        signed_on: date,
    ) -> None:
        appendix = self.load(Appendix, Appendix.id_of(covenant_id, number))
        appendix.sign(
            unit_id,
            account=account,
            signatory_id=signatory_id,
            mandate=self._mandate(mandate_id),
            digest=digest,
            signed_on=signed_on,
        )
        self.save(appendix)

    def attach_signature(
        self,
        covenant_id: UUID,
        unit_id: UUID,
        *,
        handed: Handed,
        account: str,
        attached_on: date,
    ) -> None:
        """Attach a detached signature of the covenant's text, if it holds."""
        if self.exists(SignatureAttachment.id_of(covenant_id, unit_id)):
            raise SignatureAlreadyAttached(unit_id)
        covenant = self.load(Covenant, covenant_id)
        if unit_id not in covenant.signatures and not self._joined(covenant_id, unit_id):
            raise SignatureNotYetGiven(unit_id)
        handed_at = datetime.combine(attached_on, NOON, UTC)
        proof = verified(covenant.canonical, handed, self.issuers, handed_at)
        self.save(
            SignatureAttachment.attach(
                covenant_id=covenant_id,
                bloc_id=covenant.bloc_id,
                unit_id=unit_id,
                form=handed.form,
                digest=covenant.digest,
                key_fingerprint=proof.key_fingerprint,
                signature_digest=proof.signature_digest,
                account=account,
                attached_on=attached_on,
                issuer_trusted=proof.issuer_trusted,
            )
        )

    def _joined(self, covenant_id: UUID, unit_id: UUID) -> bool:
        """Whether the unit joined the covenant later and signed it."""
        accession_id = Accession.id_of(covenant_id, unit_id)
        return (
            self.exists(accession_id)
            and self.load(Accession, accession_id).signed_on is not None
        )

    def _mandate(self, mandate_id: UUID | None) -> Mandate | None:
        return None if mandate_id is None else self.load(Mandate, mandate_id)

    def _parties(self, covenant: Covenant, asked: tuple[UUID, ...]) -> tuple[UUID, ...]:
        """The covenant's units, and those asked about that joined later."""
        joined = (
            unit_id for unit_id in asked if self.exists(Accession.id_of(covenant.id, unit_id))
        )
        return (*covenant.unit_ids, *joined)
