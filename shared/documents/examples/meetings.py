"""Examples of a bloc's meeting and its ballot."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta, timezone
from decimal import Decimal

from shared.contracts import Fact
from shared.contracts import covenant as facts
from shared.documents.examples.keys import BLOC, OTHER_UNIT, UNIT, YEAR, id_of

HERE = timezone(timedelta(hours=7))
MEETING, BALLOT = id_of("meeting"), id_of("ballot")
THIRD_UNIT = id_of("third unit")
POINT = (
    "046b17d1f2e12c4247f8bce6e563a440f277037d812deb33a0f4a13945d898c296"
    "4fe342e2fe1a7f9b8ee7eb4a7c0f9e162bce33576b315ececbb6406837bf51f5"
)
TWO_THIRDS = facts.Ratio(numerator=2, denominator=3)

MEETINGS: tuple[Fact, ...] = (
    facts.MeetingCalled(
        meeting_id=MEETING,
        bloc_id=BLOC,
        year=YEAR,
        unit_ids=(UNIT, OTHER_UNIT, THIRD_UNIT),
        held_on=date(2024, 12, 13),
        begins_at=time(14),
        place="Phòng họp A, 16 Lê Hồng Phong",
        agenda=("Xếp hạng năm 2024", "Suy tôn đơn vị nhận cờ"),
        rules=facts.MeetingRules(
            name="khoi-2004",
            basis="Thông lệ của khối thi đua",
            quorum=TWO_THIRDS,
            passing=TWO_THIRDS,
            passing_of="present",
        ),
        called_on=date(2024, 12, 6),
        needed=2,
    ),
    facts.MeetingPresenceRecorded(meeting_id=MEETING, bloc_id=BLOC, unit_id=UNIT),
    facts.MeetingPresenceWithdrawn(meeting_id=MEETING, bloc_id=BLOC, unit_id=UNIT),
    facts.MeetingChairTaken(
        meeting_id=MEETING,
        bloc_id=BLOC,
        account="cqt.thutruong",
        is_head=False,
        reason="Trưởng khối đi công tác nước ngoài",
        taken_at=datetime(2024, 12, 13, 13, 50, tzinfo=HERE),
    ),
    facts.MeetingOpened(
        meeting_id=MEETING,
        bloc_id=BLOC,
        present_unit_ids=(UNIT, OTHER_UNIT),
        needed=2,
        opened_at=datetime(2024, 12, 13, 14, 5, tzinfo=HERE),
    ),
    facts.NextHeadProposed(meeting_id=MEETING, bloc_id=BLOC, unit_id=OTHER_UNIT),
    facts.MeetingClosed(
        meeting_id=MEETING,
        bloc_id=BLOC,
        conclusion="Thống nhất suy tôn một đơn vị nhận cờ.",
        closed_at=datetime(2024, 12, 13, 16, 30, tzinfo=HERE),
        standing=(
            facts.ScorePlace(rank=1, unit_id=UNIT, total=Decimal("97.5")),
            facts.ScorePlace(rank=2, unit_id=OTHER_UNIT, total=Decimal(96)),
        ),
        digest="9bcd3248864f" + "0" * 52,
    ),
    facts.FlagBallotOpened(
        ballot_id=BALLOT,
        meeting_id=MEETING,
        bloc_id=BLOC,
        year=YEAR,
        number=1,
        candidate_unit_ids=(UNIT, OTHER_UNIT),
        at_most=1,
        entitled=3,
        voters=(
            facts.Voter(unit_id=UNIT),
            facts.Voter(unit_id=OTHER_UNIT, account="hc2.canbo"),
        ),
        needed=2,
        public_key=POINT,
        opened_at=datetime(2024, 12, 13, 15, tzinfo=HERE),
    ),
    facts.FlagBallotCast(ballot_id=BALLOT, meeting_id=MEETING, bloc_id=BLOC, unit_id=UNIT),
    facts.FlagBallotCounted(
        ballot_id=BALLOT,
        meeting_id=MEETING,
        bloc_id=BLOC,
        year=YEAR,
        sheets=((UNIT,), (UNIT,)),
        receipts=("0b1f9a34c2d85e670b1f9a34c2d85e67", "c5a07e1248f3b96dc5a07e1248f3b96d"),
        result=facts.BallotResult(
            entitled=3,
            present=2,
            cast=2,
            invalid=0,
            needed=2,
            tallies=(
                facts.Tally(unit_id=UNIT, votes=2, passed=True),
                facts.Tally(unit_id=OTHER_UNIT, votes=0, passed=False),
            ),
        ),
        counted_at=datetime(2024, 12, 13, 15, 20, tzinfo=HERE),
    ),
    facts.FlagBallotAnnulled(
        ballot_id=id_of("annulled ballot"),
        meeting_id=MEETING,
        bloc_id=BLOC,
        reason="Thiếu một đơn vị trong danh sách ứng cử",
        annulled_at=datetime(2024, 12, 13, 14, 50, tzinfo=HERE),
    ),
)
