"""The secrets of one local system: made at its first start, kept in its home."""

import base64
import hashlib
import json
import os
import secrets
from pathlib import Path
from typing import Any

from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import ec
from jwt.algorithms import ECAlgorithm

from deploy.local.profile import SERVICES, STAFF, LocalProfile


def nats_passwords(profile: LocalProfile) -> dict[str, str]:
    """The password of every NATS user; a user who is new gets one, the others keep theirs."""
    path = profile.nats_passwords
    known: dict[str, str] = json.loads(path.read_text()) if path.exists() else {}
    wanted = {
        user: known.get(user) or secrets.token_urlsafe(24) for user in (*SERVICES, *STAFF)
    }
    if wanted != known:
        write_private(path, json.dumps(wanted, indent=2))
    return wanted


def make_issuer_key(profile: LocalProfile) -> None:
    """The development issuer's signing key (ES256), and its public half as a JWK set beside it.

    The set is written again at each start: it follows from the key.
    """
    if not profile.issuer_key.exists():
        key = ec.generate_private_key(ec.SECP256R1())
        pem = key.private_bytes(
            serialization.Encoding.PEM,
            serialization.PrivateFormat.PKCS8,
            serialization.NoEncryption(),
        )
        write_private(profile.issuer_key, pem.decode())
    private = serialization.load_pem_private_key(profile.issuer_key.read_bytes(), password=None)
    if not isinstance(private, ec.EllipticCurvePrivateKey):
        raise TypeError(f"{profile.issuer_key} is not an elliptic curve key")
    jwk = ECAlgorithm.to_jwk(private.public_key(), as_dict=True)
    public = jwk | {"kid": _thumbprint(jwk), "alg": "ES256", "use": "sig"}
    profile.jwks.write_text(json.dumps({"keys": [public]}, indent=2))


def _thumbprint(jwk: dict[str, Any]) -> str:
    """The key's name after RFC 7638: the same key has the same name everywhere."""
    required = {name: jwk[name] for name in ("crv", "kty", "x", "y")}
    canonical = json.dumps(required, sort_keys=True, separators=(",", ":"))
    digest = hashlib.sha256(canonical.encode()).digest()
    return base64.urlsafe_b64encode(digest).rstrip(b"=").decode()


def write_private(path: Path, text: str) -> None:
    """Write whole or not at all, readable by the owner only from the first byte on."""
    unfinished = path.with_name(f"{path.name}.new")
    unfinished.unlink(missing_ok=True)
    descriptor = os.open(unfinished, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "w") as file:
        file.write(text)
    unfinished.replace(path)
