"""Examples of what stands around a covenant: comments, mandates, later units, appendices."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from shared.contracts import Fact
from shared.contracts import covenant as facts
from shared.documents.examples.keys import (
    BLOC,
    COVENANT,
    OTHER_UNIT,
    PERSON,
    UNIT,
    id_of,
)

DIGEST = "9bcd3248864f8c132f39cb9f0c9f296d40053bff58bf656759e0c31acac20d89"

SIGNING: tuple[Fact, ...] = (
    facts.CovenantCommented(
        comment_id=id_of("comment"),
        covenant_id=COVENANT,
        bloc_id=BLOC,
        unit_id=UNIT,
        account="tccb.canbo",
        article=1,
        text="Đề nghị bổ sung thời hạn báo cáo hằng quý.",
        commented_on=date(2024, 2, 26),
    ),
    facts.CovenantCommentAnswered(
        comment_id=id_of("comment"),
        covenant_id=COVENANT,
        unit_id=UNIT,
        outcome="resolved",
        answer="Đã bổ sung tại Điều 1.",
        account="khoi5.truong",
        answered_on=date(2024, 3, 4),
    ),
    facts.MandateGiven(
        mandate_id=id_of("mandate"),
        covenant_id=COVENANT,
        bloc_id=BLOC,
        unit_id=UNIT,
        account="tccb.canbo",
        given_by="tccb.thutruong",
        document_number="15/GUQ-TCCB",
        since=date(2024, 3, 10),
        until=date(2024, 3, 20),
        given_on=date(2024, 3, 9),
    ),
    facts.MandateWithdrawn(
        mandate_id=id_of("mandate"),
        covenant_id=COVENANT,
        unit_id=UNIT,
        withdrawn_on=date(2024, 3, 15),
    ),
    facts.AccessionOpened(
        accession_id=id_of("accession"),
        covenant_id=COVENANT,
        bloc_id=BLOC,
        unit_id=OTHER_UNIT,
        digest=DIGEST,
        joined_on=date(2024, 6, 1),
    ),
    facts.AccessionSigned(
        accession_id=id_of("accession"),
        covenant_id=COVENANT,
        bloc_id=BLOC,
        unit_id=OTHER_UNIT,
        account="cqt.thutruong",
        signatory_id=PERSON,
        mandate_id=id_of("mandate"),
        digest=DIGEST,
        signed_on=date(2024, 6, 3),
    ),
    facts.AppendixOpened(
        appendix_id=id_of("appendix"),
        covenant_id=COVENANT,
        bloc_id=BLOC,
        unit_ids=(UNIT, OTHER_UNIT),
        number=1,
        title="Phụ lục về chuyển đổi số",
        articles=(
            facts.Article(
                number=1, heading="Chuyển đổi số", text="100% hồ sơ được lập trên mạng."
            ),
        ),
        pledges=(
            facts.Pledge(
                award="CSTDCS", subject_kind="person", measure="count", at_least=Decimal(3)
            ),
        ),
        digest=DIGEST,
        opened_on=date(2024, 7, 1),
    ),
    facts.AppendixSigned(
        appendix_id=id_of("appendix"),
        covenant_id=COVENANT,
        bloc_id=BLOC,
        unit_id=UNIT,
        account="tccb.thutruong",
        signatory_id=PERSON,
        mandate_id=id_of("mandate"),
        digest=DIGEST,
        signed_on=date(2024, 7, 2),
    ),
    facts.AppendixInForce(
        appendix_id=id_of("appendix"),
        covenant_id=COVENANT,
        bloc_id=BLOC,
        in_force_on=date(2024, 7, 5),
    ),
    facts.SignatureAttached(
        attachment_id=id_of("attachment"),
        covenant_id=COVENANT,
        bloc_id=BLOC,
        unit_id=UNIT,
        form="cms",
        digest=DIGEST,
        key_fingerprint="0d4f3c1c1b0e8f7a6d5c4b3a29181706f5e4d3c2b1a09f8e7d6c5b4a39281706",
        signature_digest="7f83b1657ff1fc53b92dc18148a1d65dfc2d4b1fa3d677284addd200126d9069",
        account="tccb.thutruong",
        attached_on=date(2024, 3, 12),
        issuer_trusted=True,
    ),
    facts.RegistrationReturned(
        registration_id=id_of("registration"),
        covenant_id=COVENANT,
        unit_id=UNIT,
        reason="Chưa đủ hai năm liên tục đạt Chiến sĩ thi đua cơ sở",
        returned_on=date(2024, 3, 22),
    ),
    facts.TitleRegisteredAgain(
        registration_id=id_of("registration"),
        covenant_id=COVENANT,
        unit_id=UNIT,
        registered_on=date(2024, 3, 25),
    ),
)
