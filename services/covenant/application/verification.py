"""Whether a detached signature holds for a text: CMS with an X.509 certificate, or Ed25519.

Sources: RFC 5652 (Cryptographic Message Syntax, sections 5.3 to 5.6), RFC 8032.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from datetime import datetime

from cryptography import x509
from cryptography.exceptions import InvalidSignature, UnsupportedAlgorithm
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat, pkcs7

from services.covenant.application.cms import CmsUnreadable, SignerInfo, signer_of, verify
from services.covenant.application.issuers import TrustedIssuers
from services.covenant.domain.attachment import (
    CertificateNotValid,
    SignatureForm,
    SignatureInvalid,
    SignatureUnreadable,
)


@dataclass(frozen=True)
class Proof:
    """What is kept of a signature that holds: fingerprints and no name."""

    key_fingerprint: str
    signature_digest: str
    issuer_trusted: bool


@dataclass(frozen=True)
class Handed:
    """A detached signature as it was handed in; `public_key` belongs to Ed25519 alone."""

    form: SignatureForm
    signature: bytes
    public_key: bytes = b""


def verified(
    text: bytes, handed: Handed, issuers: TrustedIssuers, handed_at: datetime
) -> Proof:
    """What proves the signature.

    Raises `SignatureInvalid`, `SignatureUnreadable`, `CertificateNotValid` and
    `IssuerNotTrusted`.
    """
    try:
        if handed.form == "cms":
            key, trusted = _cms(text, handed.signature, issuers, handed_at)
        else:
            key, trusted = _ed25519(text, handed.signature, handed.public_key), False
    except InvalidSignature:
        raise SignatureInvalid from None
    except (CmsUnreadable, UnsupportedAlgorithm, ValueError) as error:
        raise SignatureUnreadable(str(error)) from error
    return Proof(
        hashlib.sha256(key).hexdigest(),
        hashlib.sha256(handed.signature).hexdigest(),
        issuer_trusted=trusted,
    )


def _ed25519(text: bytes, signature: bytes, public_key: bytes) -> bytes:
    Ed25519PublicKey.from_public_bytes(public_key).verify(signature, text)
    return public_key


def _cms(
    text: bytes, signature: bytes, issuers: TrustedIssuers, handed_at: datetime
) -> tuple[bytes, bool]:
    """The key that signed, and whether its issuer is trusted."""
    signer = signer_of(signature)
    certificate, others = _certificate_of(signer, pkcs7.load_der_pkcs7_certificates(signature))
    signed_at = signer.signed_at or handed_at
    since, until = certificate.not_valid_before_utc, certificate.not_valid_after_utc
    if not since <= signed_at <= until:
        raise CertificateNotValid(signed_at.date(), since.date(), until.date())
    verify(signer, certificate.public_key(), text)
    key = certificate.public_key().public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo)
    return key, issuers.issued(certificate, others, signed_at)


def _certificate_of(
    signer: SignerInfo, held: list[x509.Certificate]
) -> tuple[x509.Certificate, list[x509.Certificate]]:
    """The signer's own certificate, and the others that came with it."""
    for certificate in held:
        named = (certificate.issuer.public_bytes(), certificate.serial_number)
        if named == (signer.issuer, signer.serial):
            return certificate, [other for other in held if other is not certificate]
    raise SignatureUnreadable("it brings no certificate of its signer")
