"""What waits for whom, by how far the year is."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest

from services.console.client.bloc import Bloc, Leader
from services.console.client.covenant import (
    Accession,
    Appendix,
    Comment,
    Covenant,
    CovenantFile,
    Deadline,
    Frame,
    Mandate,
    OpenMatter,
    ProgressReport,
    Ranking,
    Registration,
    Scorecard,
)
from services.console.client.covenant.dialogue import AppealLine, RemarkLine
from services.console.client.covenant.rankings import FinalRanking
from services.console.client.covenant.scorecards import Sheet
from services.console.deadlines import Deadlines
from services.console.screens import home
from services.console.screens.tasks import YearState, waiting
from services.console.settings import ConsoleSettings
from shared.access import Account, Grant, Role

TODAY = date(2024, 3, 20)
A, B = UUID(int=1), UUID(int=2)
BLOC = Bloc(
    UUID(int=9),
    "Khối",
    2024,
    "VPCP",
    date(2024, 1, 5),
    unit_ids=(A, B),
    head=Leader(UUID(int=5), A),
)
FRAME = Frame(
    frame_id=UUID(int=8),
    bloc_id=BLOC.id,
    year=2024,
    name="Bảng",
    base_maximum=Decimal(100),
    bonus_maximum=Decimal(0),
    groups=(),
)
OFFICER = Grant(Role.EMULATION_OFFICER)
HEAD = Grant(Role.BLOC_HEAD, str(BLOC.id))
HEAD_OF_B = Grant(Role.UNIT_HEAD, str(B))
OFFICER_OF_B = Grant(Role.UNIT_OFFICER, str(B))


def keys(grant: Grant | None, today: date = TODAY, **state: Any) -> list[str]:  # noqa: ANN401
    grants = () if grant is None else (grant,)
    year = YearState(**{"bloc": BLOC, **state})
    return [one.key for one in waiting(Account("x", "X", grants), year, today)]


def file(state: str = "draft", **more: Any) -> CovenantFile:  # noqa: ANN401
    covenant = Covenant(
        covenant_id=UUID(int=3),
        bloc_id=BLOC.id,
        year=2024,
        title="Giao ước",
        unit_ids=(A, B),
        basis=(),
        articles=(),
        pledges=(),
        state=state,  # type: ignore[arg-type]
        drafted_on=TODAY,
        missing_unit_ids=(B,) if state == "open" else (),
    )
    return CovenantFile(covenant=covenant, **more)


def card(unit: UUID, *layers: str, returned: str = "", **more: Any) -> Scorecard:  # noqa: ANN401
    sheets = [Sheet(layer=one, state="submitted") for one in layers]  # type: ignore[arg-type]
    if returned:
        sheets.append(Sheet(layer=returned, state="returned"))  # type: ignore[arg-type]
    return Scorecard(
        scorecard_id=UUID(int=unit.int + 100),
        bloc_id=BLOC.id,
        unit_id=unit,
        frame_id=FRAME.frame_id,
        year=2024,
        sheets=tuple(sheets),
        **more,
    )


def test_an_empty_system_tells_the_officer_to_form_a_bloc() -> None:
    assert keys(OFFICER, bloc=None) == ["form_bloc"]
    assert keys(HEAD_OF_B, bloc=None) == []


@pytest.mark.parametrize(
    ("state", "expected"),
    [
        ({"vacancies": 3, "frames": ()}, ["give_roles", "adopt_frame"]),
        ({"frames": (FRAME,), "scorecards": (card(A),)}, ["open_scorecards"]),
        ({"frames": None}, []),
    ],
)
def test_the_officer_is_led_from_the_bloc_to_its_scorecards(
    state: dict[str, Any], expected: list[str]
) -> None:
    assert keys(OFFICER, **state) == expected


class TestCovenants:
    def test_comments_of_a_draft_wait_for_the_head(self) -> None:
        asked = Comment(
            comment_id=B, unit_id=B, account="b", text="Vì sao?", commented_on=TODAY
        )
        assert keys(HEAD, files=(file(comments=(asked,)),)) == [
            "answer_comments",
            "draft_covenant",
        ]
        assert keys(HEAD, files=(file(),)) == ["draft_covenant"]
        assert keys(HEAD, files=()) == ["write_covenant"]
        assert keys(HEAD, files=None) == []

    def test_an_appendix_and_a_joining_wait_for_the_heads_of_their_units(self) -> None:
        appendix = Appendix(
            number=1,
            title="Phụ lục",
            unit_ids=(A, B),
            articles=(),
            pledges=(),
            digest="d",
            opened_on=TODAY,
            missing_unit_ids=(B,),
        )
        joining = Accession(unit_id=B, digest="d", joined_on=TODAY)
        found = file("in_force", appendices=(appendix,), accessions=(joining,))

        assert keys(HEAD_OF_B, files=(found,)) == ["sign_appendix", "sign_accession"]
        assert keys(HEAD, files=(found,)) == ["await_signatures"]
        assert keys(Grant(Role.UNIT_HEAD, str(A)), files=(found,)) == []

    def test_a_mandate_brings_its_holder_what_is_to_be_signed_while_it_counts(self) -> None:
        mandate = Mandate(
            mandate_id=A,
            unit_id=B,
            account="x",
            given_by="b",
            document_number="1/GUQ",
            since=TODAY,
            until=TODAY,
        )
        found = file("open", mandates=(mandate,))

        assert keys(None, files=(found,)) == ["sign_covenant"]
        assert keys(None, date(2024, 3, 21), files=(found,)) == []

    def test_a_title_that_was_returned_waits_until_it_is_registered_anew(self) -> None:
        def title(number: int, returned: str | None) -> Registration:
            return Registration(
                registration_id=UUID(int=number),
                unit_id=B,
                subject_kind="unit",
                subject_id=B,
                award="CO_BO",
                registered_on=TODAY,
                returned=returned,
            )

        back = title(1, "Thiếu căn cứ")
        in_force = (file("in_force"),)
        assert keys(OFFICER_OF_B, registrations=(back,)) == ["returned_titles"]
        assert keys(OFFICER_OF_B, registrations=(back, title(2, None))) == []
        assert keys(OFFICER_OF_B, files=in_force) == ["register_titles"]


class TestScores:
    def test_what_was_returned_says_so(self) -> None:
        cards = (card(A, "self", returned="consolidated"), card(B, returned="self"))
        assert keys(HEAD, scorecards=cards) == ["consolidate_again"]
        assert keys(OFFICER_OF_B, scorecards=cards)[0] == "self_score_again"

    def test_a_question_waits_for_the_unit_until_it_has_explained(self) -> None:
        def said(kind: str, by: UUID) -> RemarkLine:
            return RemarkLine(
                kind=kind,  # type: ignore[arg-type]
                criterion="1.1",
                by_unit_id=by,
                text="…",
                made_on=TODAY,
                fact_id="covenant:1",
            )

        asked, told = said("question", A), said("explanation", B)
        assert keys(OFFICER_OF_B, scorecards=(card(B, "self", remarks=(asked,)),)) == [
            "explain"
        ]
        assert keys(OFFICER_OF_B, scorecards=(card(B, "self", remarks=(asked, told)),)) == []

    def test_an_open_appeal_is_decided_before_the_ranking(self) -> None:
        appeal = AppealLine(
            criterion="1.1", grounds="…", appealed_on=TODAY, fact_id="covenant:1"
        )
        layers = ("self", "consolidated", "appraised")
        before = (card(A, *layers), card(B, *layers, appeals=(appeal,)))
        waits = Ranking(places=(), open=(OpenMatter(what="appeal", unit_id=B, of="1.1"),))
        assert keys(OFFICER, scorecards=before, ranking=waits) == ["decide_appeals"]
        after = (card(A, *layers), card(B, *layers))
        ready = Ranking(places=())
        assert keys(OFFICER, scorecards=after, ranking=ready) == ["finalise_ranking"]

    def test_the_deadline_that_was_set_counts_before_the_calendar(
        self, settings: ConsoleSettings
    ) -> None:
        calendar = Deadlines.read(Path(settings.deadlines))
        account = Account("b", "B", (OFFICER_OF_B,))

        def due(*deadlines: Deadline) -> list[tuple[date | None, bool]]:
            state = YearState(BLOC, scorecards=(card(B),), deadlines=deadlines)
            screen = home.compose(account, state, (), calendar, TODAY)
            return [(task.due, task.overdue) for task in screen.tasks]

        assert due() == [(date(2024, 11, 30), False)]
        assert due(Deadline(layer="self", last_day=date(2024, 3, 1))) == [
            (date(2024, 3, 1), True)
        ]


def test_half_way_a_unit_is_asked_for_its_report_and_the_head_for_those_missing() -> None:
    july = date(2024, 7, 1)
    told = ProgressReport(
        report_id=UUID(int=21),
        unit_id=B,
        until=date(2024, 6, 30),
        lines=(),
        account="b.canbo",
        reported_on=july,
        fact_id="covenant:9",
    )

    assert "report_progress" in keys(OFFICER_OF_B, july, files=(file("in_force"),))
    assert "report_progress" not in keys(
        OFFICER_OF_B, july, files=(file("in_force"),), reports=(told,)
    )
    assert "report_progress" not in keys(
        OFFICER_OF_B, date(2024, 6, 29), files=(file("in_force"),)
    )
    assert "await_progress" in keys(HEAD, july, files=(file("in_force"),), reports=(told,))


def test_a_report_is_owed_however_late_until_the_ranking_is_final(
    settings: ConsoleSettings,
) -> None:
    late: dict[str, Any] = {"files": (file("in_force"),), "scorecards": (card(A), card(B))}
    scoring = date(2024, 12, 1)

    assert "report_progress" in keys(OFFICER_OF_B, scoring, **late)
    screen = home.compose(
        Account("b", "B", (OFFICER_OF_B,)),
        YearState(bloc=BLOC, **late),
        (),
        Deadlines.read(Path(settings.deadlines)),
        scoring,
    )
    assert [(one.due, one.overdue) for one in screen.tasks if one.key == "report_progress"] == [
        (date(2024, 7, 15), True)
    ]
    over = Ranking(places=(), finalised=FinalRanking(places=(), finalised_on=scoring))
    assert "report_progress" not in keys(OFFICER_OF_B, scoring, ranking=over, **late)
    assert "await_progress" not in keys(HEAD, scoring, ranking=over, **late)
