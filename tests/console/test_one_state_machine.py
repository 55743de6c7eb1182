"""Mistake 4 of other systems: screen and store each kept a state machine, and they differed.

Whatever happened to a scorecard, the screen offers what the store accepts, and nothing else.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from contextlib import suppress
from copy import deepcopy
from typing import Any

import msgspec
from hypothesis import given, settings
from hypothesis import strategies as st

from services.console.client.covenant import Frame
from services.console.client.covenant import Scorecard as ShownCard
from services.console.screens import hearing, scorework
from services.console.screens.chrome import Names
from services.console.screens.scoresheet import Desk, compose
from services.covenant.domain.dialogue import Appeal, Conflict, Remark
from services.covenant.domain.refusals import CovenantServiceError
from services.covenant.domain.scorecard import Scorecard
from services.covenant.domain.sheet import Score
from shared.access import Account, Grant, Role
from shared.contracts.covenant import Layer
from tests.covenant.samples import (
    BLOC,
    HC2,
    QUAN_TRI,
    SCORED_ON,
    TCCB,
    envelopes,
    folded,
    frame,
    scorecard,
    scores,
)

Deed = Callable[[Scorecard], None]
SCORERS: dict[Layer, tuple[Desk, ...]] = {
    "self": (Desk("self", TCCB),),
    "cross": (Desk("cross", QUAN_TRI), Desk("cross", HC2)),
    "consolidated": (Desk("consolidated"),),
    "appraised": (Desk("appraised"),),
}
DESKS = tuple(desk for desks in SCORERS.values() for desk in desks)
HEAD = Account("head", "Trưởng khối", (Grant(Role.BLOC_HEAD, str(BLOC)),))
OFFICER = Account("officer", "Chuyên viên", (Grant(Role.EMULATION_OFFICER),))
VALUES = ("40", "50", "60")


def record(desk: Desk, value: str) -> Deed:
    cut = {"40": "5", "50": "5", "60": "2"}[value]
    given_values = scores({"I.1": value, "I.2": "40", "II.1": "50", "P.1": cut}, "có lý do")
    return lambda card: card.record(
        desk.layer, given_values, by_unit_id=desk.by_unit_id, recorded_on=SCORED_ON
    )


def submit(desk: Desk) -> Deed:
    return lambda card: card.submit(
        desk.layer, by_unit_id=desk.by_unit_id, submitted_on=SCORED_ON
    )


def step_back(desk: Desk) -> Deed:
    assert desk.by_unit_id is not None
    conflict = Conflict(desk.by_unit_id, "cùng một dự án", SCORED_ON)
    return lambda card: card.declare_conflict(conflict)


def explain(code: str) -> Deed:
    remark = Remark("explanation", code, TCCB, "đã nộp", SCORED_ON)
    return lambda card: card.remark(remark)


def appeal(card: Scorecard) -> None:
    card.appeal(Appeal("I.1", "đã nộp đủ", SCORED_ON))


def decide(card: Scorecard) -> None:
    card.decide_appeal(Score("I.1", scores({"I.1": "55"})[0].value, "xem lại"), SCORED_ON)


def give_back(card: Scorecard) -> None:
    card.give_back("thiếu minh chứng", SCORED_ON)


def give_back_consolidation(card: Scorecard) -> None:
    card.give_back_consolidation("xem lại", SCORED_ON)


DEEDS: tuple[Deed, ...] = (
    *(record(desk, value) for desk in DESKS for value in VALUES),
    *(submit(desk) for desk in DESKS for _ in VALUES),
    *(step_back(desk) for desk in SCORERS["cross"]),
    explain("I.1"),
    appeal,
    decide,
    give_back,
    give_back_consolidation,
)


def accepts(card: Scorecard, deed: Deed) -> bool:
    """Whether the store would take this; nothing happens to the scorecard."""
    try:
        deed(deepcopy(card))
    except CovenantServiceError:
        return False
    return True


def shown(events: Iterable[Any]) -> ShownCard:
    """The scorecard as the console reads it, after these events."""
    (view,) = folded(envelopes(events)).values()
    return msgspec.json.decode(msgspec.json.encode(view), type=ShownCard)


def shown_frame() -> Frame:
    (view,) = folded(envelopes(frame().pending_events)).values()
    return msgspec.json.decode(msgspec.json.encode(view), type=Frame)


FRAME = shown_frame()


def offered(card: ShownCard) -> Iterator[tuple[str, bool, Deed]]:
    """What the screen offers each person, beside the deed it would be."""
    for desk in DESKS:
        form = compose(card, FRAME, desk, (), SCORED_ON, "", "vi")
        yield f"score in {desk}", form.score.allowed, record(desk, "50")
    for desk in SCORERS["cross"]:
        work = scorework.compose(card, FRAME, HEAD, Names(), None, (desk,), final=False)
        yield f"step back from {desk}", work.declare_conflict.allowed, step_back(desk)
    of_head = scorework.compose(card, FRAME, HEAD, Names(), None, (), final=False)
    yield "give back", of_head.give_back.allowed, give_back
    of_officer = scorework.compose(card, FRAME, OFFICER, Names(), None, (), final=False)
    yield (
        "give back the consolidation",
        of_officer.give_back_consolidation.allowed,
        give_back_consolidation,
    )
    for code in ("I.1", "P.1"):
        allowed = hearing.may_explain(card, code, TCCB).allowed
        yield f"explain {code}", allowed, explain(code)
    yield "appeal", hearing.may_appeal(card, "I.1", TCCB, final=False).allowed, appeal
    yield "decide", hearing.may_decide(card, "I.1", OFFICER, final=False).allowed, decide


@settings(max_examples=150)
@given(st.lists(st.sampled_from(DEEDS), max_size=40))
def test_mistake_4_the_screen_offers_what_the_store_accepts_after_whatever_happened(
    deeds: list[Deed],
) -> None:
    card = scorecard()
    for deed in deeds:
        with suppress(CovenantServiceError):
            deed(card)
    events = card.collect_events()

    for what, allowed, deed in offered(shown(events)):
        assert allowed == accepts(card, deed), what


def test_it_holds_for_the_whole_way_of_a_scorecard() -> None:
    """The walk above rarely comes to the end; this one does, and looks after each step."""
    card = scorecard()
    way: list[Deed] = [
        record(SCORERS["self"][0], "60"),
        submit(SCORERS["self"][0]),
        record(SCORERS["cross"][0], "50"),
        submit(SCORERS["cross"][0]),
        step_back(SCORERS["cross"][1]),
        record(SCORERS["consolidated"][0], "50"),
        explain("I.1"),
        submit(SCORERS["consolidated"][0]),
        give_back_consolidation,
        submit(SCORERS["consolidated"][0]),
        record(SCORERS["appraised"][0], "60"),
        submit(SCORERS["appraised"][0]),
        appeal,
        decide,
    ]
    events: list[Any] = []
    for deed in way:
        deed(card)
        events += card.collect_events()
        for what, allowed, offer in offered(shown(events)):
            assert allowed == accepts(card, offer), what
