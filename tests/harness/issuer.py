"""An issuer for tests: tokens of any account, keys published in a file."""

from __future__ import annotations

import json
import time
from pathlib import Path
from uuid import UUID

import jwt
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from jwt.algorithms import OKPAlgorithm

from shared.access import AUDIENCE, Role

ISSUER = "http://issuer.test"


class TestIssuer:
    __test__ = False

    def __init__(self, home: Path) -> None:
        self._key = Ed25519PrivateKey.generate()
        published = OKPAlgorithm.to_jwk(self._key.public_key(), as_dict=True) | {
            "kid": "tests",
            "alg": "EdDSA",
        }
        file = home / "jwks.json"
        file.write_text(json.dumps({"keys": [published]}))
        self.jwks_url = file.as_uri()

    def token(
        self,
        *grants: tuple[Role, UUID | None],
        login: str = "somebody",
        lasts_seconds: int = 600,
        issuer: str = ISSUER,
    ) -> str:
        now = int(time.time())
        claims = {
            "iss": issuer,
            "aud": AUDIENCE,
            "sub": login,
            "name": login,
            "iat": now,
            "exp": now + lasts_seconds,
            "roles": [
                {"role": role, "scope": None if scope is None else str(scope)}
                for role, scope in grants
            ],
        }
        return jwt.encode(claims, self._key, algorithm="EdDSA", headers={"kid": "tests"})
