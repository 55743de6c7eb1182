"""Options and words that several of these commands take."""

from __future__ import annotations

from typing import Annotated, Literal

import typer

from services.console.cli.output import text

DEFAULT_ACCOUNT = "tdkt"

Kind = Literal["person", "unit"]

Subject = Annotated[str, typer.Argument(help=text("cli.eligibility.subject"))]
Title = Annotated[str, typer.Argument(help=text("cli.eligibility.title"))]
Year = Annotated[int, typer.Argument(help=text("cli.eligibility.year"), min=1948, max=2100)]
As = Annotated[
    str,
    typer.Option("--as", envvar="THIDUA_ACCOUNT", help=text("cli.eligibility.account")),
]
At = Annotated[str | None, typer.Option("--at", help=text("cli.eligibility.at"))]
Json = Annotated[bool, typer.Option("--json", help=text("cli.json"))]
