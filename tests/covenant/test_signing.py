"""Proxies, units that join later, appendices, attached signatures, comments."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import Encoding, pkcs7
from cryptography.x509.oid import NameOID

from services.covenant.application.issuers import IssuersUnreadable, TrustedIssuers
from services.covenant.application.verification import Handed, Proof, verified
from services.covenant.domain.accession import Accession, AccessionOfParty
from services.covenant.domain.appendix import AppendixBeforeForce
from services.covenant.domain.attachment import (
    CertificateNotValid,
    IssuerNotTrusted,
    SignatureInvalid,
    SignatureUnreadable,
)
from services.covenant.domain.comment import (
    CommentAlreadyAnswered,
    CommentAnswerWithoutText,
    CommentOnUnknownArticle,
    CovenantComment,
)
from services.covenant.domain.covenant_refusals import (
    CovenantAlreadySigned,
    CovenantDigestDiffers,
    CovenantTextFixed,
)
from services.covenant.domain.mandate import (
    MandateEndsBeforeItBegins,
    MandateExpired,
    MandateMissing,
    MandateNotYetValid,
    MandateWithdrawn,
)
from services.covenant.domain.registration import (
    RegistrationReturnedWithoutReason,
    TitleAlreadyRegistered,
    TitleRegistration,
)
from tests.covenant.samples import (
    DRAFTED_ON,
    JOINED_ON,
    NEWCOMER,
    OPENED_ON,
    QUAN_TRI,
    SIGNED_ON,
    TCCB,
    UNITS,
    appendix,
    commented,
    drafted,
    happened,
    joined_later,
    mandate,
    opened,
    signed_by_all,
)

TEXT = drafted().canonical
Key = rsa.RSAPrivateKey | ec.EllipticCurvePrivateKey
NOW = datetime.now(UTC)
NOBODY = TrustedIssuers()
KEYS: dict[str, Key] = {
    "RSA": rsa.generate_private_key(65537, 2048),
    "ECDSA": ec.generate_private_key(ec.SECP256R1()),
}


def by_proxy(on: date, changes: dict[str, object]) -> None:
    covenant = opened()
    covenant.sign(
        QUAN_TRI,
        account="deputy",
        mandate=mandate(**changes),
        digest=covenant.digest,
        signed_on=on,
    )


def certificate(
    key: Key,
    until: datetime = NOW + timedelta(days=1),
    issuer: tuple[x509.Certificate, Key] | None = None,
    *,
    authority: bool = False,
) -> x509.Certificate:
    """A certificate of this key: by an issuer, or by itself."""
    name = x509.Name(
        [x509.NameAttribute(NameOID.COMMON_NAME, "CA" if authority else "Nguyễn Văn An")]
    )
    by, by_key = issuer or (None, key)
    usage = x509.KeyUsage(
        digital_signature=not authority,
        content_commitment=not authority,
        key_encipherment=False,
        data_encipherment=False,
        key_agreement=False,
        key_cert_sign=authority,
        crl_sign=authority,
        encipher_only=False,
        decipher_only=False,
    )
    public = by_key.public_key()
    return (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name if by is None else by.subject)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(NOW - timedelta(days=9))
        .not_valid_after(until)
        .add_extension(x509.BasicConstraints(ca=authority, path_length=None), critical=True)
        .add_extension(usage, critical=True)
        .add_extension(x509.SubjectKeyIdentifier.from_public_key(key.public_key()), False)
        .add_extension(x509.AuthorityKeyIdentifier.from_issuer_public_key(public), False)
        .sign(by_key, SHA256())
    )


def cms(
    text: bytes,
    key: Key,
    held: x509.Certificate | None = None,
    beside: tuple[x509.Certificate, ...] = (),
) -> bytes:
    signed = pkcs7.PKCS7SignatureBuilder().set_data(text)
    signed = signed.add_signer(held or certificate(key), key, SHA256())
    for each in beside:
        signed = signed.add_certificate(each)
    return signed.sign(
        Encoding.DER, [pkcs7.PKCS7Options.DetachedSignature, pkcs7.PKCS7Options.Binary]
    )


def holds(
    text: bytes,
    signature: bytes,
    *,
    public: bytes | None = None,
    issuers: TrustedIssuers = NOBODY,
) -> Proof:
    handed = (
        Handed("cms", signature) if public is None else Handed("ed25519", signature, public)
    )
    return verified(text, handed, issuers, NOW)


def test_a_proxy_signs_with_a_mandate_for_its_unit_on_a_day_it_counts() -> None:
    covenant, given = opened(), mandate()

    covenant.sign(
        QUAN_TRI, account="deputy", mandate=given, digest=covenant.digest, signed_on=SIGNED_ON
    )

    (signed,) = [event for event in covenant.collect_events() if hasattr(event, "mandate_id")]
    assert signed.mandate_id == given.id


@pytest.mark.parametrize(
    ("changes", "on", "refusal"),
    [
        ({"until": OPENED_ON}, SIGNED_ON, MandateExpired),
        ({"since": SIGNED_ON}, OPENED_ON, MandateNotYetValid),
        ({"account": "another"}, SIGNED_ON, MandateMissing),
        ({"unit_id": TCCB}, SIGNED_ON, MandateMissing),
        ({"covenant_id": NEWCOMER}, SIGNED_ON, MandateMissing),
    ],
)
def test_a_mandate_that_does_not_cover_the_signature_is_refused(
    changes: dict[str, object], on: date, refusal: type[Exception]
) -> None:
    with pytest.raises(refusal):
        by_proxy(on, changes)


def test_a_mandate_that_was_withdrawn_signs_nothing_more() -> None:
    covenant, given = opened(), mandate()
    given.withdraw(OPENED_ON)

    with pytest.raises(MandateWithdrawn):
        covenant.sign(
            QUAN_TRI,
            account="deputy",
            mandate=given,
            digest=covenant.digest,
            signed_on=SIGNED_ON,
        )


def test_a_mandate_cannot_end_before_it_begins() -> None:
    with pytest.raises(MandateEndsBeforeItBegins):
        mandate(since=SIGNED_ON, until=OPENED_ON)


def test_a_unit_that_joins_later_signs_the_text_in_force_and_changes_nothing_of_it() -> None:
    covenant = signed_by_all()
    digest = covenant.digest

    accession = Accession.open(covenant, NEWCOMER, JOINED_ON)
    accession.sign(account="unit-head", digest=digest, signed_on=JOINED_ON)

    assert happened(accession) == ["accession.opened", "accession.signed"]
    assert (covenant.state, covenant.digest, covenant.unit_ids) == ("in_force", digest, UNITS)
    with pytest.raises(CovenantAlreadySigned):
        accession.sign(account="unit-head", digest=digest, signed_on=JOINED_ON)


def test_a_party_does_not_join_again_and_another_text_is_not_joined() -> None:
    covenant = signed_by_all()

    with pytest.raises(AccessionOfParty):
        Accession.open(covenant, TCCB, JOINED_ON)
    with pytest.raises(CovenantDigestDiffers):
        Accession.open(covenant, NEWCOMER, JOINED_ON).sign(
            account="unit-head", digest="0" * 64, signed_on=JOINED_ON
        )


def test_an_appendix_is_signed_again_by_all_also_by_who_joined_later() -> None:
    _, _, added = joined_later(signed_by_all())

    assert happened(added)[-2:] == ["appendix.signed", "appendix.in_force"]
    assert happened(appendix(signed_by_all()))[:1] == ["appendix.opened"]


def test_an_appendix_waits_for_the_covenant_and_has_a_digest_of_its_own() -> None:
    with pytest.raises(AppendixBeforeForce):
        appendix(opened())
    covenant = signed_by_all()
    assert appendix(covenant).digest != covenant.digest


@pytest.mark.parametrize("kind", KEYS)
def test_a_detached_cms_signature_of_the_text_holds(kind: str) -> None:
    proof = holds(TEXT, cms(TEXT, KEYS[kind]))

    assert len(proof.key_fingerprint) == 64


@pytest.mark.parametrize("kind", KEYS)
def test_a_cms_signature_of_another_text_is_refused(kind: str) -> None:
    with pytest.raises(SignatureInvalid):
        holds(TEXT + b" ", cms(TEXT, KEYS[kind]))


def test_a_cms_signature_that_was_changed_is_refused() -> None:
    signature = cms(TEXT, KEYS["RSA"])

    with pytest.raises(SignatureInvalid):
        holds(TEXT, signature[:-8] + bytes(8))


def test_a_certificate_that_had_ended_signs_nothing() -> None:
    ended = certificate(KEYS["ECDSA"], NOW - timedelta(days=2))

    with pytest.raises(CertificateNotValid):
        holds(TEXT, cms(TEXT, KEYS["ECDSA"], ended))


@pytest.mark.parametrize("junk", [b"", b"\x30", b"0\x80", b"not a signature", bytes(200)])
def test_a_file_that_is_no_signature_is_refused_with_the_reason(junk: bytes) -> None:
    with pytest.raises(SignatureUnreadable):
        holds(TEXT, junk)
    with pytest.raises(SignatureUnreadable):
        holds(TEXT, junk, public=b"key")


def test_an_ed25519_signature_holds_for_its_text_alone() -> None:
    key = Ed25519PrivateKey.generate()
    public = key.public_key().public_bytes_raw()

    proof = holds(TEXT, key.sign(TEXT), public=public)

    assert len(proof.signature_digest) == 64
    with pytest.raises(SignatureInvalid):
        holds(TEXT, key.sign(TEXT + b" "), public=public)


class TestTheIssuerOfACertificate:
    """An authority, one between, and two people: one by the authority, one by himself."""

    ROOT_KEY, BETWEEN_KEY = KEYS["ECDSA"], ec.generate_private_key(ec.SECP256R1())
    SIGNER_KEY = KEYS["RSA"]
    ROOT = certificate(ROOT_KEY, authority=True)
    BETWEEN = certificate(BETWEEN_KEY, issuer=(ROOT, ROOT_KEY), authority=True)
    SIGNER = certificate(SIGNER_KEY, issuer=(BETWEEN, BETWEEN_KEY))
    TRUSTED = TrustedIssuers([ROOT])

    def test_is_trusted_over_the_authorities_that_come_with_it(self) -> None:
        signature = cms(TEXT, self.SIGNER_KEY, self.SIGNER, (self.BETWEEN,))

        assert holds(TEXT, signature, issuers=self.TRUSTED).issuer_trusted

    def test_is_not_looked_at_where_no_authority_is_named(self) -> None:
        assert not holds(TEXT, cms(TEXT, self.SIGNER_KEY)).issuer_trusted

    def test_that_nobody_trusts_lets_nothing_be_attached(self) -> None:
        for signature in (
            cms(TEXT, self.SIGNER_KEY),
            cms(TEXT, self.SIGNER_KEY, self.SIGNER),
        ):
            with pytest.raises(IssuerNotTrusted, match="issuer: "):
                holds(TEXT, signature, issuers=self.TRUSTED)

    def test_may_be_no_person_however_that_one_was_issued(self) -> None:
        another = ec.generate_private_key(ec.SECP256R1())
        issued = certificate(another, issuer=(self.SIGNER, self.SIGNER_KEY))
        signature = cms(TEXT, another, issued, (self.BETWEEN, self.SIGNER))

        with pytest.raises(IssuerNotTrusted, match="issuer: "):
            holds(TEXT, signature, issuers=self.TRUSTED)

    def test_is_read_from_a_file_or_a_folder(self, tmp_path: Path) -> None:
        (tmp_path / "root.pem").write_bytes(self.ROOT.public_bytes(Encoding.PEM))
        signature = cms(TEXT, self.SIGNER_KEY, self.SIGNER, (self.BETWEEN,))

        for path in (tmp_path, tmp_path / "root.pem"):
            assert holds(TEXT, signature, issuers=TrustedIssuers.read(path)).issuer_trusted

    def test_that_cannot_be_read_lets_nothing_begin(self, tmp_path: Path) -> None:
        (tmp_path / "empty").mkdir()
        (tmp_path / "junk.pem").write_text("no certificate")

        for path in (tmp_path / "empty", tmp_path / "junk.pem", tmp_path / "nowhere.pem"):
            with pytest.raises(IssuersUnreadable):
                TrustedIssuers.read(path)


def test_a_comment_is_answered_once_and_a_refusal_of_it_says_why() -> None:
    comment = commented(drafted())
    with pytest.raises(CommentAnswerWithoutText):
        comment.answer("answered", " ", "bloc-head", DRAFTED_ON)

    comment.answer("resolved", "", "bloc-head", DRAFTED_ON)

    with pytest.raises(CommentAlreadyAnswered):
        comment.answer("resolved", "", "bloc-head", DRAFTED_ON)


def test_a_comment_is_on_an_article_there_is_and_on_a_text_that_may_change() -> None:
    with pytest.raises(CommentOnUnknownArticle):
        CovenantComment.make(
            NEWCOMER,
            drafted(),
            unit_id=TCCB,
            account="a",
            article=9,
            text="?",
            commented_on=DRAFTED_ON,
        )
    with pytest.raises(CovenantTextFixed):
        commented(opened())


def test_a_registration_that_was_returned_with_a_reason_is_made_again() -> None:
    registration = TitleRegistration.register(
        signed_by_all(),
        unit_id=TCCB,
        subject_kind="unit",
        subject_id=TCCB,
        award="TTLDTT",
        registered_on=JOINED_ON,
    )
    with pytest.raises(TitleAlreadyRegistered):
        registration.register_again(JOINED_ON)
    with pytest.raises(RegistrationReturnedWithoutReason):
        registration.give_back("", JOINED_ON)

    registration.give_back("chưa đủ điều kiện", JOINED_ON)
    registration.register_again(JOINED_ON)

    assert happened(registration)[-1] == "title_registration.registered_again"
