"""Whose certificates are trusted: the authorities that an operator names.

A signature that holds shows that one key signed; only the chain of its certificate to an
authority one trusts shows whose key that is. Source: RFC 5280, section 6.
"""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

from cryptography import x509
from cryptography.x509.verification import (
    ExtensionPolicy,
    PolicyBuilder,
    Store,
    VerificationError,
)

from services.covenant.domain.attachment import IssuerNotTrusted

CERTIFICATES = "*.pem"


class IssuersUnreadable(Exception):
    """The file or folder of trusted authorities holds no readable certificate in PEM."""


class TrustedIssuers:
    """The certificates of authorities. Without any, no issuer is looked at."""

    def __init__(self, certificates: list[x509.Certificate] | None = None) -> None:
        self._store = Store(certificates) if certificates else None

    @classmethod
    def read(cls, path: Path | None) -> TrustedIssuers:
        """From a PEM file, or all `*.pem` of a folder. Raises `IssuersUnreadable`."""
        if path is None:
            return cls()
        files = sorted(path.glob(CERTIFICATES)) if path.is_dir() else [path]
        try:
            found = [
                certificate
                for file in files
                for certificate in x509.load_pem_x509_certificates(file.read_bytes())
            ]
        except (OSError, ValueError) as error:
            raise IssuersUnreadable(f"{path}: {error}") from error
        if not found:
            raise IssuersUnreadable(f"{path}: no certificate in PEM ({CERTIFICATES})")
        return cls(found)

    def issued(
        self, certificate: x509.Certificate, between: list[x509.Certificate], at: datetime
    ) -> bool:
        """Whether an authority issued it; false where none is named.

        `between` are the authorities between the two, `at` is when it was used. Raises
        `IssuerNotTrusted` when authorities are named and none issued it.
        """
        if self._store is None:
            return False
        # What people sign documents with is made for no web server: only its chain counts.
        policy = (
            PolicyBuilder()
            .store(self._store)
            .time(at)
            .extension_policies(
                ca_policy=ExtensionPolicy.webpki_defaults_ca(),
                ee_policy=ExtensionPolicy.permit_all(),
            )
        )
        try:
            policy.build_client_verifier().verify(certificate, between)
        except VerificationError as error:
            raise IssuerNotTrusted(certificate.issuer.rfc4514_string(), str(error)) from error
        return True
