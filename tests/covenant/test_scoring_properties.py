from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from itertools import count

from hypothesis import given
from hypothesis import strategies as st

from services.covenant.domain.criteria import Criterion, Group, Part
from services.covenant.domain.frame import ScoringFrame
from services.covenant.domain.scorecard import Scorecard
from services.covenant.domain.sheet import Score
from services.covenant.projections import ScorecardView
from services.covenant.projections.score_documents import SheetView
from tests.covenant.samples import BLOC, SCORED_ON, TCCB, YEAR, envelopes, folded, frame

maxima = st.integers(1, 20_000).map(lambda cents: Decimal(cents) / 100)


@st.composite
def frames(draw: st.DrawFn) -> ScoringFrame:
    numbers = count(1)

    def criteria(least: int) -> tuple[Criterion, ...]:
        drawn = draw(st.lists(maxima, min_size=least, max_size=4))
        return tuple(Criterion(f"c{next(numbers)}", "Tiêu chí", one) for one in drawn)

    groups = tuple(
        Group(f"g{number}", "Nhóm", sum((one.maximum for one in lines), Decimal(0)), lines)
        for number, lines in enumerate(criteria(1) for _ in range(draw(st.integers(1, 3))))
    )
    bonus = criteria(0)
    return frame(
        groups=groups,
        base_maximum=sum((group.maximum for group in groups), Decimal(0)),
        bonus=bonus,
        bonus_maximum=sum((one.maximum for one in bonus), Decimal(0)),
        penalty=criteria(0),
    )


@dataclass
class Scored:
    frame: ScoringFrame
    card: Scorecard
    given: list[tuple[str, Decimal]]


@st.composite
def scored(draw: st.DrawFn) -> Scored:
    """A scorecard after values in any order, some of them several times."""
    adopted = draw(frames())
    card = Scorecard.open(adopted, bloc_id=BLOC, unit_id=TCCB, year=YEAR, opened_on=SCORED_ON)
    maximum = {one.code: one.maximum for one in card.sheets.criteria}
    order = draw(st.lists(st.sampled_from(sorted(maximum)), min_size=1, max_size=30))
    given: list[tuple[str, Decimal]] = []
    for turn, code in enumerate(order):
        cents = draw(st.integers(0, int(maximum[code] * 100)))
        value = Decimal(cents) / 100
        # A reason of its own makes even an equal value worth keeping.
        card.record("self", [Score(code, value, f"lần {turn}")], recorded_on=SCORED_ON)
        given.append((code, value))
    return Scored(adopted, card, given)


def view_of(card: Scorecard) -> ScorecardView:
    (view,) = folded(envelopes(card.pending_events)).values()
    assert isinstance(view, ScorecardView)
    return view


def sum_of(sheet: SheetView, part: Part) -> Decimal:
    return sum((one.standing for one in sheet.scores if one.part == part), Decimal(0))


@given(scored())
def test_the_total_is_the_sum_of_its_visible_parts(case: Scored) -> None:
    (sheet,) = view_of(case.card).sheets
    standing = dict(case.given)
    part = {one.code: one.part for one in case.card.sheets.criteria}

    parts = [sum_of(sheet, "base"), sum_of(sheet, "bonus"), sum_of(sheet, "penalty")]
    totals = case.card.totals("self")

    assert [totals.base, totals.bonus, totals.penalty] == parts
    assert [sheet.totals.base, sheet.totals.bonus, sheet.totals.penalty] == parts
    assert sheet.totals.total == totals.total == parts[0] + parts[1] - parts[2]
    assert totals.total == sum(
        (-value if part[code] == "penalty" else value for code, value in standing.items()),
        Decimal(0),
    )


@given(scored())
def test_bonus_never_exceeds_the_bonus_maximum(case: Scored) -> None:
    bonus_maximum = sum((one.maximum for one in case.frame.text.bonus), Decimal(0))

    assert case.card.totals("self").bonus <= bonus_maximum


@given(scored())
def test_no_value_is_ever_lost(case: Scored) -> None:
    (sheet,) = view_of(case.card).sheets

    for one in sheet.scores:
        mine = [value for code, value in case.given if code == one.criterion]
        assert [given.value for given in one.values] == mine
        assert [given.value for given in case.card.sheet("self").values[one.criterion]] == mine
    assert sum(len(one.values) for one in sheet.scores) == len(case.given)


@given(scored())
def test_each_value_names_the_one_it_follows(case: Scored) -> None:
    latest: dict[str, Decimal] = {}
    for event in case.card.pending_events:
        if isinstance(event, Scorecard.ScoreRecorded):
            assert event.previous == latest.get(event.criterion)
            latest[event.criterion] = event.value


@given(scored())
def test_a_replayed_scorecard_is_the_same(case: Scored) -> None:
    copy = None
    for event in case.card.pending_events:
        copy = event.mutate(copy)

    assert isinstance(copy, Scorecard)
    assert copy.sheets == case.card.sheets
