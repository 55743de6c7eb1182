"""Totals cannot be wrong: on any frame, in any order, they are the sum of what is shown."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal
from itertools import count
from typing import get_args

from hypothesis import given
from hypothesis import strategies as st

from services.covenant.domain.criteria import (
    Band,
    Condition,
    Criterion,
    FrameText,
    Group,
    Rule,
    TotalRules,
)
from services.covenant.domain.dialogue import Judgement
from services.covenant.domain.scorecard import Scorecard
from services.covenant.domain.sheet import Score, Value
from services.covenant.domain.totals import Totals
from services.covenant.projections import ScorecardView
from services.covenant.projections.score_documents import Totals as TotalsView
from tests.covenant.samples import BLOC, SCORED_ON, TCCB, YEAR, adopted, envelopes, folded

ZERO = Decimal(0)


def total(parts: list[Decimal]) -> Decimal:
    return sum(parts, ZERO)


@st.composite
def criteria(draw: st.DrawFn, numbers: count[int], least: int) -> tuple[Criterion, ...]:
    found = []
    for _ in range(draw(st.integers(least, 3))):
        maximum = Decimal(draw(st.integers(1, 4000))) / 100
        rule = draw(st.sampled_from(get_args(Rule)))
        half = (maximum / 2).quantize(Decimal("0.01"))
        found.append(
            Criterion(
                f"c{next(numbers)}",
                "Tiêu chí",
                maximum,
                rule,
                measure="số đo",
                bands=(Band(Decimal(10), ZERO), Band(None, half)) if rule == "band" else (),
                target=Decimal(100) if rule == "proportional" else None,
                may_not_apply=draw(st.booleans()),
            )
        )
    return tuple(found)


@st.composite
def frames(draw: st.DrawFn) -> FrameText:
    numbers = count(1)
    groups = []
    for number in range(draw(st.integers(1, 3))):
        lines = draw(criteria(numbers, 1))
        groups.append(Group(f"g{number}", "Nhóm", total([c.maximum for c in lines]), lines))
    base = total([group.maximum for group in groups])
    bonus, penalty = draw(criteria(numbers, 0)), draw(criteria(numbers, 0))
    floor = draw(st.one_of(st.none(), st.just(ZERO), st.just(base / 4)))
    floor = None if floor is None else floor.quantize(Decimal("0.01"))
    lowest = floor or ZERO
    conditions = [Condition("k.all", "Khống chế", "ceiling", (lowest + base) / 2)]
    conditions[0] = replace(
        conditions[0], ceiling=((lowest + base) / 2).quantize(Decimal("0.01"))
    )
    conditions += [
        Condition(f"k.{group.code}", "Khống chế nhóm", "ceiling", ceiling, group.code)
        for group in groups
        if (ceiling := (group.maximum / 2).quantize(Decimal("0.01"))) <= base
    ]
    return FrameText(
        "Bảng",
        base,
        total([one.maximum for one in bonus]),
        tuple(groups),
        bonus,
        penalty,
        rules=TotalRules(
            bonus_above_total=draw(st.booleans()),
            floor=floor if floor is None or floor < base else None,
            not_applicable=draw(st.sampled_from(("nothing", "full", "scaled"))),
        ),
        conditions=tuple(conditions),
    )


@st.composite
def scored(draw: st.DrawFn) -> Scorecard:
    """A card scored in any order, some criteria more than once, and consolidated as it is."""
    text = draw(frames())
    card = Scorecard.open(
        adopted(text), bloc_id=BLOC, unit_id=TCCB, year=YEAR, opened_on=SCORED_ON
    )
    lines = {one.code: one for _, _, one in text.lines()}
    order = draw(st.permutations(sorted(lines)))
    again = draw(st.lists(st.sampled_from(sorted(lines)), max_size=4))
    for turn, code in enumerate([*again, *order]):
        card.record("self", [_score(draw, lines[code], turn)], recorded_on=SCORED_ON)
    if all(not value.applies for value in _base(card).values()):
        first = lines[text.groups[0].criteria[0].code]
        applied = replace(first, may_not_apply=False)
        card.record("self", [_score(draw, applied, 99)], recorded_on=SCORED_ON)
    card.submit("self", submitted_on=SCORED_ON)
    for condition in draw(st.permutations(text.conditions)):
        if draw(st.booleans()):
            card.judge_condition(Judgement(condition.code, True, "căn cứ", SCORED_ON))
    own = card.sheet("self").standing()
    card.record(
        "consolidated",
        [
            Score(
                code,
                None if value.measured is not None or not value.applies else value.value,
                "thống nhất",
                value.measured,
                value.applies,
            )
            for code, value in own.items()
        ],
        recorded_on=SCORED_ON,
    )
    card.submit("consolidated", submitted_on=SCORED_ON)
    return card


def _base(card: Scorecard) -> dict[str, Value]:
    standing = card.sheet("self").standing()
    return {one.code: standing[one.code] for one in card.sheets.base()}


def _score(draw: st.DrawFn, line: Criterion, turn: int) -> Score:
    reason = f"lần {turn}"
    if line.may_not_apply and draw(st.booleans()):
        return Score(line.code, None, reason, applies=False)
    if line.rule in {"band", "proportional"}:
        return Score(line.code, None, reason, Decimal(draw(st.integers(0, 150))))
    if line.rule == "yes_no":
        return Score(line.code, draw(st.sampled_from((ZERO, line.maximum))), reason)
    cents = draw(st.integers(0, int(line.maximum * 100)))
    return Score(line.code, Decimal(cents) / 100, reason)


def view_of(card: Scorecard) -> ScorecardView:
    (view,) = folded(envelopes(card.pending_events)).values()
    assert isinstance(view, ScorecardView)
    return view


def shown(totals: Totals | TotalsView) -> tuple[object, ...]:
    changes = tuple((one.cause, one.points, one.condition) for one in totals.adjustments)
    return (totals.base, totals.bonus, totals.penalty, changes, totals.total)


@given(scored())
def test_the_total_is_the_sum_of_the_visible_parts_and_of_nothing_else(
    card: Scorecard,
) -> None:
    for layer in ("self", "consolidated"):
        totals = card.totals(layer)
        standing = card.sheet(layer).standing()
        sums = dict.fromkeys(("base", "bonus", "penalty"), ZERO)
        for one in card.sheets.criteria:
            sums[one.part] += standing[one.code].value
        assert sums == {
            "base": totals.base,
            "bonus": totals.bonus,
            "penalty": totals.penalty,
        }
        changed = total([one.points for one in totals.adjustments])
        assert totals.total == totals.base + totals.bonus - totals.penalty + changed
        assert all(one.points != 0 for one in totals.adjustments)


@given(scored())
def test_what_is_decided_on_and_what_is_shown_add_up_alike(card: Scorecard) -> None:
    view = view_of(card)

    for sheet in view.sheets:
        assert shown(sheet.totals) == shown(card.totals(sheet.layer))
    assert view.total == card.total
    assert view.version == card.version


@given(scored())
def test_ceilings_floor_and_bonus_hold(card: Scorecard) -> None:
    rules, base = card.summing.rules, card.summing.base_maximum
    totals = card.totals("consolidated")
    held = {one.code: one for one in card.dialogue.holding()}

    if "k.all" in held:
        assert totals.total <= (held["k.all"].ceiling or ZERO)
    if rules.floor is not None:
        assert totals.total >= rules.floor
    if not rules.bonus_above_total:
        assert totals.total <= base
    assert card.totals("self").total <= base + totals.bonus


@given(scored())
def test_a_ceiling_holds_above_the_units_and_leaves_their_own_score_alone(
    card: Scorecard,
) -> None:
    assert all(one.cause != "ceiling" for one in card.totals("self").adjustments)


@given(scored())
def test_replayed_in_one_go_it_is_the_same(card: Scorecard) -> None:
    copy = None
    for event in card.pending_events:
        copy = event.mutate(copy)

    assert isinstance(copy, Scorecard)
    assert shown(copy.totals("consolidated")) == shown(card.totals("consolidated"))
