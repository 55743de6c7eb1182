"""Proxies, units that join later, appendices, attached signatures, comments."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest
from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import Encoding, pkcs7
from cryptography.x509.oid import NameOID

from services.covenant.application.verification import verified
from services.covenant.domain.accession import Accession, AccessionOfParty
from services.covenant.domain.appendix import AppendixBeforeForce
from services.covenant.domain.attachment import SignatureInvalid
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


def certificate(key: Key, until: datetime = NOW + timedelta(days=1)) -> x509.Certificate:
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "Nguyễn Văn An")])
    return (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(NOW - timedelta(days=9))
        .not_valid_after(until)
        .sign(key, SHA256())
    )


def cms(text: bytes, key: Key, held: x509.Certificate | None = None) -> bytes:
    signed = pkcs7.PKCS7SignatureBuilder().set_data(text)
    return signed.add_signer(held or certificate(key), key, SHA256()).sign(
        Encoding.DER, [pkcs7.PKCS7Options.DetachedSignature, pkcs7.PKCS7Options.Binary]
    )


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
    proof = verified("cms", TEXT, cms(TEXT, KEYS[kind]), b"")

    assert len(proof.key_fingerprint) == 64


@pytest.mark.parametrize("kind", KEYS)
def test_a_cms_signature_of_another_text_is_refused(kind: str) -> None:
    with pytest.raises(SignatureInvalid, match="another text"):
        verified("cms", TEXT + b" ", cms(TEXT, KEYS[kind]), b"")


def test_a_cms_signature_that_was_changed_is_refused() -> None:
    signature = cms(TEXT, KEYS["RSA"])

    with pytest.raises(SignatureInvalid):
        verified("cms", TEXT, signature[:-8] + bytes(8), b"")


def test_a_certificate_that_had_ended_signs_nothing() -> None:
    ended = certificate(KEYS["ECDSA"], NOW - timedelta(days=2))

    with pytest.raises(SignatureInvalid, match="not valid"):
        verified("cms", TEXT, cms(TEXT, KEYS["ECDSA"], ended), b"")


@pytest.mark.parametrize("junk", [b"", b"\x30", b"0\x80", b"not a signature", bytes(200)])
def test_a_file_that_is_no_signature_is_refused_with_the_reason(junk: bytes) -> None:
    with pytest.raises(SignatureInvalid, match="cannot be read"):
        verified("cms", TEXT, junk, b"")
    with pytest.raises(SignatureInvalid):
        verified("ed25519", TEXT, junk, b"key")


def test_an_ed25519_signature_holds_for_its_text_alone() -> None:
    key = Ed25519PrivateKey.generate()
    public = key.public_key().public_bytes_raw()

    proof = verified("ed25519", TEXT, key.sign(TEXT), public)

    assert len(proof.signature_digest) == 64
    with pytest.raises(SignatureInvalid, match="another text"):
        verified("ed25519", TEXT, key.sign(TEXT + b" "), public)


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
