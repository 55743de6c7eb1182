"""Whether a detached signature holds for a text: CMS with an X.509 certificate, or Ed25519.

Sources: RFC 5652 (Cryptographic Message Syntax, sections 5.3 to 5.6), RFC 8032.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass

from cryptography import x509
from cryptography.exceptions import InvalidSignature, UnsupportedAlgorithm
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat, pkcs7

from services.covenant.application.cms import CmsUnreadable, SignerInfo, signer_of, verify
from services.covenant.domain.attachment import SignatureForm, SignatureInvalid


@dataclass(frozen=True)
class Proof:
    """What is kept of a signature that holds: fingerprints, no name."""

    key_fingerprint: str
    signature_digest: str


def verified(form: SignatureForm, text: bytes, signature: bytes, public_key: bytes) -> Proof:
    """What proves the signature. Raises `SignatureInvalid` with the reason."""
    try:
        key = _cms(text, signature) if form == "cms" else _ed25519(text, signature, public_key)
    except InvalidSignature:
        raise SignatureInvalid("it is of another text, or made with another key") from None
    except (CmsUnreadable, UnsupportedAlgorithm, ValueError) as error:
        raise SignatureInvalid(f"it cannot be read ({error})") from error
    return Proof(hashlib.sha256(key).hexdigest(), hashlib.sha256(signature).hexdigest())


def _ed25519(text: bytes, signature: bytes, public_key: bytes) -> bytes:
    Ed25519PublicKey.from_public_bytes(public_key).verify(signature, text)
    return public_key


def _cms(text: bytes, signature: bytes) -> bytes:
    signer = signer_of(signature)
    certificate = _certificate_of(signer, pkcs7.load_der_pkcs7_certificates(signature))
    if signer.signed_at is not None and not (
        certificate.not_valid_before_utc <= signer.signed_at <= certificate.not_valid_after_utc
    ):
        raise SignatureInvalid(f"the certificate was not valid at {signer.signed_at}")
    verify(signer, certificate.public_key(), text)
    return certificate.public_key().public_bytes(
        Encoding.DER, PublicFormat.SubjectPublicKeyInfo
    )


def _certificate_of(signer: SignerInfo, held: list[x509.Certificate]) -> x509.Certificate:
    for certificate in held:
        if signer.serial == certificate.serial_number:
            return certificate
    raise SignatureInvalid("it brings no certificate of its signer")
