"""The servers that are asked to read: `python -m tests.benchmarks.answering WAY PORT`.

`ours` is `awards` as its `main` runs it. The `limit` is a FastAPI route without parameters that
answers one person's verdicts as bytes it has, the `peer` what one writes first: a handler in a
thread that reads the rows of the same tables and answers with models. They take the settings of
`awards`, whose tables are filled by `filled`.
"""

from __future__ import annotations

import sys
from typing import Annotated
from uuid import UUID

import sqlalchemy as sa
import uvicorn
from fastapi import FastAPI, Query, Response
from pydantic import BaseModel

from services.awards.api.eligibility import line
from services.awards.law import Answer, RuleSet, law_in_force
from services.awards.main import build
from services.awards.projections.eligibility import EligibilityRow, every_question
from services.awards.settings import AwardsSettings
from services.awards.views.eligibility import Eligibility
from services.awards.views.tables import VERDICTS
from shared.database import Database
from shared.http.paging import Page
from shared.http.service import serve
from shared.readmodel import Batch, Copies

PATH = "/api/v1/eligibility"
YEAR = 2024


def person_id(number: int) -> UUID:
    return UUID(int=number)


def rows_of(rules: RuleSet, number: int) -> list[EligibilityRow]:
    """One person's verdicts of the year, every title and commendation."""
    return [
        EligibilityRow(
            unit_id=UUID(int=number % 1500),
            subject_kind="person",
            subject_id=person_id(number),
            award=award,
            year=year,
            answer=Answer.YES if (number + place) % 10 == 0 else Answer.NO,
            ruleset=rules.name,
            version=rules.version,
            facts=("covenant:41", "awards:17"),
        )
        for place, (award, year) in enumerate(every_question(rules, "person", [YEAR]))
    ]


def views_of(settings: AwardsSettings) -> Database:
    """The database of the copy of eligibility that answers."""
    return Database(settings.views(), "awards_views").beside("eligibility-a")


def filled(settings: AwardsSettings, people: int) -> int:
    """Keep verdicts of so many people as the service does; how many they are of one."""
    law = law_in_force()
    model = Copies(Database(settings.views(), "awards_views"), Eligibility(law))
    model.prepare()
    database = views_of(settings)
    for first in range(0, people, 1000):
        with database.write() as connection:
            batch = Batch(database, connection)
            for number in range(first, min(first + 1000, people)):
                for row in rows_of(law.rules, number):
                    batch.put(VERDICTS, row.key, row)
            batch.flush()
    with database.write() as connection:
        connection.exec_driver_sql("ANALYZE")
    database.close()
    model.close()
    return len(rows_of(law.rules, 0))


def limit() -> FastAPI:
    app = FastAPI()
    lines = [line(row) for row in rows_of(law_in_force().rules, 0)]
    body = Page(items=lines).model_dump_json().encode()

    @app.get(PATH)
    async def read() -> Response:
        return Response(body, media_type="application/json")

    return app


class Line(BaseModel):
    subject_kind: str
    subject_id: UUID
    unit_id: UUID | None
    award: str
    year: int
    verdict: str


class Lines(BaseModel):
    items: list[Line]


def peer(settings: AwardsSettings) -> FastAPI:
    app, database = FastAPI(), views_of(settings)
    columns = VERDICTS.table.c

    @app.get(PATH)
    def read(year: int, subject_id: UUID, limit: Annotated[int, Query(le=1000)] = 200) -> Lines:
        query = sa.select(VERDICTS.table).where(
            columns.year == year, columns.subject_id == subject_id
        )
        with database.read() as connection:
            found = connection.execute(query.order_by(columns.key).limit(limit)).mappings()
            return Lines(items=[Line(**row, verdict=row["answer"]) for row in found])

    return app


def main() -> None:
    way, settings = sys.argv[1], AwardsSettings(port=int(sys.argv[2]))
    if way == "ours":
        serve(build(settings), settings)
    else:
        app = peer(settings) if way == "peer" else limit()
        uvicorn.run(app, port=settings.port, log_config=None, access_log=False)


if __name__ == "__main__":
    main()
