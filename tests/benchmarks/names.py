"""Finding people by name among twenty thousand: `python -m tests.benchmarks.names`.

Names are drawn as they are spread here: two in five are called Nguyễn. Each question is asked
fifteen times for a first page of 200, on SQLite and on PostgreSQL.
"""

from __future__ import annotations

import asyncio
import sys
import tempfile
import time
from collections.abc import Awaitable, Callable
from functools import partial
from pathlib import Path
from random import Random
from statistics import median
from uuid import UUID

from services.bloc.cards import IdentityCards
from services.bloc.domain import IdentityCard
from shared.database import Database
from tests.harness.postgres import postgres_url

PEOPLE = 20_000
ASKED = 15
PAGE = 200
FAMILIES = "Nguyễn Trần Lê Phạm Hoàng Huỳnh Phan Vũ Võ Đặng Bùi Đỗ Hồ Ngô Dương Lý"
MIDDLES = "Văn Thị Hữu Đức Ngọc Minh Thu Thanh Quang Xuân"
GIVEN = (
    "An Anh Ánh Bình Chi Cường Dũng Đạt Đức Giang Hà Hải Hạnh Hiền Hoa Hùng Hương Khánh Lan "
    "Linh Long Mai Minh Nam Nga Ngân Oanh Phúc Phương Quân Quỳnh Sơn Tâm Thảo Thắng Thủy Trang"
)
QUERIES = ("", "n", "nguyen", "nguyen an", "van ng th", "tran van dung")


def people() -> dict[UUID, IdentityCard]:
    chance = Random(1)
    families, middles, given = FAMILIES.split(), MIDDLES.split(), GIVEN.split()
    shares = [40, *([4] * (len(families) - 1))]
    found = {}
    for _ in range(PEOPLE):
        (family,) = chance.choices(families, shares)
        name = f"{family} {chance.choice(middles)} {chance.choice(given)}"
        found[UUID(int=chance.getrandbits(128))] = IdentityCard(name, "Chuyên viên")
    return found


async def _median_ms(ask: Callable[[], Awaitable[object]]) -> float:
    times = []
    for _ in range(ASKED):
        begun = time.perf_counter()
        await ask()
        times.append(time.perf_counter() - begun)
    return median(times) * 1000


async def measure(url: str) -> None:
    database = Database(url, "bloc")
    cards = IdentityCards(database)
    cards.prepare()
    everybody = people()
    begun = time.perf_counter()
    with database.write() as connection:
        cards.put_all(connection, everybody)
    _say(f"{PEOPLE} cards written: {time.perf_counter() - begun:.1f} s")
    for query in QUERIES:
        found = await _median_ms(partial(cards.names.listed, query, None, PAGE))
        _say(f"{query!r}: {found:.1f} ms")
    erased = next(iter(everybody))
    begun = time.perf_counter()
    with database.write() as connection:
        cards.erase(connection, erased)
    database.rewrite(["identity_cards", "name_words", "name_order"])
    _say(f"one erased and the files written anew: {time.perf_counter() - begun:.2f} s")
    database.close()


def _say(line: str) -> None:
    sys.stdout.write(f"{line}\n")


def main() -> None:
    with tempfile.TemporaryDirectory() as folder:
        _say("SQLite")
        asyncio.run(measure(f"sqlite:///{Path(folder) / 'bloc.sqlite'}"))
        with postgres_url(Path(folder) / "pg") as url:
            _say("PostgreSQL")
            asyncio.run(measure(url))


if __name__ == "__main__":
    main()
