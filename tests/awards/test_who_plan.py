"""Who is eligible for a title of a year is read by one statement, in the order of an index."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any
from uuid import UUID

import msgspec
import pytest
import sqlalchemy as sa

from services.awards.law import Answer
from services.awards.projections.eligibility import EligibilityRow
from services.awards.views import eligibility as views
from services.awards.views.tables import VERDICTS
from shared.database import Database

INDEX = "eligibility_verdicts_who"
# 2,000 people with 16 titles each; one in ten is eligible.
FILL = """
INSERT INTO eligibility_verdicts (key, award, year, answer, subject_kind, body)
WITH RECURSIVE numbers(n) AS (SELECT 0 UNION ALL SELECT n + 1 FROM numbers WHERE n < 31999)
SELECT 'person/' || (100000 + n), 'T' || (n % 16), 2024,
    CASE WHEN n / 16 % 10 = 0 THEN 'yes' ELSE 'no' END, 'person', :body
FROM numbers
"""
ROW = EligibilityRow(
    unit_id=None,
    subject_kind="person",
    subject_id=UUID(int=1),
    award="T3",
    year=2024,
    answer=Answer.YES,
    ruleset="law",
    version="1",
    facts=(),
)


@pytest.fixture
def views_database(store_url: Callable[[], str]) -> Iterator[Database]:
    database = Database(store_url(), "awards_views")
    database.create(VERDICTS.metadata)
    body = msgspec.json.encode(ROW).decode()
    with database.write() as connection:
        connection.execute(sa.text(FILL), {"body": body})
    with database.write() as connection:
        connection.exec_driver_sql("ANALYZE")
    yield database
    database.close()


def test_a_page_of_who_is_eligible_is_one_statement_in_the_order_of_an_index(
    views_database: Database,
) -> None:
    question = views.verdicts(
        award="T3",
        year=2024,
        unit_ids=(),
        bloc_id=None,
        subject_kind=None,
        answer=Answer.YES,
        after=["person/100500"],
        limit=51,
    )
    asked: list[tuple[str, Any]] = []

    def note(*given: Any) -> None:  # noqa: ANN401 (what the library hands to a listener)
        asked.append((given[2], given[3]))

    with views_database.read() as connection:
        sa.event.listen(connection, "before_cursor_execute", note)
        found = question(connection)
        sa.event.remove(connection, "before_cursor_execute", note)
        [(statement, values)] = asked
        explain = "EXPLAIN QUERY PLAN" if views_database.is_sqlite else "EXPLAIN"
        rows = connection.exec_driver_sql(f"{explain} {statement}", values).all()

    plan = "\n".join(str(row) for row in rows)
    assert len(found) == 51
    assert INDEX in plan
    for detour in ("Seq Scan", "Sort", "SCAN", "TEMP B-TREE"):
        assert detour not in plan
