"""Finding people by name among twenty thousand: `make bench B=names`, milliseconds.

Names are drawn as they are spread here: two in five are called Nguyễn. The questions are asked
in turn, fifteen rounds, each for a first page of 200, on SQLite and on PostgreSQL.
"""

from __future__ import annotations

import asyncio
import tempfile
import time
from pathlib import Path
from random import Random
from uuid import UUID

from services.bloc.cards import IdentityCards
from services.bloc.domain import IdentityCard
from shared.database import Database
from tests.benchmarks.aims import Store
from tests.benchmarks.frame import Rounds, Run, durable, measuring, postgres

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


async def measure(run: Run, store: Store, url: str) -> None:
    database = Database(url, "bloc")
    cards = IdentityCards(database)
    cards.prepare()
    everybody = people()
    begun = time.perf_counter()
    with database.write() as connection:
        cards.put_all(connection, everybody)
    once = {f"{PEOPLE} cards written": time.perf_counter() - begun}
    rounds = Rounds()
    for query in rounds.turns(*QUERIES, rounds=ASKED):
        begun = time.perf_counter()
        await cards.names.listed(query, None, PAGE)
        rounds.add(query, (time.perf_counter() - begun) * 1000)
    run.tell(f"{store} ms", rounds)
    erased = next(iter(everybody))
    begun = time.perf_counter()
    with database.write() as connection:
        cards.erase(connection, erased)
    database.rewrite(["identity_cards", "name_words", "name_order"])
    once["one erased and the files written anew"] = time.perf_counter() - begun
    run.tell(f"{store} s", {what: round(seconds, 2) for what, seconds in once.items()})
    database.close()


def main() -> None:
    with (
        measuring("names", people=PEOPLE, page=PAGE) as run,
        tempfile.TemporaryDirectory(prefix="thidua-bench-") as folder,
    ):
        asyncio.run(measure(run, "sqlite", f"sqlite:///{Path(folder) / 'bloc.sqlite'}"))
        with postgres(Path(folder) / "pg") as url:
            run.result.settings["postgresql"] = durable(url)
            asyncio.run(measure(run, "postgresql", url))


if __name__ == "__main__":
    main()
