"""One short history of each service in which every one of its events happens.

A story is told anew when an event is new or has a new version; what it told before stays in
the log. So ids come from `named`, which gives each telling ids of its own.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import UTC, date, datetime, time
from decimal import Decimal
from typing import Any, get_args
from uuid import UUID

from eventsourcing.domain import Aggregate

from services.awards.domain import (
    Award,
    Decision,
    Discipline,
    Finding,
    Hold,
    Initiative,
    Nomination,
    PastAward,
    Rating,
)
from services.awards.publishing import AwardsEvent
from services.awards.publishing import to_fact as awards_fact
from services.bloc.domain import Bloc, Leader, Person, Unit
from services.bloc.publishing import ServiceEvent as BlocServiceEvent
from services.bloc.publishing import to_fact as bloc_fact
from services.covenant.domain.accession import Accession
from services.covenant.domain.appendix import Appendix
from services.covenant.domain.attachment import SignatureAttachment
from services.covenant.domain.ballot import FlagBallot
from services.covenant.domain.chair import MeetingLeader
from services.covenant.domain.comment import CovenantComment
from services.covenant.domain.covenant import Covenant
from services.covenant.domain.criteria import (
    Band,
    Condition,
    Criterion,
    FrameText,
    Group,
    TotalRules,
)
from services.covenant.domain.deadline import Deadline
from services.covenant.domain.dialogue import (
    Appeal,
    Conflict,
    Evidence,
    Judgement,
    Remark,
    Withdrawal,
)
from services.covenant.domain.frame import ScoringFrame
from services.covenant.domain.mandate import Mandate
from services.covenant.domain.meeting import Meeting
from services.covenant.domain.minutes import Ending, ScorePlace
from services.covenant.domain.progress import ProgressLine, ProgressReport
from services.covenant.domain.ranking import Ranking
from services.covenant.domain.ranking_rules import RankingRules, TieBreak
from services.covenant.domain.registration import TitleRegistration
from services.covenant.domain.reminder import Reminder
from services.covenant.domain.scorecard import Scorecard
from services.covenant.domain.sheet import Score
from services.covenant.domain.text import Article, Pledge
from services.covenant.domain.voting import MeetingRules, Presence, Ratio
from services.covenant.publishing import ServiceEvent
from services.covenant.publishing import to_fact as covenant_fact
from services.notify.domain import Notification
from services.notify.publishing import NotifyEvent
from services.notify.publishing import to_fact as notify_fact
from shared.contracts import Fact

Named = Callable[[str], UUID]
YEAR = 2024

EVENTS: dict[str, tuple[type[Any], ...]] = {
    "bloc": get_args(BlocServiceEvent),
    "covenant": get_args(ServiceEvent),
    "awards": get_args(AwardsEvent),
    "notify": get_args(NotifyEvent),
}
TO_FACT: dict[str, Callable[[Any], Fact]] = {
    "bloc": bloc_fact,
    "covenant": covenant_fact,
    "awards": awards_fact,
    "notify": notify_fact,
}


def bloc_story(named: Named) -> Sequence[Aggregate]:
    units = [
        Unit.register(named(key), f"Đơn vị {key}", key, "cuc", True, date(2003, 1, 1))
        for key in ("A", "B", "C")
    ]
    units[2].rename("Đơn vị C mới", "C mới", date(2024, 2, 1), "sắp xếp")
    units[2].dissolve(date(2024, 6, 1), "sắp xếp", named("B"), with_others=True)
    units[2].restore(date(2024, 12, 1), "hủy quyết định")
    units[2].move(named("A"), (), date(2024, 12, 1), "sắp xếp")
    units[0].merge((named("B"),), date(2025, 3, 1), "sắp xếp")
    units[0].split((named("C"),), date(2025, 3, 1), "sắp xếp")
    head = Person.enroll(named("An"), named("A"), "female", date(2015, 1, 5))
    mover = Person.enroll(named("Bình"), named("A"), "male", date(2016, 1, 5))
    mover.transfer(named("B"), date(2024, 5, 1))
    mover.second(None, "Ban Tổ chức Trung ương", date(2024, 6, 1))
    mover.begin_leave("study", date(2024, 7, 1))
    mover.leave(date(2024, 9, 1), "nghỉ hưu")
    mover.come_back(named("A"), date(2025, 1, 1))
    mover.correct_card(("job_title", "phone"))
    mover.erase(date(2026, 3, 1), "requested")
    bloc = Bloc.form(
        named("bloc"), "Khối thi đua 5", YEAR, "VPCP", date(2024, 1, 10), ("453/QĐ-VPCP",)
    )
    for key in ("A", "B", "C"):
        bloc.admit(named(key), date(2024, 1, 10))
    bloc.release(named("C"), date(2024, 1, 20), "chuyển khối")
    chief, deputy = Leader(named("An"), named("A")), Leader(named("Bình"), named("B"))
    bloc.appoint(chief, (deputy,), date(2024, 1, 11))
    bloc.close(date(2025, 1, 15))
    return [*units, head, mover, bloc]


def covenant_story(named: Named) -> Sequence[Aggregate]:
    draft, frame = _frames(named)
    covenant = Covenant.draft(
        named("covenant"),
        bloc_id=named("bloc"),
        year=YEAR,
        title="Giao ước thi đua năm 2024",
        unit_ids=(named("A"), named("B")),
        basis=("453/QĐ-VPCP", "384/QĐ-VPCP"),
        articles=(Article(1, "Chủ đề", "Đoàn kết."),),
        pledges=(Pledge("TTLDTT", "unit", "share", Decimal(100)),),
        drafted_on=date(2024, 2, 19),
    )
    comment = CovenantComment.make(
        named("comment"),
        covenant,
        unit_id=named("A"),
        account="A.officer",
        article=1,
        text="Thêm kỷ cương.",
        commented_on=date(2024, 2, 26),
    )
    comment.answer("resolved", "Đã thêm.", "bloc.head", date(2024, 3, 4))
    covenant.revise(
        (Article(1, "Chủ đề", "Đoàn kết, kỷ cương."),),
        (Pledge("CO_BO", "unit", "count", Decimal(1)),),
        date(2024, 3, 4),
    )
    covenant.open(date(2024, 3, 8))
    for key in ("A", "B"):
        covenant.sign(
            named(key),
            account=f"{key}.head",
            signatory_id=named("An"),
            digest=covenant.digest,
            signed_on=date(2024, 3, 12),
        )
    registration = TitleRegistration.register(
        covenant,
        unit_id=named("A"),
        subject_kind="person",
        subject_id=named("An"),
        award="CSTDCS",
        registered_on=date(2024, 3, 20),
    )
    registration.give_back("chưa đủ điều kiện", date(2024, 3, 22))
    registration.register_again(date(2024, 3, 25))
    around = [comment, *_around(covenant, named)]
    cards = [_appraised(frame, named, key, other) for key, other in (("A", "B"), ("B", "A"))]
    ranking = Ranking.finalise(
        cards,
        frame.text.ranking,
        bloc_id=named("bloc"),
        year=YEAR,
        finalised_on=date(2024, 12, 20),
    )
    scoring = [draft, frame, _deadline(named), *cards, *_met(named), ranking]
    return [covenant, registration, *around, *scoring, *_followed(covenant, named)]


def _followed(covenant: Covenant, named: Named) -> list[Aggregate]:
    """A unit reports half-way, and again; another is reminded to."""
    until, on = date(2024, 6, 30), date(2024, 7, 5)
    report = ProgressReport.make(
        covenant,
        unit_id=named("A"),
        until=until,
        lines=(ProgressLine(1, "on_course", ""),),
        account="A.officer",
        reported_on=on,
    )
    report.make_again((ProgressLine(1, "behind", "Chậm một báo cáo."),), "A.officer", on)
    reminder = Reminder.send(
        bloc_id=named("bloc"),
        year=YEAR,
        matter="progress",
        unit_ids=(named("B"),),
        due=date(2024, 7, 15),
        sent_on=date(2024, 7, 16),
    )
    return [report, reminder]


def _around(covenant: Covenant, named: Named) -> list[Aggregate]:
    """A unit that joins later, by a proxy whose mandate is withdrawn after it signed."""
    joins = {"covenant_id": covenant.id, "bloc_id": covenant.bloc_id, "unit_id": named("C")}
    mandate = Mandate.give(
        **joins,
        parties=(named("C"),),
        account="C.officer",
        given_by="C.head",
        document_number="15/GUQ",
        since=date(2024, 6, 1),
        until=date(2024, 6, 30),
        given_on=date(2024, 5, 30),
    )
    accession = Accession.open(covenant, named("C"), date(2024, 6, 1))
    accession.sign(
        account="C.officer",
        mandate=mandate,
        digest=covenant.digest,
        signed_on=date(2024, 6, 3),
    )
    mandate.withdraw(date(2024, 6, 4))
    appendix = Appendix.open(
        covenant,
        number=1,
        joined=(named("C"),),
        title="Phụ lục 1",
        articles=(Article(1, "Chuyển đổi số", "Mọi hồ sơ trên mạng."),),
        pledges=(Pledge("CSTDCS", "person", "count", Decimal(3)),),
        opened_on=date(2024, 7, 1),
    )
    for key in ("A", "B", "C"):
        appendix.sign(
            named(key),
            account=f"{key}.head",
            digest=appendix.digest,
            signed_on=date(2024, 7, 2),
        )
    attachment = SignatureAttachment.attach(
        covenant_id=covenant.id,
        bloc_id=covenant.bloc_id,
        unit_id=named("A"),
        form="cms",
        digest=covenant.digest,
        issuer_trusted=True,
        key_fingerprint="0" * 64,
        signature_digest="1" * 64,
        account="A.head",
        attached_on=date(2024, 3, 13),
    )
    return [mandate, accession, appendix, attachment]


def _frames(named: Named) -> tuple[ScoringFrame, ScoringFrame]:
    text = FrameText(
        "Bảng tiêu chí 2024",
        Decimal(100),
        Decimal(10),
        (
            Group(
                "I",
                "Chuyên môn",
                Decimal(100),
                (
                    Criterion("I.1", "Một", Decimal(90)),
                    Criterion(
                        "I.2",
                        "Hai",
                        Decimal(10),
                        rule="band",
                        measure="Tỷ lệ tồn đọng (%)",
                        bands=(Band(Decimal(11), Decimal(0)), Band(None, Decimal(5))),
                        evidence_required=True,
                        may_not_apply=True,
                    ),
                ),
            ),
        ),
        (Criterion("T.1", "Thưởng", Decimal(10)),),
        (Criterion("P.1", "Trừ", Decimal(20)),),
        ("453/QĐ-VPCP",),
        TotalRules(floor=Decimal(10)),
        (Condition("L.1", "Bị kỷ luật", "ceiling", Decimal(80), "I"),),
        ranking=RankingRules((TieBreak("group", "I"), TieBreak("deductions"))),
    )

    def adopted(key: str, replaces: ScoringFrame | None = None) -> ScoringFrame:
        return ScoringFrame.adopt(
            named(key),
            text,
            bloc_id=named("bloc"),
            year=YEAR,
            adopted_on=date(2024, 2, 1),
            replaces=replaces,
        )

    draft = adopted("first frame")
    return draft, adopted("frame", draft)


def _appraised(frame: ScoringFrame, named: Named, key: str, other: str) -> Scorecard:
    """A scorecard that was given back twice, cross-checked, and taken through every layer."""
    card = Scorecard.open(
        frame,
        bloc_id=named("bloc"),
        unit_id=named(key),
        year=YEAR,
        opened_on=date(2024, 11, 1),
    )
    on = date(2024, 11, 20)
    second = Score("I.2", measured=Decimal(12))
    card.record(
        "self",
        [Score("I.1", Decimal("87.50")), second, Score("T.1", Decimal(5))],
        recorded_on=on,
    )
    for digest in ("aa" * 32, "bb" * 32):
        card.attach(Evidence("I.2", digest, "application/pdf", 2048, "unscanned", on))
    card.withdraw(Withdrawal("I.2", "aa" * 32, "nhầm tệp", on))
    card.submit("self", submitted_on=on)
    card.give_back("thiếu minh chứng", on)
    card.record("self", [Score("I.1", Decimal(85), "đã bổ sung")], recorded_on=on)
    card.submit("self", submitted_on=on)
    cross = [Score("I.1", Decimal(84)), second]
    card.record("cross", cross, by_unit_id=named(other), recorded_on=on)
    card.submit("cross", by_unit_id=named(other), submitted_on=on)
    card.remark(Remark("question", "I.1", named(other), "Theo báo cáo nào?", on))
    card.remark(Remark("explanation", "I.1", named(key), "Theo báo cáo quý IV", on))
    card.declare_conflict(Conflict(named("C"), "cùng dự án", on))
    above = [Score("I.1", Decimal(85)), second, Score("T.1", Decimal(5))]
    card.record("consolidated", above, recorded_on=on)
    card.submit("consolidated", submitted_on=on)
    card.give_back_consolidation("rà lại tiêu chí I.2", on)
    card.submit("consolidated", submitted_on=on)
    card.judge_condition(Judgement("L.1", holds=True, reason="Quyết định 5/QĐ", judged_on=on))
    left_out = Score("I.2", reason="không phát sinh", applies=False)
    card.record("appraised", [*above[:1], left_out, above[2]], recorded_on=on)
    card.submit("appraised", submitted_on=on)
    card.appeal(Appeal("I.1", "đã nộp đủ báo cáo", on))
    card.decide_appeal(Score("I.1", Decimal(86), "chấp nhận báo cáo bổ sung"), on)
    return card


def _deadline(named: Named) -> Deadline:
    deadline = Deadline.set(
        bloc_id=named("bloc"),
        year=YEAR,
        layer="self",
        last_day=date(2024, 11, 30),
        set_on=date(2024, 10, 1),
    )
    deadline.move(date(2024, 12, 5), "bão lũ", date(2024, 11, 28))
    return deadline


def _met(named: Named) -> list[Aggregate]:
    """A meeting of three units in which a ballot is annulled and another counted."""
    rules = MeetingRules("khoi", "453/QĐ-VPCP", Ratio(2, 3), Ratio(1, 2, True), "present")
    units = (named("A"), named("B"), named("C"))
    meeting = Meeting.call(
        named("meeting"),
        MeetingLeader("B.head", False),
        bloc_id=named("bloc"),
        year=YEAR,
        unit_ids=units,
        held_on=date(2024, 12, 13),
        begins_at=time(14),
        place="Phòng họp A",
        agenda=("Xếp hạng", "Suy tôn"),
        rules=rules,
        called_on=date(2024, 12, 6),
        reason="Trưởng khối đi công tác",
    )
    for unit_id in units:
        meeting.record_presence(unit_id, Presence())
    meeting.withdraw_presence(named("C"))
    meeting.record_presence(named("C"), Presence("C.officer", "15/GUQ"))
    at = datetime(2024, 12, 13, 7, 5, tzinfo=UTC)
    head, deputy = MeetingLeader("A.head", True), MeetingLeader("B.head", False)
    meeting.take_chair(deputy, "Trưởng khối đi công tác", at)
    meeting.open(deputy, at, date(2024, 12, 13))
    ballots = [
        FlagBallot.open(
            meeting,
            number=number,
            candidates=units[:2],
            at_most=1,
            public_key="04" + "ab" * 64,
            opened_at=at,
        )
        for number in (1, 2)
    ]
    ballots[0].annul("thiếu đơn vị ứng cử", at)
    for unit_id, account in zip(units, ("A.head", "B.head", "C.officer"), strict=True):
        ballots[1].cast(unit_id, account)
    ballots[1].count([units[:1], units[:1], None], ["aa", "bb", "cc"], at)
    meeting.take_chair(head, "", at)
    meeting.propose_next_head(head, named("B"))
    standing = (
        ScorePlace(1, named("A"), Decimal("97.5")),
        ScorePlace(2, named("B"), Decimal(96)),
    )
    ending = Ending("Thống nhất suy tôn đơn vị A.", at, standing)
    meeting.close(head, ending, [ballot.held for ballot in ballots])
    return [meeting, *ballots]


def awards_story(named: Named) -> Sequence[Aggregate]:
    an, unit = named("An"), named("A")
    rating = Rating.record(
        named("rating"), "person", an, YEAR, "EXCELLENT", "812/QĐ", date(2024, 12, 2)
    )
    initiative = Initiative.recognise(
        named("initiative"), (an,), "Số hóa hồ sơ", "UNIT", YEAR, "77/QĐ", date(2024, 11, 1)
    )
    discipline = Discipline.impose(
        named("discipline"), an, "reprimand", "5/QĐ", date(2022, 3, 1), date(2022, 6, 1)
    )
    discipline.end(date(2022, 6, 1))
    hold = Hold.place(named("hold"), "person", an, "xác minh phản ánh", date(2024, 5, 1))
    hold.lift("không vi phạm", date(2024, 6, 1))
    finding = Finding.record(
        named("finding"), "person", an, YEAR, "LDTT-2", True, "Hội đồng", date(2024, 12, 5)
    )
    past = PastAward.declare(
        named("past"), "person", an, "CSTDCS", 2022, "12/QĐ", date(2023, 1, 15)
    )
    past.confirm(date(2024, 4, 1))
    past.revoke("fraud", "31/QĐ", "hồ sơ không đúng", date(2025, 6, 1))
    nomination = Nomination.submit(
        "person", an, "LDTT", YEAR, unit, date(2025, 1, 5), "unknown", ("awards:1",)
    )
    nomination.give_back("thiếu biên bản", date(2025, 1, 7))
    nomination.submit_again(unit, date(2025, 1, 8), "yes", ("awards:1", "awards:7"))
    decision = Decision.issue(
        named("decision"), "9/QĐ", "Chủ nhiệm VPCP", YEAR, date(2025, 1, 20), (nomination.id,)
    )
    award = Award.grant(decision, nomination)
    award.revoke("false_file", "40/QĐ", "hồ sơ không đúng", date(2025, 6, 1))
    records: list[Aggregate] = [rating, initiative, discipline, hold, finding, past]
    return [*records, nomination, decision, award]


def notify_story(named: Named) -> Sequence[Aggregate]:
    audience = f"unit_officer@{named('A')}"
    values = {"covenant_id": str(named("covenant")), "year": str(YEAR)}
    kind, about = "covenant_in_force", "covenant:9"
    message = Notification.deliver(
        Notification.id_for(audience, kind, about),
        audience,
        kind,
        about,
        values,
        date(2024, 3, 12),
    )
    message.read("tccb.canbo", (audience,), date(2024, 3, 13))
    return [message]


STORIES: dict[str, Callable[[Named], Sequence[Aggregate]]] = {
    "bloc": bloc_story,
    "covenant": covenant_story,
    "awards": awards_story,
    "notify": notify_story,
}
