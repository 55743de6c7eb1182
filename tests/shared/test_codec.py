"""Every type an event may carry comes back as it went in; a state that does not fit is loud."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime
from decimal import Decimal
from enum import StrEnum
from typing import Literal
from uuid import UUID, uuid4

import pytest
import sqlalchemy as sa
from eventsourcing.domain import Aggregate, event
from hypothesis import given
from hypothesis import strategies as st

from shared.database import Database
from shared.eventstore import EventSourcedApplication, StateUnreadable
from shared.eventstore.tables import events

Size = Literal["small", "large"]


class Colour(StrEnum):
    RED = "red"


@dataclass(frozen=True)
class Line:
    code: str
    points: Decimal
    on: date | None = None


class Sheet(Aggregate):
    """Carries every type that an event of ours may carry."""

    TOPIC = "tests.sheet"

    class Created(Aggregate.Created):
        TOPIC = "tests.sheet.opened"

    class Filled(Aggregate.Event):
        TOPIC = "tests.sheet.filled"
        unit_id: UUID
        on: date
        at: datetime
        value: Decimal
        count: int
        final: bool
        size: Size
        colour: Colour
        lines: tuple[Line, ...]
        codes: tuple[str, ...]
        first: Line
        reason: str | None
        previous: Decimal | None
        text: str

    @classmethod
    def open(cls, sheet_id: UUID) -> Sheet:
        return cls._create(cls.Created, id=sheet_id)

    @event(Created)
    def __init__(self) -> None:
        self.filled: dict[str, object] = {}

    @event(Filled)
    def fill(
        self,
        unit_id: UUID,
        on: date,
        at: datetime,
        value: Decimal,
        count: int,
        final: bool,
        size: Size,
        colour: Colour,
        lines: tuple[Line, ...],
        codes: tuple[str, ...],
        first: Line,
        reason: str | None,
        previous: Decimal | None,
        text: str,
    ) -> None:
        self.filled = {name: value for name, value in locals().items() if name != "self"}


FILLED: dict[str, object] = {
    "unit_id": UUID(int=7),
    "on": date(2024, 3, 12),
    "at": datetime(2024, 3, 12, 8, 44, 1, 999999, tzinfo=UTC),
    "value": Decimal("9.50"),
    "count": 3,
    "final": True,
    "size": "large",
    "colour": Colour.RED,
    "lines": (Line("I.1", Decimal("0.1")), Line("I.2", Decimal(40), date(2024, 1, 1))),
    "codes": ("I", "II"),
    "first": Line("I.1", Decimal("0.10")),
    "reason": None,
    "previous": None,
    "text": 'Đỗ "Thị" Ánh\x00\n',
}


@pytest.fixture
def sheets(store_url: Callable[[], str]) -> Iterator[EventSourcedApplication]:
    application = EventSourcedApplication(Database(store_url(), "sheets"))
    application.prepare()
    yield application
    application.event_recorder.database.close()


def stored(application: EventSourcedApplication, **changed: object) -> UUID:
    sheet = Sheet.open(uuid4())
    sheet.fill(**(FILLED | changed))  # type: ignore[arg-type]  # the values are of the types above
    application.save(sheet)
    return sheet.id


def test_every_type_comes_back_as_it_went_in(sheets: EventSourcedApplication) -> None:
    found = sheets.load(Sheet, stored(sheets)).filled

    assert found == FILLED
    assert {name: type(value) for name, value in found.items()} == {
        name: type(value) for name, value in FILLED.items()
    }
    assert str(found["value"]) == "9.50", "a Decimal keeps its digits"


def test_an_optional_value_comes_back_typed(sheets: EventSourcedApplication) -> None:
    sheet_id = stored(sheets, previous=Decimal("1.0"), reason="vì", lines=())

    found = sheets.load(Sheet, sheet_id).filled

    assert (found["previous"], found["reason"], found["lines"]) == (Decimal("1.0"), "vì", ())


@given(
    values=st.tuples(
        st.decimals(allow_nan=False, allow_infinity=False),
        st.dates(),
        st.datetimes(timezones=st.just(UTC)),
        st.text(),
        st.integers(min_value=-(2**63), max_value=2**63 - 1),
    )
)
def test_any_value_survives_the_codec(
    values: tuple[Decimal, date, datetime, str, int],
) -> None:
    value, on, at, text, count = values
    codec = EventSourcedApplication.construct_mapper
    mapper = codec(object.__new__(EventSourcedApplication))
    sheet = Sheet.open(uuid4())
    changed = {"value": value, "on": on, "at": at, "text": text, "count": count}
    sheet.fill(**(FILLED | changed))  # type: ignore[arg-type]  # as above
    *_, filled = sheet.collect_events()

    found = mapper.to_domain_event(mapper.to_stored_event(filled))

    assert vars(found) == vars(filled)


@pytest.mark.parametrize(
    ("damage", "complaint"),
    [
        (('"value":"9.50"', '"value":"nine"'), "value"),
        (('"value":"9.50",', ""), "value"),
        (('"size":"large"', '"size":"huge"'), "size"),
        (('"final":true', '"final":"yes"'), "final"),
        (('"on":"2024-03-12"', '"on":"12/03/2024"'), "on"),
        (('{"', "{"), "JSON is malformed"),
    ],
    ids=["wrong type", "missing", "unknown literal", "not a bool", "no date", "no JSON"],
)
def test_a_state_that_does_not_fit_names_event_and_field(
    sheets: EventSourcedApplication, damage: tuple[str, str], complaint: str
) -> None:
    sheet_id = stored(sheets)
    with sheets.event_recorder.database.write() as connection:
        mine = events.c.originator_version == 2
        state = connection.execute(sa.select(events.c.state).where(mine)).scalar_one()
        assert damage[0] in state
        connection.execute(
            sa.update(events).where(mine).values(state=state.replace(*damage, 1))
        )

    with pytest.raises(StateUnreadable) as refused:
        sheets.load(Sheet, sheet_id)

    for said in ("tests.sheet.filled", str(sheet_id), "version 2", complaint):
        assert said in str(refused.value)


def test_a_field_nobody_knows_any_more_is_passed_over(sheets: EventSourcedApplication) -> None:
    sheet_id = stored(sheets)
    with sheets.event_recorder.database.write() as connection:
        state = sa.func.replace(events.c.state, '"count":3', '"count":3,"older":"field"')
        connection.execute(sa.update(events).values(state=state))

    assert sheets.load(Sheet, sheet_id).filled == FILLED
