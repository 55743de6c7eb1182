"""`thidua eligibility`: who meets the conditions, and why; asked over HTTP like any client."""

from __future__ import annotations

import typer

from services.console.cli.eligibility import rested_on, who, why
from services.console.cli.output import text

app = typer.Typer(
    help=text("cli.eligibility.help"), no_args_is_help=True, rich_markup_mode=None
)
app.command("why", help=why.HELP)(why.why)
app.command("who", help=who.HELP)(who.who)
app.command("rested-on", help=rested_on.HELP)(rested_on.rested_on)
