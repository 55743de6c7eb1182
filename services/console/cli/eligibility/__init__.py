"""`thidua eligibility`: who meets the conditions, and why; asked over HTTP like any client."""

from __future__ import annotations

import typer

from services.console.cli.eligibility import (
    missing,
    replay,
    rested_on,
    transition,
    what_if,
    who,
    why,
)
from services.console.cli.output import text

app = typer.Typer(
    help=text("cli.eligibility.help"), no_args_is_help=True, rich_markup_mode=None
)
app.command("why", help=why.HELP)(why.why)
app.command("who", help=who.HELP)(who.who)
app.command("missing", help=missing.HELP)(missing.missing)
app.command("what-if", help=what_if.HELP)(what_if.what_if)
app.command("transition", help=transition.HELP)(transition.transition)
app.command("replay", help=replay.HELP)(replay.replay)
app.command("rested-on", help=rested_on.HELP)(rested_on.rested_on)
