"""Sealing for one reader: whoever holds the public key closes, only the private key opens.

ECDH on P-256 with a key of its own for each message, HKDF-SHA256, AES-256-GCM: the parts that
every browser's Web Crypto has, so that what is sealed never leaves the browser open. A sealed
message is the sender's public point (65 bytes), then the ciphertext with its tag (16 bytes more
than the content). The context is bound into the key. Sources: SEC 1, section 2.3; RFC 5869;
NIST SP 800-38D. The nonce is zero because no key seals twice.
"""

from __future__ import annotations

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
    PublicFormat,
    load_der_private_key,
)

CURVE = ec.SECP256R1()
POINT_BYTES = 65
TAG_BYTES = 16
OVERHEAD = POINT_BYTES + TAG_BYTES
KEY_BYTES = 32
NONCE = bytes(12)
LABEL = b"thidua.sealed.v1"


class SealBroken(Exception):
    """What was sealed cannot be opened with this key: it is another's, or was changed."""


class SealKey:
    """A private key that opens, and the public point that goes out."""

    def __init__(self, private: ec.EllipticCurvePrivateKey) -> None:
        self._private = private

    @classmethod
    def generate(cls) -> SealKey:
        return cls(ec.generate_private_key(CURVE))

    @classmethod
    def read(cls, written: bytes) -> SealKey:
        """The key that `written()` gave. Raises `SealBroken`."""
        try:
            private = load_der_private_key(written, password=None)
        except ValueError as error:
            raise SealBroken("the private key cannot be read") from error
        if not isinstance(private, ec.EllipticCurvePrivateKey):
            raise SealBroken("the private key is of another kind")
        return cls(private)

    def written(self) -> bytes:
        """The private key, to be kept where nobody else reads."""
        return self._private.private_bytes(Encoding.DER, PrivateFormat.PKCS8, NoEncryption())

    @property
    def public_point(self) -> bytes:
        """The public key as an uncompressed point, 65 bytes."""
        return _point(self._private.public_key())

    def open(self, sealed: bytes, context: bytes) -> bytes:
        """The content. Raises `SealBroken`."""
        point, closed = sealed[:POINT_BYTES], sealed[POINT_BYTES:]
        try:
            sender = ec.EllipticCurvePublicKey.from_encoded_point(CURVE, point)
            key = _key(self._private, sender, point, context)
            return AESGCM(key).decrypt(NONCE, closed, None)
        except (ValueError, InvalidTag) as error:
            raise SealBroken("the message does not open with this key") from error


def seal(public_point: bytes, content: bytes, context: bytes) -> bytes:
    """Close a content for whoever holds the private key. Raises `SealBroken` for no point."""
    try:
        receiver = ec.EllipticCurvePublicKey.from_encoded_point(CURVE, public_point)
    except ValueError as error:
        raise SealBroken("the public key is no point of the curve") from error
    own = ec.generate_private_key(CURVE)
    point = _point(own.public_key())
    return point + AESGCM(_key(own, receiver, point, context)).encrypt(NONCE, content, None)


def _key(
    mine: ec.EllipticCurvePrivateKey,
    other: ec.EllipticCurvePublicKey,
    point: bytes,
    context: bytes,
) -> bytes:
    info = LABEL + point + context
    agreed = mine.exchange(ec.ECDH(), other)
    return HKDF(SHA256(), KEY_BYTES, salt=None, info=info).derive(agreed)


def _point(key: ec.EllipticCurvePublicKey) -> bytes:
    return key.public_bytes(Encoding.X962, PublicFormat.UncompressedPoint)
