"""People and units are found by the beginnings of words, without diacritics, in name order."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from uuid import UUID

import pytest
import sqlalchemy as sa
from hypothesis import given
from hypothesis import strategies as st

from services.bloc.cards import IdentityCards
from services.bloc.domain import IdentityCard
from services.bloc.names import order, words
from shared.catalogue.names import is_found, name_key, name_place
from shared.database import Database
from tests.bloc.test_api import PERSON, UNIT, registered
from tests.harness.service import SignedIn

PEOPLE = [
    "Bùi An",
    "Nguyễn Văn An",
    "Phạm Ánh",
    "Lý Ăn",
    "Vũ Ân",
    "Trần Văn Dũng",
    "Đỗ Thị Đức",
    "Nguyễn An Hà",
]
LETTERS = "aăâbdđeêoôơuưnà á\u1ea1\u1eaf0ß "


@pytest.fixture
def cards(store_url: Callable[[], str]) -> Iterator[IdentityCards]:
    database = Database(store_url(), "bloc")
    cards = IdentityCards(database)
    cards.prepare()
    with database.write() as connection:
        for number, name in enumerate(reversed(PEOPLE)):
            cards.put(connection, UUID(int=number), IdentityCard(name, "Chuyên viên"))
    yield cards
    database.close()


async def found(cards: IdentityCards, query: str) -> list[str]:
    ids = [person_id for _, person_id in await cards.names.listed(query, None, 100)]
    named = await cards.of(ids)
    return [named[person_id].full_name for person_id in ids]


@given(st.lists(st.text(LETTERS, max_size=12)))
def test_a_place_sorts_as_the_vietnamese_order_of_names(names: list[str]) -> None:
    assert sorted(names, key=name_place) == sorted(names, key=name_key)


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("", PEOPLE),
        ("nguyen an", ["Nguyễn Văn An", "Nguyễn An Hà"]),
        ("AN  Ngu", ["Nguyễn Văn An", "Nguyễn An Hà"]),
        ("Đức", ["Đỗ Thị Đức"]),
        ("duc do", ["Đỗ Thị Đức"]),
        ("d", ["Trần Văn Dũng", "Đỗ Thị Đức"]),
        ("guyen", []),
        ("an%", ["Bùi An", "Nguyễn Văn An", "Phạm Ánh", "Lý Ăn", "Vũ Ân", "Nguyễn An Hà"]),
    ],
)
async def test_words_are_found_by_their_beginnings_in_any_order(
    cards: IdentityCards, query: str, expected: list[str]
) -> None:
    assert await found(cards, query) == expected
    assert [name for name in PEOPLE if is_found(query, name)] == expected


async def test_a_list_goes_on_behind_a_place_and_ends_with_who_was_erased(
    cards: IdentityCards,
) -> None:
    everybody = await cards.names.listed("", None, 100)
    (_, erased) = everybody[0]
    with cards._database.write() as connection:
        cards.erase(connection, erased)

    first = await cards.names.listed("", None, 3)
    rest = await cards.names.listed("", first[-1], 100)
    named = [place for place in everybody if place[1] != erased]

    assert [*first, *rest][:-1] == named
    assert rest[-1][1] == erased
    assert await found(cards, "bui") == []
    assert await cards.names.among([place[1] for place in named], "nguyen") == [
        place for place in named if place[1] in {UUID(int=0), UUID(int=6)}
    ]


async def test_cards_of_an_earlier_release_are_indexed_when_the_store_is_opened(
    cards: IdentityCards,
) -> None:
    with cards._database.write() as connection:
        connection.execute(sa.delete(order))
        connection.execute(sa.delete(words))

    cards.prepare()

    assert await found(cards, "") == PEOPLE


async def test_units_are_found_by_names_they_had_and_people_page_by_page(
    officer: SignedIn,
) -> None:
    unit_id, _ = await registered(officer)
    other = UNIT | {"name": "Cục Quản trị", "short_name": "CQT"}
    other_id = (await officer.post("/units", other)).json()["id"]
    name = {"name": "Vụ mới", "short_name": "VM", "on": "2024-03-01", "reason": "sắp xếp"}
    await officer.put(f"/units/{unit_id}/name", name)
    enrolled = [
        await officer.post("/people", PERSON | {"unit_id": unit_id, "full_name": full_name})
        for full_name in ("Vũ Ân", "Bùi An", "Phạm Ánh")
    ]
    after = enrolled[-1].headers["Thidua-Position"]

    former = (await officer.get("/units?q=can%20to%20chuc", after=after)).json()["items"]
    units = (await officer.get("/units")).json()["items"]
    first = (await officer.get(f"/people?limit=2&unit_id={unit_id}")).json()
    rest = (await officer.get(f"/people?unit_id={unit_id}&cursor={first['next']}")).json()
    all_at_once = (await officer.get("/people?q=a")).json()
    malformed = await officer.get("/people?cursor=WzFd")

    assert [unit["id"] for unit in former] == [unit_id]
    assert [unit["id"] for unit in units] == [other_id, unit_id]
    names = [each["full_name"] for each in [*first["items"], *rest["items"]]]
    assert names == ["Bùi An", "Phạm Ánh", "Vũ Ân"]
    assert [each["full_name"] for each in all_at_once["items"]] == names
    assert malformed.status_code == 400
