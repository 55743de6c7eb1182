"""Examples of what `awards` publishes."""

from __future__ import annotations

from datetime import date

from shared.contracts import Fact
from shared.contracts import awards as facts
from shared.documents.examples.keys import (
    AWARD,
    DECISION,
    NOMINATION,
    PERSON,
    UNIT,
    YEAR,
    id_of,
)

DISCIPLINE, HOLD, PAST = id_of("discipline"), id_of("hold"), id_of("past award")
RESTED_ON = ("awards:1", "bloc:2")

EXAMPLES: tuple[Fact, ...] = (
    facts.RatingRecorded(
        record_id=id_of("rating"),
        subject_kind="person",
        subject_id=PERSON,
        year=YEAR,
        rating="EXCELLENT",
        decision_number="812/QĐ-VPCP",
        decided_on=date(2024, 12, 2),
    ),
    facts.InitiativeRecognised(
        record_id=id_of("initiative"),
        person_ids=(PERSON,),
        name="Số hóa hồ sơ cán bộ",
        scope="UNIT",
        year=YEAR,
        decision_number="77/QĐ-VPCP",
        recognised_on=date(2024, 11, 1),
    ),
    facts.DisciplineImposed(
        record_id=DISCIPLINE,
        person_id=PERSON,
        form="reprimand",
        decision_number="5/QĐ-VPCP",
        imposed_on=date(2022, 3, 1),
        ends_on=date(2022, 6, 1),
    ),
    facts.DisciplineEnded(record_id=DISCIPLINE, person_id=PERSON, ended_on=date(2022, 6, 1)),
    facts.HoldPlaced(
        record_id=HOLD,
        subject_kind="person",
        subject_id=PERSON,
        ground="đang xác minh phản ánh",
        placed_on=date(2024, 5, 1),
    ),
    facts.HoldLifted(
        record_id=HOLD,
        subject_kind="person",
        subject_id=PERSON,
        conclusion="không vi phạm",
        lifted_on=date(2024, 6, 1),
    ),
    facts.FindingRecorded(
        record_id=id_of("finding"),
        subject_kind="person",
        subject_id=PERSON,
        year=YEAR,
        condition="LDTT-2",
        met=True,
        body="Hội đồng Thi đua – Khen thưởng",
        found_on=date(2024, 12, 5),
    ),
    facts.PastAwardDeclared(
        award_id=PAST,
        subject_kind="person",
        subject_id=PERSON,
        award="CSTDCS",
        year=2022,
        decision_number="12/QĐ-VPCP",
        decided_on=date(2023, 1, 15),
    ),
    facts.PastAwardConfirmed(
        award_id=PAST,
        subject_kind="person",
        subject_id=PERSON,
        award="CSTDCS",
        year=2022,
        confirmed_on=date(2024, 4, 1),
    ),
    facts.NominationSubmitted(
        nomination_id=NOMINATION,
        subject_kind="person",
        subject_id=PERSON,
        award="LDTT",
        year=YEAR,
        by_unit_id=UNIT,
        submitted_on=date(2025, 1, 5),
        verdict="yes",
        rested_on=RESTED_ON,
    ),
    facts.NominationReturned(
        nomination_id=NOMINATION,
        by_unit_id=UNIT,
        reason="thiếu biên bản họp",
        returned_on=date(2025, 1, 7),
    ),
    facts.NominationDecided(
        nomination_id=NOMINATION, decision_id=DECISION, decided_on=date(2025, 1, 20)
    ),
    facts.DecisionIssued(
        decision_id=DECISION,
        number="9/QĐ-VPCP",
        authority="Bộ trưởng, Chủ nhiệm Văn phòng Chính phủ",
        year=YEAR,
        decided_on=date(2025, 1, 20),
        nomination_ids=(NOMINATION,),
    ),
    facts.AwardGranted(
        award_id=AWARD,
        nomination_id=NOMINATION,
        decision_id=DECISION,
        by_unit_id=UNIT,
        subject_kind="person",
        subject_id=PERSON,
        award="LDTT",
        year=YEAR,
        decision_number="9/QĐ-VPCP",
        decided_on=date(2025, 1, 20),
        rested_on=RESTED_ON,
    ),
    facts.AwardRevoked(
        award_id=AWARD,
        subject_kind="person",
        subject_id=PERSON,
        award="LDTT",
        year=YEAR,
        ground="false_file",
        decision_number="40/QĐ-VPCP",
        reason="hồ sơ không đúng",
        revoked_on=date(2025, 6, 1),
    ),
)
