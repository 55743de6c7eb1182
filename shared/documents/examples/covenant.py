"""Examples of what `covenant` publishes."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

from shared.contracts import Fact
from shared.contracts import covenant as facts
from shared.documents.examples.following import FOLLOWING
from shared.documents.examples.keys import (
    BLOC,
    COVENANT,
    FRAME,
    OTHER_UNIT,
    PERSON,
    SCORECARD,
    UNIT,
    YEAR,
    id_of,
)
from shared.documents.examples.meetings import MEETINGS
from shared.documents.examples.signing import DIGEST, SIGNING

ARTICLES = (
    facts.Article(
        number=1, heading="Kỷ luật, kỷ cương", text="Dám nghĩ, dám làm, dám chịu trách nhiệm."
    ),
)
PLEDGES = (
    facts.Pledge(award="TTLDTT", subject_kind="unit", measure="share", at_least=Decimal(100)),
)
ABOUT: dict[str, Any] = {
    "scorecard_id": SCORECARD,
    "bloc_id": BLOC,
    "unit_id": UNIT,
    "year": YEAR,
}

EXAMPLES: tuple[Fact, ...] = (
    facts.FrameAdopted(
        frame_id=FRAME,
        bloc_id=BLOC,
        year=YEAR,
        name="Bảng tiêu chí chấm điểm năm 2024",
        base_maximum=Decimal(100),
        bonus_maximum=Decimal(10),
        groups=(
            facts.Group(
                code="I",
                name="Nhiệm vụ chuyên môn",
                maximum=Decimal(100),
                criteria=(facts.Criterion(code="I.1", name="Đúng hạn", maximum=Decimal(100)),),
            ),
        ),
        bonus=(facts.Criterion(code="T.1", name="Sáng kiến", maximum=Decimal(10)),),
        penalty=(facts.Criterion(code="P.1", name="Báo cáo chậm", maximum=Decimal(20)),),
        adopted_on=date(2024, 2, 1),
        basis=("453/QĐ-VPCP",),
        ranking=facts.RankingRules(
            tie_break=(facts.TieBreak("group", "I"), facts.TieBreak("ballot"))
        ),
    ),
    facts.CovenantDrafted(
        covenant_id=COVENANT,
        bloc_id=BLOC,
        year=YEAR,
        title="Giao ước thi đua năm 2024 của Khối thi đua 5",
        unit_ids=(UNIT, OTHER_UNIT),
        basis=("453/QĐ-VPCP",),
        articles=ARTICLES,
        pledges=PLEDGES,
        drafted_on=date(2024, 2, 19),
    ),
    facts.CovenantRevised(
        covenant_id=COVENANT, articles=ARTICLES, pledges=PLEDGES, revised_on=date(2024, 3, 4)
    ),
    facts.CovenantOpened(
        covenant_id=COVENANT,
        bloc_id=BLOC,
        unit_ids=(UNIT, OTHER_UNIT),
        digest=DIGEST,
        opened_on=date(2024, 3, 8),
    ),
    facts.CovenantSigned(
        covenant_id=COVENANT,
        bloc_id=BLOC,
        unit_id=UNIT,
        account="tccb.thutruong",
        signatory_id=PERSON,
        mandate_id=id_of("mandate"),
        digest=DIGEST,
        signed_on=date(2024, 3, 12),
    ),
    facts.CovenantInForce(
        covenant_id=COVENANT,
        bloc_id=BLOC,
        unit_ids=(UNIT, OTHER_UNIT),
        year=YEAR,
        in_force_on=date(2024, 3, 12),
    ),
    facts.TitleRegistered(
        registration_id=id_of("registration"),
        covenant_id=COVENANT,
        unit_id=UNIT,
        subject_kind="person",
        subject_id=PERSON,
        award="CSTDCS",
        year=YEAR,
        registered_on=date(2024, 3, 20),
    ),
    facts.ScorecardOpened(
        scorecard_id=SCORECARD,
        bloc_id=BLOC,
        unit_id=UNIT,
        frame_id=FRAME,
        year=YEAR,
        opened_on=date(2024, 11, 1),
    ),
    facts.ScoreRecorded(
        scorecard_id=SCORECARD,
        bloc_id=BLOC,
        unit_id=UNIT,
        year=YEAR,
        layer="cross",
        criterion="I.1",
        value=Decimal("94.5"),
        recorded_on=date(2024, 11, 20),
        by_unit_id=OTHER_UNIT,
        previous=Decimal(96),
        reason="thiếu minh chứng tháng 6",
        part="base",
    ),
    facts.ScorecardSubmitted(
        scorecard_id=SCORECARD,
        unit_id=UNIT,
        layer="cross",
        submitted_on=date(2024, 11, 21),
        by_unit_id=OTHER_UNIT,
    ),
    facts.ScorecardReturned(
        scorecard_id=SCORECARD,
        unit_id=UNIT,
        reason="bổ sung minh chứng tiêu chí I.1",
        returned_on=date(2024, 11, 18),
    ),
    facts.ConsolidationReturned(
        **ABOUT, reason="rà lại tiêu chí II.2", returned_on=date(2024, 12, 9)
    ),
    facts.EvidenceAttached(
        **ABOUT,
        criterion="I.1",
        digest=DIGEST,
        media_type="application/pdf",
        size=182_404,
        scan="clean",
        attached_on=date(2024, 11, 14),
    ),
    facts.EvidenceWithdrawn(
        **ABOUT,
        criterion="I.1",
        digest=DIGEST,
        reason="nhầm tệp",
        withdrawn_on=date(2024, 11, 14),
    ),
    facts.ScoreRemarked(
        **ABOUT,
        kind="explanation",
        criterion="I.1",
        by_unit_id=UNIT,
        text="Hai báo cáo được gia hạn theo công văn của Văn phòng.",
        made_on=date(2024, 12, 9),
    ),
    facts.ConflictDeclared(
        **ABOUT,
        by_unit_id=OTHER_UNIT,
        reason="hai đơn vị cùng chủ trì một nhiệm vụ",
        declared_on=date(2024, 11, 22),
    ),
    facts.ConditionJudged(
        **ABOUT,
        condition="L.1",
        holds=True,
        reason="người đứng đầu bị cảnh cáo ngày 02/10/2024",
        judged_on=date(2024, 12, 10),
    ),
    facts.ScoreAppealed(
        **ABOUT,
        criterion="I.1",
        grounds="báo cáo tháng 6 đã gửi đúng hạn",
        appealed_on=date(2024, 12, 16),
    ),
    facts.AppealDecided(
        **ABOUT,
        criterion="I.1",
        upheld=True,
        reason="đã đối chiếu sổ văn bản đến",
        decided_on=date(2024, 12, 17),
    ),
    facts.FrameSuperseded(
        frame_id=id_of("first frame"),
        bloc_id=BLOC,
        year=YEAR,
        by_frame_id=FRAME,
        superseded_on=date(2024, 2, 26),
    ),
    facts.ScoringDeadlineSet(
        deadline_id=id_of("deadline"),
        bloc_id=BLOC,
        year=YEAR,
        layer="self",
        last_day=date(2024, 11, 30),
        set_on=date(2024, 10, 1),
    ),
    facts.ScoringDeadlineMoved(
        deadline_id=id_of("deadline"),
        bloc_id=BLOC,
        year=YEAR,
        layer="self",
        last_day=date(2024, 12, 5),
        previous=date(2024, 11, 30),
        reason="bão lũ tại ba tỉnh",
        moved_on=date(2024, 11, 28),
    ),
    facts.RankingFinalised(
        ranking_id=id_of("ranking"),
        bloc_id=BLOC,
        year=YEAR,
        places=(
            facts.Place(rank=1, unit_id=UNIT, total=Decimal(98)),
            facts.Place(rank=2, unit_id=OTHER_UNIT, total=Decimal("94.5")),
        ),
        finalised_on=date(2024, 12, 20),
        ranked_by=facts.RankingRules(
            tie_break=(facts.TieBreak("group", "I"), facts.TieBreak("ballot"))
        ),
        flag=facts.FlagChoice(unit_id=UNIT, reason="first_by_score"),
    ),
    *SIGNING,
    *MEETINGS,
    *FOLLOWING,
)
