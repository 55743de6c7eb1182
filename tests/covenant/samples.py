"""States of this service's aggregates, and what can be seen of them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import UTC, date, datetime, time
from decimal import Decimal
from typing import Any
from uuid import UUID, uuid5

from eventsourcing.domain import Aggregate
from eventsourcing.utils import get_topic

from services.covenant.domain.accession import Accession
from services.covenant.domain.appendix import Appendix
from services.covenant.domain.attachment import SignatureAttachment
from services.covenant.domain.ballot import FlagBallot
from services.covenant.domain.chair import MeetingLeader
from services.covenant.domain.comment import CovenantComment
from services.covenant.domain.covenant import Covenant
from services.covenant.domain.criteria import Criterion, FrameText, Group
from services.covenant.domain.frame import ScoringFrame
from services.covenant.domain.mandate import Mandate
from services.covenant.domain.meeting import Meeting
from services.covenant.domain.scorecard import Scorecard
from services.covenant.domain.sheet import Score
from services.covenant.domain.text import Article, Pledge
from services.covenant.domain.voting import MeetingRules, Presence, Ratio
from services.covenant.projections import Document, Kind, documents_touched, evolve
from services.covenant.publishing import to_fact
from shared.contracts import Envelope

YEAR = 2024
BLOC = uuid5(UUID(int=0), "bloc 5")
TCCB, QUAN_TRI, HC2, PORTAL = UNITS = tuple(
    uuid5(UUID(int=0), name) for name in ("Vụ TCCB", "Cục QT", "Cục HC-QT II", "Cổng TTĐT")
)
NEWCOMER = uuid5(UUID(int=0), "Vụ KSTT")
COVENANT_ID = uuid5(UUID(int=0), "covenant")
FRAME_ID = uuid5(UUID(int=0), "frame")
SIGNATORY = uuid5(UUID(int=0), "Nguyễn Văn An")
BASIS = ("453/QĐ-VPCP", "384/QĐ-VPCP")
ARTICLES = (
    Article(1, "Chủ đề", "Đoàn kết, kỷ cương."),
    Article(2, "Chỉ tiêu", "100% tập thể đạt."),
)
PLEDGES = (
    Pledge("TTLDTT", "unit", "share", Decimal(100)),
    Pledge("CO_BO", "unit", "count", Decimal(1)),
)
DRAFTED_ON = date(2024, 2, 20)
OPENED_ON = date(2024, 3, 8)
SIGNED_ON = date(2024, 3, 12)
JOINED_ON = date(2024, 6, 3)
SCORED_ON = date(2024, 11, 20)
HEAD = MeetingLeader("head", is_head=True)
DEPUTY = MeetingLeader("deputy", is_head=False)
MET_ON = date(2024, 12, 13)
MET_AT = datetime(2024, 12, 13, 7, 0, tzinfo=UTC)
RULES = MeetingRules("khoi", "453/QĐ-VPCP", Ratio(2, 3), Ratio(2, 3), "present")
FULL = {"I.1": "60", "I.2": "40", "II.1": "50"}


def points(text: str | int) -> Decimal:
    return Decimal(text)


def criterion(code: str, maximum: str | int) -> Criterion:
    return Criterion(code, f"Tiêu chí {code}", points(maximum))


GROUPS = (
    Group("I", "Chuyên môn", points(100), (criterion("I.1", 60), criterion("I.2", 40))),
    Group("II", "Phong trào", points(50), (criterion("II.1", 50),)),
)


def frame(**changes: Any) -> ScoringFrame:  # noqa: ANN401 (whatever a test varies)
    form: dict[str, Any] = {
        "name": "Bảng tiêu chí 2024",
        "base_maximum": points(150),
        "bonus_maximum": points(10),
        "groups": GROUPS,
        "bonus": (criterion("T.1", 10),),
        "penalty": (criterion("P.1", 20),),
        "basis": BASIS,
    }
    return adopted(FrameText(**(form | changes)))


def adopted(text: FrameText, frame_id: UUID = FRAME_ID, year: int = YEAR) -> ScoringFrame:
    return ScoringFrame.adopt(
        frame_id, text, bloc_id=BLOC, year=year, adopted_on=date(2024, 2, 1)
    )


def drafted(**changes: Any) -> Covenant:  # noqa: ANN401 (as above)
    form: dict[str, Any] = {
        "bloc_id": BLOC,
        "year": YEAR,
        "title": "Giao ước thi đua Khối 5 năm 2024",
        "unit_ids": UNITS,
        "basis": BASIS,
        "articles": ARTICLES,
        "pledges": PLEDGES,
        "drafted_on": DRAFTED_ON,
    }
    return Covenant.draft(COVENANT_ID, **(form | changes))


def opened(**changes: Any) -> Covenant:  # noqa: ANN401 (as above)
    covenant = drafted(**changes)
    covenant.open(OPENED_ON)
    return covenant


def sign(covenant: Covenant, unit_id: UUID, signed_on: date = SIGNED_ON) -> None:
    covenant.sign(
        unit_id,
        account="unit-head",
        signatory_id=SIGNATORY,
        digest=covenant.digest,
        signed_on=signed_on,
    )


def signed_by_all() -> Covenant:
    covenant = opened()
    for unit_id in UNITS:
        sign(covenant, unit_id)
    return covenant


def commented(covenant: Covenant, unit_id: UUID = TCCB) -> CovenantComment:
    return CovenantComment.make(
        uuid5(COVENANT_ID, f"comment of {unit_id}"),
        covenant,
        unit_id=unit_id,
        account="unit-officer",
        article=1,
        text="Đề nghị bổ sung thời hạn.",
        commented_on=DRAFTED_ON,
    )


def mandate(**changes: Any) -> Mandate:  # noqa: ANN401 (as above)
    form: dict[str, Any] = {
        "covenant_id": COVENANT_ID,
        "bloc_id": BLOC,
        "parties": (*UNITS, NEWCOMER),
        "unit_id": QUAN_TRI,
        "account": "deputy",
        "given_by": "unit-head",
        "document_number": "15/GUQ-CQT",
        "since": OPENED_ON,
        "until": SIGNED_ON,
        "given_on": OPENED_ON,
    }
    return Mandate.give(**(form | changes))


def appendix(covenant: Covenant, *joined: UUID) -> Appendix:
    return Appendix.open(
        covenant,
        number=1,
        joined=joined,
        title="Phụ lục 1",
        articles=(Article(1, "Chuyển đổi số", "Mọi hồ sơ trên mạng."),),
        pledges=(),
        opened_on=JOINED_ON,
    )


def joined_later(covenant: Covenant) -> tuple[Aggregate, ...]:
    """A newcomer signs by a proxy, then an appendix is signed by all."""
    given = mandate(unit_id=NEWCOMER, until=JOINED_ON)
    accession = Accession.open(covenant, NEWCOMER, JOINED_ON)
    accession.sign(account="deputy", mandate=given, digest=covenant.digest, signed_on=JOINED_ON)
    given.withdraw(JOINED_ON)
    added = appendix(covenant, NEWCOMER)
    for unit_id in (*UNITS, NEWCOMER):
        added.sign(unit_id, account="unit-head", digest=added.digest, signed_on=JOINED_ON)
    return given, accession, added


def attached(covenant: Covenant) -> SignatureAttachment:
    return SignatureAttachment.attach(
        covenant_id=covenant.id,
        bloc_id=BLOC,
        unit_id=TCCB,
        form="ed25519",
        digest=covenant.digest,
        issuer_trusted=False,
        key_fingerprint="0" * 64,
        signature_digest="1" * 64,
        account="unit-head",
        attached_on=SIGNED_ON,
    )


def scores(values: dict[str, str], reason: str | None = None) -> list[Score]:
    return [Score(code, points(value), reason) for code, value in values.items()]


def scorecard(unit_id: UUID = TCCB, adopted_frame: ScoringFrame | None = None) -> Scorecard:
    return Scorecard.open(
        adopted_frame or frame(),
        bloc_id=BLOC,
        unit_id=unit_id,
        year=YEAR,
        opened_on=date(2024, 11, 1),
    )


def self_scored(
    unit_id: UUID = TCCB,
    values: dict[str, str] = FULL,
    adopted_frame: ScoringFrame | None = None,
) -> Scorecard:
    card = scorecard(unit_id, adopted_frame)
    card.record("self", scores(values), recorded_on=SCORED_ON)
    card.submit("self", submitted_on=SCORED_ON)
    return card


def consolidated(
    unit_id: UUID = TCCB,
    values: dict[str, str] = FULL,
    adopted_frame: ScoringFrame | None = None,
) -> Scorecard:
    card = self_scored(unit_id, values, adopted_frame)
    card.record("consolidated", scores(values), recorded_on=SCORED_ON)
    card.submit("consolidated", submitted_on=SCORED_ON)
    return card


def appraised(
    unit_id: UUID = TCCB,
    values: dict[str, str] = FULL,
    adopted_frame: ScoringFrame | None = None,
) -> Scorecard:
    card = consolidated(unit_id, values, adopted_frame)
    card.record("appraised", scores(values), recorded_on=SCORED_ON)
    card.submit("appraised", submitted_on=SCORED_ON)
    return card


def called(
    rules: MeetingRules = RULES, leader: MeetingLeader = HEAD, reason: str = ""
) -> Meeting:
    return Meeting.call(
        uuid5(BLOC, "meeting"),
        leader,
        bloc_id=BLOC,
        year=YEAR,
        unit_ids=UNITS,
        held_on=MET_ON,
        begins_at=time(14),
        place="Phòng họp A",
        agenda=("Xếp hạng", "Suy tôn"),
        rules=rules,
        called_on=date(2024, 12, 6),
        reason=reason,
    )


def met(*present: UUID, rules: MeetingRules = RULES) -> Meeting:
    """A meeting that is open, with these units; with all of them where none is named."""
    meeting = called(rules)
    for unit_id in present or UNITS:
        meeting.record_presence(unit_id, Presence())
    meeting.open(HEAD, MET_AT, MET_ON)
    return meeting


def ballot_of(
    meeting: Meeting, *candidates: UUID, at_most: int = 1, number: int = 1
) -> FlagBallot:
    return FlagBallot.open(
        meeting,
        number=number,
        candidates=candidates or UNITS,
        at_most=at_most,
        public_key="04" + "ab" * 64,
        opened_at=MET_AT,
    )


def happened(aggregate: Aggregate) -> list[str]:
    """The topics of what is not saved yet; asking again tells what happened since."""
    return [get_topic(type(event)) for event in aggregate.collect_events()]


def envelopes(events: Iterable[Any]) -> list[Envelope]:
    """What the relay would publish of these events."""
    return [
        Envelope(
            source="covenant",
            position=position,
            previous=position - 1,
            epoch="e1",
            time=datetime(2024, 3, 12, 2, position % 60, tzinfo=UTC),
            subject=str(event.originator_id),
            data=to_fact(event),
            actor="an",
            correlation="c1",
        )
        for position, event in enumerate(events, start=1)
    ]


def folded(facts: Sequence[Envelope]) -> dict[tuple[Kind, str], Document]:
    """All documents after these facts."""
    documents: dict[tuple[Kind, str], Document] = {}
    for envelope in facts:
        for place in documents_touched(envelope):
            documents[place] = evolve(place[0], documents.get(place), envelope)
    return documents
