"""The part of the Cryptographic Message Syntax that a detached signature needs.

`cryptography` makes such signatures and reads their certificates, but does not verify them.
Source: RFC 5652, section 5; DER is X.690, section 8.1.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric import ec, ed25519, padding, rsa
from cryptography.hazmat.primitives.asymmetric.types import PublicKeyTypes
from cryptography.hazmat.primitives.hashes import SHA256, SHA384, SHA512, HashAlgorithm

SEQUENCE, SET, INTEGER, OCTETS, OID = 0x30, 0x31, 0x02, 0x04, 0x06
SIGNED_ATTRIBUTES, UTC_TIME, GENERALIZED_TIME = 0xA0, 0x17, 0x18
MESSAGE_DIGEST = bytes.fromhex("2a864886f70d010904")
SIGNING_TIME = bytes.fromhex("2a864886f70d010905")
DIGESTS: dict[bytes, type[HashAlgorithm]] = {
    bytes.fromhex("608648016503040201"): SHA256,
    bytes.fromhex("608648016503040202"): SHA384,
    bytes.fromhex("608648016503040203"): SHA512,
}
LONG_FORM = 0x80
MOST_LENGTH_OCTETS = 4
# RFC 5652, 11.3: UTCTime through 2049, later ones GeneralizedTime. The year of a UTCTime has
# two digits; strptime reads 69 to 99 as 19xx.
TIME_FORMS = {UTC_TIME: "%y%m%d%H%M%SZ", GENERALIZED_TIME: "%Y%m%d%H%M%SZ"}


class CmsUnreadable(Exception):
    """The file is no detached signature in CMS; export it as DER (`.p7s`) and try again."""


@dataclass(frozen=True)
class Element:
    """One DER element: its tag, its content, and all of its octets."""

    tag: int
    content: bytes
    whole: bytes


@dataclass(frozen=True)
class SignerInfo:
    """Who signed (by the issuer, in DER, and serial number of the certificate), what, how."""

    issuer: bytes
    serial: int
    digest: type[HashAlgorithm]
    attributes: bytes | None
    message_digest: bytes | None
    signed_at: datetime | None
    signature: bytes


def signer_of(signature: bytes) -> SignerInfo:
    """The one signer of a `SignedData`. Raises `CmsUnreadable`."""
    try:
        content = list(elements(next(elements(signature)).content))
        signed = list(elements(next(elements(content[1].content)).content))
        (signer,) = elements(signed[-1].content)
        return _signer(list(elements(signer.content)))
    except (IndexError, StopIteration, ValueError, KeyError) as error:
        raise CmsUnreadable("no signed data with one signer in DER") from error


def verify(signer: SignerInfo, key: PublicKeyTypes, text: bytes) -> None:
    """Raise `InvalidSignature` unless the signer signed this text with this key."""
    signed = text
    if signer.attributes is not None:
        expected = hashlib.new(signer.digest().name, text).digest()
        if signer.message_digest != expected:
            raise InvalidSignature
        # What is signed is the attributes as a SET, not as the implicit [0] they are sent as.
        signed = bytes([SET]) + signer.attributes[1:]
    match key:
        case rsa.RSAPublicKey():
            key.verify(signer.signature, signed, padding.PKCS1v15(), signer.digest())
        case ec.EllipticCurvePublicKey():
            key.verify(signer.signature, signed, ec.ECDSA(signer.digest()))
        case ed25519.Ed25519PublicKey():
            key.verify(signer.signature, signed)
        case _:
            raise CmsUnreadable("the kind of key is not known here")


def elements(octets: bytes) -> Iterator[Element]:
    """The DER elements that stand one after the other. Raises `ValueError`."""
    place = 0
    while place < len(octets):
        start, tag, length = place, octets[place], octets[place + 1]
        place += 2
        if length >= LONG_FORM:
            size = length - LONG_FORM
            if not 0 < size <= MOST_LENGTH_OCTETS:
                raise ValueError("a length that is not DER")
            length = int.from_bytes(octets[place : place + size], "big")
            place += size
        if place + length > len(octets):
            raise ValueError("an element that ends early")
        content = octets[place : place + length]
        place += length
        yield Element(tag, content, octets[start:place])


def _signer(parts: list[Element]) -> SignerInfo:
    issuer_and_serial = list(elements(parts[1].content))
    attributes = parts[3] if parts[3].tag == SIGNED_ATTRIBUTES else None
    said = {} if attributes is None else _attributes(attributes.content)
    return SignerInfo(
        issuer=issuer_and_serial[0].whole,
        serial=int.from_bytes(issuer_and_serial[1].content, "big"),
        digest=DIGESTS[next(elements(parts[2].content)).content],
        attributes=None if attributes is None else attributes.whole,
        message_digest=said[MESSAGE_DIGEST].content if MESSAGE_DIGEST in said else None,
        signed_at=_moment(said.get(SIGNING_TIME)),
        signature=(parts[4] if attributes is None else parts[5]).content,
    )


def _attributes(octets: bytes) -> dict[bytes, Element]:
    found = {}
    for attribute in elements(octets):
        name, values = elements(attribute.content)
        found[name.content] = next(elements(values.content))
    return found


def _moment(value: Element | None) -> datetime | None:
    if value is None:
        return None
    form = TIME_FORMS[value.tag]
    return datetime.strptime(value.content.decode("ascii"), form).replace(tzinfo=UTC)
