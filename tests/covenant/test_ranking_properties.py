"""What holds of every ranking, on random frames with random rules."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from itertools import pairwise
from random import Random
from uuid import UUID

from hypothesis import given, settings
from hypothesis import strategies as st

from services.covenant.api.ordering import live
from services.covenant.domain.criteria import Condition, Criterion, FrameText
from services.covenant.domain.dialogue import Judgement
from services.covenant.domain.flag import Acclamation
from services.covenant.domain.frame import ScoringFrame
from services.covenant.domain.order import Order, ordered
from services.covenant.domain.ranking_rules import FlagBy, RankingRules, TieBreak
from services.covenant.domain.scorecard import Scorecard
from services.covenant.domain.sheet import Layer, Score
from services.covenant.projections import FrameView, ScorecardView
from services.covenant.projections.meeting_documents import (
    BallotResultView,
    BallotView,
    TallyView,
)
from services.covenant.views import ToRank
from tests.covenant.samples import BLOC, SCORED_ON, UNITS, YEAR, adopted, envelopes, folded
from tests.covenant.test_totals import frames

EXTRA = (
    Condition("x.out", "Loại", "exclude"),
    Condition("x.bar", "Không xét cờ", "no_flag"),
    Condition("x.first", "Ưu tiên", "prefer"),
)
LAYERS: tuple[Layer, ...] = ("self", "consolidated", "appraised")


@dataclass
class Bloc:
    frame: ScoringFrame
    cards: list[Scorecard]
    ballot: Acclamation | None

    @property
    def rules(self) -> RankingRules:
        return self.frame.text.ranking

    def order(self) -> Order:
        return ordered([card.entrant() for card in self.cards], self.rules, self.ballot)

    def excluded(self) -> set[UUID]:
        return {
            card.unit_id
            for card in self.cards
            if any(one.effect == "exclude" for one in card.dialogue.holding())
        }


@st.composite
def ranked(draw: st.DrawFn) -> FrameText:
    """A frame that declares some of the tie-breaks it can, in any order."""
    text = draw(frames())
    possible = [
        TieBreak("base"),
        TieBreak("deductions"),
        TieBreak("ballot"),
        TieBreak("preferred", "x.first"),
        *(TieBreak("group", one.code) for one in text.groups),
        *(TieBreak("criterion", one.code) for _, _, one in text.lines()),
    ]
    shuffled = draw(st.permutations(possible))
    tie_break = tuple(shuffled[: draw(st.integers(0, len(shuffled)))])
    by: FlagBy = draw(st.sampled_from(("score", "ballot", "agreement")))
    among = None if by == "score" else draw(st.none() | st.integers(1, 4))
    return replace(
        text,
        conditions=(*text.conditions, *EXTRA),
        ranking=RankingRules(tie_break, by, among),
    )


def extreme(draw: st.DrawFn, line: Criterion) -> Score:
    """Nothing or everything, so that totals are often equal."""
    all_of_it = draw(st.booleans())
    if line.rule in {"band", "proportional"}:
        return Score(line.code, None, "căn cứ", line.maximum * (1000 if all_of_it else 0))
    return Score(line.code, line.maximum * all_of_it, "căn cứ")


@st.composite
def blocs(draw: st.DrawFn) -> Bloc:
    frame = adopted(draw(ranked()))
    units = UNITS[: draw(st.integers(1, len(UNITS)))]
    cards = []
    for unit_id in units:
        card = Scorecard.open(
            frame, bloc_id=BLOC, unit_id=unit_id, year=YEAR, opened_on=SCORED_ON
        )
        given = [extreme(draw, line) for _, _, line in frame.text.lines()]
        for layer in LAYERS[: draw(st.sampled_from((3, 3, 3, 2)))]:
            card.record(layer, given, recorded_on=SCORED_ON)
            card.submit(layer, submitted_on=SCORED_ON)
        for condition in frame.text.conditions:
            if draw(st.integers(0, 3)) == 0:
                card.judge_condition(Judgement(condition.code, True, "căn cứ", SCORED_ON))
        cards.append(card)
    votes = {unit_id: draw(st.integers(0, 2)) for unit_id in units}
    elected = draw(st.none() | st.sampled_from(units))
    return Bloc(frame, cards, draw(st.none() | st.just(Acclamation(votes, elected))))


def ballots_of(bloc: Bloc) -> Iterator[BallotView]:
    """A counted ballot that comes to what the bloc's does."""
    if bloc.ballot is None:
        return
    elected = bloc.ballot.elected
    yield BallotView(
        ballot_id=BLOC,
        meeting_id=BLOC,
        bloc_id=BLOC,
        year=YEAR,
        number=1,
        candidate_unit_ids=UNITS,
        at_most=1,
        entitled=4,
        voters=(),
        needed=1,
        public_key="",
        opened_at=datetime(2024, 12, 18, tzinfo=UTC),
        state="counted",
        result=BallotResultView(
            entitled=4,
            present=4,
            cast=4,
            invalid=0,
            needed=1,
            tallies=tuple(
                TallyView(unit_id=unit_id, votes=votes, passed=unit_id == elected)
                for unit_id, votes in bloc.ballot.votes.items()
            ),
        ),
    )


@settings(max_examples=60)
@given(blocs(), st.randoms(use_true_random=False))
def test_every_unit_has_one_place_or_a_reason_for_none_in_whatever_order_it_came(
    bloc: Bloc, random: Random
) -> None:
    order = bloc.order()
    random.shuffle(bloc.cards)

    assert bloc.order() == order
    assert bloc.order().digest == order.digest
    placed = [one.unit_id for one in order.places]
    left_out = [one.unit_id for one in order.excluded]
    assert sorted([*placed, *left_out, *order.waiting], key=str) == sorted(
        (card.unit_id for card in bloc.cards), key=str
    )
    assert set(left_out) == bloc.excluded()
    assert all(one.conditions for one in order.excluded)


@settings(max_examples=60)
@given(blocs())
def test_the_order_follows_totals_and_says_what_decided_between_equal_ones(
    bloc: Bloc,
) -> None:
    order = bloc.order()
    by_score = [one for one in order.places if not one.elected]
    assert [one.total for one in by_score] == sorted(
        (one.total for one in by_score), reverse=True
    )
    for before, after in pairwise(by_score):
        if before.total != after.total:
            assert before.rank < after.rank
            assert before.margin is None
        elif before.margin is None:
            assert before.rank == after.rank
        else:
            assert before.rank < after.rank
            assert before.margin.over_unit_id == after.unit_id
            assert before.margin.by in bloc.rules.tie_break
            better = before.margin.figure > before.margin.other
            assert better == (before.margin.by.by != "deductions")
    assert [one.rank for one in order.places] == sorted(one.rank for one in order.places)


@settings(max_examples=60)
@given(blocs())
def test_no_excluded_or_barred_unit_is_ever_proposed_for_the_flag(bloc: Bloc) -> None:
    order = bloc.order()
    proposed = order.flag.unit_id
    if proposed is None:
        return
    (place,) = (one for one in order.places if one.unit_id == proposed)
    assert proposed not in bloc.excluded()
    assert place.flag_barred_by == ()
    assert place.rank == 1


@settings(max_examples=60)
@given(blocs())
def test_the_ranking_of_this_moment_is_the_one_that_would_be_fixed(bloc: Bloc) -> None:
    documents = folded(
        envelopes(
            [
                *bloc.frame.pending_events,
                *(event for card in bloc.cards for event in card.pending_events),
            ]
        )
    )
    cards = tuple(one for one in documents.values() if isinstance(one, ScorecardView))
    found = {one.frame_id: one for one in documents.values() if isinstance(one, FrameView)}
    order = bloc.order()

    now = live(ToRank(BLOC, YEAR, cards, found, None, tuple(ballots_of(bloc))))

    assert now.digest == order.digest
    assert [(one.rank, one.unit_id, one.total) for one in now.places] == [
        (one.rank, one.unit_id, one.total) for one in order.places
    ]
    assert [one.margin and one.margin.figure for one in now.places] == [
        one.margin and one.margin.figure for one in order.places
    ]
    assert [(one.what, one.unit_id, one.of) for one in now.open] == [
        (one.what, one.unit_id, one.of) for one in order.open
    ]
    assert now.waiting_unit_ids == order.waiting
