"""`thidua eligibility who`: who is eligible for a title in a year, who is not, who is open."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Literal

import typer
from rich.table import Table

from services.console.cli.eligibility.options import (
    DEFAULT_ACCOUNT,
    As,
    At,
    Json,
    Kind,
    Title,
    Year,
)
from services.console.cli.eligibility.session import asking
from services.console.cli.eligibility.subjects import bloc as bloc_named
from services.console.cli.eligibility.subjects import unit as unit_named
from services.console.cli.output import (
    data,
    fail,
    locale,
    talk,
    text,
    with_example,
    write_lines,
)
from services.console.screens import eligibility, listing
from services.console.screens.moment import Moment
from services.console.workbook import write

if TYPE_CHECKING:
    from uuid import UUID

    from services.console.cli.eligibility.session import Session
    from services.console.client.awards import Quota, Verdict
    from services.console.screens.chrome import Names

HELP = with_example(
    "cli.eligibility.who",
    'thidua eligibility who CSTDCS 2024 --bloc "khối 5" --verdict yes --xlsx cstdcs.xlsx',
)

Chosen = Literal["yes", "no", "unknown"]


@dataclass(frozen=True)
class Line:
    """Somebody and their verdict, as `--json` writes it."""

    subject_kind: str
    subject_id: UUID
    name: str | None
    unit: str | None
    award: str
    year: int
    verdict: str | None


def who(
    title: Title,
    year: Year,
    *,
    kind: Annotated[Kind | None, typer.Option(help=text("cli.eligibility.kind"))] = None,
    bloc: Annotated[str | None, typer.Option(help=text("cli.eligibility.bloc"))] = None,
    unit: Annotated[str | None, typer.Option(help=text("cli.eligibility.unit"))] = None,
    verdict: Annotated[
        Chosen | None, typer.Option(help=text("cli.eligibility.verdict"))
    ] = None,
    xlsx: Annotated[
        Path | None, typer.Option(help=text("cli.eligibility.xlsx"), dir_okay=False)
    ] = None,
    at: At = None,
    account: As = DEFAULT_ACCOUNT,
    as_json: Json = False,
) -> None:
    of_kind = kind or _kind_of(title)

    async def question(
        session: Session,
    ) -> tuple[tuple[Verdict, ...], Names, tuple[Quota, ...]]:
        quotas = await session.awards.quotas(year)
        found = await session.awards.eligibility(
            year,
            unit_id=None if unit is None else unit_named(session.names, unit),
            bloc_id=None if bloc is None else bloc_named(session.names, bloc, year),
            subject_kind=of_kind,
            award=title,
        )
        return found, session.names, tuple(each for each in quotas if each.award == title)

    found, names, quotas = asking(account, at, question)
    asked = eligibility.Asked(
        kind=of_kind,
        everywhere=True,
        title=title,
        answer=verdict,
        moment=None if at is None else Moment(at),
    )
    rows = eligibility.chosen(eligibility.subject_rows(found, names, asked), (), asked)
    if xlsx is not None:
        sheet = listing.sheet(year, rows, found, asked, locale())
        with xlsx.open("wb") as file:
            write(file, sheet)
        talk.print(text("cli.eligibility.written", count=len(rows), file=xlsx))
        return
    lines = [_line(row, asked, year) for row in rows]
    if as_json:
        with write_lines() as write_one:
            for each in lines:
                write_one(each)
        return
    table = Table(
        *(text(f"cli.eligibility.column.{name}") for name in ("name", "unit", "verdict"))
    )
    for each in lines:
        table.add_row(
            each.name or text("bloc.erased"),
            each.unit or "",
            text(f"verdict.{each.verdict}") if each.verdict else "",
        )
    data.print(table)
    talk.print(text("eligibility.count", count=len(lines)))
    for quota in quotas:
        _tell(quota)


def _tell(quota: Quota) -> None:
    standing = text(
        "quotas.standing",
        allowed=quota.allowed,
        base=quota.base,
        of=text(f"award.{quota.of}"),
        eligible=quota.eligible,
        granted=quota.granted,
    )
    talk.print(f"{quota.text} ({quota.article}; {text(f'certainty.{quota.certainty}')})")
    talk.print(f"  {standing} {text('quotas.binds' if quota.binds else 'quotas.warns')}")


def _kind_of(title: str) -> Kind:
    """A title of a year is for one kind of subject; a commendation is for both."""
    kinds: list[Kind] = [
        kind for kind in ("person", "unit") if title in eligibility.TITLES[kind]
    ]
    if not kinds:
        fail("cli.eligibility.no_title", "cli.eligibility.no_title_hint", title=title)
    return kinds[0]


def _line(row: eligibility.SubjectRow, asked: eligibility.Asked, year: int) -> Line:
    return Line(
        subject_kind=asked.kind,
        subject_id=row.subject.id,
        name=row.subject.name,
        unit=None if row.unit is None else row.unit.name,
        award=asked.titles[0],
        year=year,
        verdict=row.verdicts[0],
    )
