"""A unit that joins later: it signs the text as it stands, and the covenant stays in force."""

from __future__ import annotations

from datetime import date
from typing import Final
from uuid import UUID, uuid5

from eventsourcing.domain import Aggregate, event

from services.covenant.domain.covenant import Covenant
from services.covenant.domain.covenant_refusals import (
    CovenantAlreadySigned,
    CovenantDateTooEarly,
    CovenantDigestDiffers,
    CovenantNotOpen,
)
from services.covenant.domain.mandate import Mandate
from services.covenant.domain.refusals import CovenantServiceError

ACCESSIONS: Final = UUID("0f0b9a55-2f0e-5c43-9d55-6f63b51d7c02")


class Accession(Aggregate):
    TOPIC = "accession"

    class Created(Aggregate.Created):
        TOPIC = "accession.opened"
        covenant_id: UUID
        bloc_id: UUID
        unit_id: UUID
        digest: str
        joined_on: date

    class Signed(Aggregate.Event):
        TOPIC = "accession.signed"
        covenant_id: UUID
        bloc_id: UUID
        unit_id: UUID
        account: str
        signatory_id: UUID | None
        mandate_id: UUID | None
        digest: str
        signed_on: date

    @staticmethod
    def id_of(covenant_id: UUID, unit_id: UUID) -> UUID:
        """The one id of a unit's accession to a covenant: it joins once."""
        return uuid5(ACCESSIONS, f"{covenant_id}/{unit_id}")

    # Commands decide. They may refuse.

    @classmethod
    def open(cls, covenant: Covenant, unit_id: UUID, joined_on: date) -> Accession:
        """Let a unit that was no party sign the text that is fixed."""
        if covenant.state == "draft":
            raise CovenantNotOpen
        if unit_id in covenant.unit_ids:
            raise AccessionOfParty(unit_id)
        if joined_on < covenant.text_since:
            raise CovenantDateTooEarly(joined_on, covenant.text_since)
        return cls._create(
            cls.Created,
            id=cls.id_of(covenant.id, unit_id),
            covenant_id=covenant.id,
            bloc_id=covenant.bloc_id,
            unit_id=unit_id,
            digest=covenant.digest,
            joined_on=joined_on,
        )

    def sign(
        self,
        *,
        account: str,
        digest: str,
        signed_on: date,
        signatory_id: UUID | None = None,
        mandate: Mandate | None = None,
    ) -> None:
        """Sign the text that has this digest."""
        if self.signed_on is not None:
            raise CovenantAlreadySigned(self.unit_id, self.signed_on)
        if digest != self.digest:
            raise CovenantDigestDiffers(digest, self.digest)
        if signed_on < self.joined_on:
            raise CovenantDateTooEarly(signed_on, self.joined_on)
        if mandate is not None:
            mandate.check(self.covenant_id, self.unit_id, account, signed_on)
        self._signed(
            covenant_id=self.covenant_id,
            bloc_id=self.bloc_id,
            unit_id=self.unit_id,
            account=account,
            signatory_id=signatory_id,
            mandate_id=None if mandate is None else mandate.id,
            digest=digest,
            signed_on=signed_on,
        )

    # Events happened. Applying one never refuses.

    @event(Created)
    def __init__(
        self, *, covenant_id: UUID, bloc_id: UUID, unit_id: UUID, digest: str, joined_on: date
    ) -> None:
        self.covenant_id = covenant_id
        self.bloc_id = bloc_id
        self.unit_id = unit_id
        self.digest = digest
        self.joined_on = joined_on
        self.signed_on: date | None = None

    @event(Signed)
    def _signed(
        self,
        *,
        covenant_id: UUID,
        bloc_id: UUID,
        unit_id: UUID,
        account: str,
        signatory_id: UUID | None,
        mandate_id: UUID | None,
        digest: str,
        signed_on: date,
    ) -> None:
        del covenant_id, bloc_id, unit_id, account, signatory_id, mandate_id, digest
        self.signed_on = signed_on


class AccessionOfParty(CovenantServiceError):
    def __init__(self, unit_id: UUID) -> None:
        super().__init__(
            f"Unit {unit_id} is a party already; it signs the covenant itself.",
        )


class AccessionAlreadyOpened(CovenantServiceError):
    def __init__(self, unit_id: UUID) -> None:
        super().__init__(f"Unit {unit_id} joined already; it signs, or has signed.")
