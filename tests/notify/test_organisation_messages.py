from __future__ import annotations

from datetime import date
from pathlib import Path
from uuid import UUID

import pytest

from services.notify.application import Notifications
from services.notify.subscriptions import SUBSCRIPTIONS
from services.notify.subscriptions.organisation import addressed
from shared.contracts import Fact, bloc
from shared.database import Database
from shared.documents.examples.bloc import EXAMPLES
from tests.awards.samples import envelope

UNIT, OTHER = UUID(int=1), UUID(int=2)
DAY = date(2025, 3, 1)


@pytest.mark.parametrize(
    ("fact", "audiences", "kind"),
    [
        (
            "LeadershipAppointed",
            ["bloc_head", "unit_head", "unit_officer", "unit_head", "unit_officer"],
            "leadership_appointed",
        ),
        ("UnitJoinedBloc", ["unit_head", "unit_officer"], "unit_joined_bloc"),
        ("UnitLeftBloc", ["unit_head", "unit_officer"], "unit_left_bloc"),
        ("BlocClosed", ["bloc_head", "emulation_officer"], "bloc_closed"),
        ("UnitsMerged", ["unit_head", "unit_officer"], "units_merged"),
        ("UnitSplit", ["unit_head", "unit_officer"] * 2, "unit_split"),
        ("PersonTransferred", ["unit_officer", "unit_officer"], "people_transferred"),
        ("LeaveEnded", ["unit_officer"], "leave_ended"),
    ],
)
def test_who_is_told_of_units_people_and_blocs(
    fact: str, audiences: list[str], kind: str
) -> None:
    (example,) = (one for one in EXAMPLES if type(one).__name__ == fact)

    found = addressed(envelope("bloc", 1, example))

    assert found is not None
    assert ([each.partition("@")[0] for each in found[0]], found[1]) == (audiences, kind)


@pytest.mark.parametrize(
    ("heir", "kind"), [(None, "unit_dissolved"), (OTHER, "unit_succeeded")]
)
def test_a_unit_hears_that_it_ends_and_who_takes_its_place(
    heir: UUID | None, kind: str
) -> None:
    fact = bloc.UnitDissolved(unit_id=UNIT, on=DAY, reason="sắp xếp", into_unit_id=heir)

    found = addressed(envelope("bloc", 1, fact))

    assert found is not None
    assert (found[0], found[1]) == ([f"unit_head@{UNIT}", f"unit_officer@{UNIT}"], kind)


def test_of_many_people_transferred_by_one_decision_each_unit_hears_once(
    tmp_path: Path,
) -> None:
    notifications = Notifications(Database(f"sqlite:///{tmp_path / 'notify.sqlite'}", "notify"))
    notifications.prepare()
    react = SUBSCRIPTIONS["notify-organisation"].reactions(notifications)
    moves: list[Fact] = [
        bloc.PersonTransferred(
            person_id=UUID(int=number), from_unit_id=UNIT, to_unit_id=OTHER, on=on
        )
        for number, on in enumerate((DAY, DAY, DAY, date(2025, 4, 1)), start=10)
    ]

    for position, fact in enumerate(moves, start=1):
        for deliver in react(envelope("bloc", position, fact)):
            deliver()

    told = notifications.event_recorder.select_notifications(None, 100)
    assert len(told) == 4
