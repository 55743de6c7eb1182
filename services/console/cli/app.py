"""All commands of `thidua`, put together.

The package does not: who needs its words, as `make run` does, loads none of its commands.
"""

from __future__ import annotations

import typer

from services.console.cli import (
    backup,
    ballot,
    doctor,
    eligibility,
    law,
    log,
    parked,
    projection,
    relay,
    status,
)
from services.console.cli.output import text

app = typer.Typer(
    name="thidua",
    help=text("cli.help"),
    no_args_is_help=True,
    rich_markup_mode=None,
    add_completion=False,
    pretty_exceptions_enable=False,
)
app.command("status", help=status.HELP)(status.status)
app.command("doctor", help=doctor.HELP)(doctor.doctor)
app.add_typer(log.app, name="log")
app.add_typer(eligibility.app, name="eligibility")
app.add_typer(projection.app, name="projection")
app.add_typer(parked.app, name="parked")
app.add_typer(relay.app, name="relay")
app.add_typer(backup.app, name="backup")
app.add_typer(law.app, name="law")
app.add_typer(ballot.app, name="ballot")
