"""A detached signature that was attached to a unit's signature and found good.

The certificate names a person, so neither it nor the signature is part of what is stored for
ever: only their fingerprints, by which whoever holds the file proves that it was this one.
"""

from __future__ import annotations

from datetime import date
from typing import Any, Final, Literal
from uuid import UUID, uuid5

from eventsourcing.domain import Aggregate, event

from services.covenant.domain.refusals import CovenantServiceError

ATTACHMENTS: Final = UUID("77e2d7a1-15c9-5b63-8a40-2f0f3ad39e04")
SignatureForm = Literal["cms", "ed25519"]


def of_unchecked_issuer(state: dict[str, Any]) -> None:
    """Version 1 looked at no issuer."""
    state["issuer_trusted"] = False


class SignatureAttachment(Aggregate):
    TOPIC = "signature_attachment"

    class Created(Aggregate.Created):
        TOPIC = "signature_attachment.attached"
        class_version = 2
        upcast_v1_v2 = staticmethod(of_unchecked_issuer)
        covenant_id: UUID
        bloc_id: UUID
        unit_id: UUID
        form: SignatureForm
        digest: str
        key_fingerprint: str
        signature_digest: str
        account: str
        attached_on: date
        issuer_trusted: bool

    @staticmethod
    def id_of(covenant_id: UUID, unit_id: UUID) -> UUID:
        """The one id of what is attached to a unit's signature."""
        return uuid5(ATTACHMENTS, f"{covenant_id}/{unit_id}")

    # Commands decide. They may refuse.

    @classmethod
    def attach(
        cls,
        *,
        covenant_id: UUID,
        bloc_id: UUID,
        unit_id: UUID,
        form: SignatureForm,
        digest: str,
        key_fingerprint: str,
        signature_digest: str,
        account: str,
        attached_on: date,
        issuer_trusted: bool,
    ) -> SignatureAttachment:
        """Attach a signature that was verified against the text with this digest.

        `issuer_trusted`: its certificate was issued by an authority this system trusts.
        """
        return cls._create(
            cls.Created,
            id=cls.id_of(covenant_id, unit_id),
            covenant_id=covenant_id,
            bloc_id=bloc_id,
            unit_id=unit_id,
            form=form,
            digest=digest,
            key_fingerprint=key_fingerprint,
            signature_digest=signature_digest,
            account=account,
            attached_on=attached_on,
            issuer_trusted=issuer_trusted,
        )

    # Events happened. Applying one never refuses.

    @event(Created)
    def __init__(self, *, covenant_id: UUID, unit_id: UUID) -> None:
        self.covenant_id = covenant_id
        self.unit_id = unit_id


class SignatureAlreadyAttached(CovenantServiceError):
    def __init__(self, unit_id: UUID) -> None:
        super().__init__(f"A signature is attached for unit {unit_id} already; one is enough.")


class SignatureNotYetGiven(CovenantServiceError):
    def __init__(self, unit_id: UUID) -> None:
        super().__init__(f"Unit {unit_id} has not signed; sign first, then attach the file.")


class SignatureInvalid(CovenantServiceError):
    def __init__(self) -> None:
        super().__init__(
            "The attached signature is of another text, or was made with another key; sign "
            "the canonical text as it is downloaded."
        )


class SignatureUnreadable(CovenantServiceError):
    def __init__(self, reason: str) -> None:
        super().__init__(
            f"The attached signature cannot be read ({reason}); export it as DER (.p7s) with "
            "the certificate of its signer, or hand in Ed25519 with its key of 32 bytes.",
            reason=reason,
        )


class CertificateNotValid(CovenantServiceError):
    """A certificate signs from its first to its last day. RFC 5280, section 4.1.2.5."""

    def __init__(self, signed_on: date, since: date, until: date) -> None:
        super().__init__(
            f"The certificate is valid from {since} until {until}, and signed on {signed_on}; "
            "sign with one that is valid.",
            signed_on=signed_on,
            since=since,
            until=until,
        )


class IssuerNotTrusted(CovenantServiceError):
    """No chain leads from the certificate to an authority named here. RFC 5280, section 6."""

    def __init__(self, issuer: str, reason: str) -> None:
        super().__init__(
            f"No authority that is trusted here issued the certificate (issuer: {issuer}; "
            f"{reason}); sign with one of theirs, or ask the operator to name its authority.",
            issuer=issuer,
        )
