"""`thidua backup`: all stores and the log in one state, and back into an empty system."""

from __future__ import annotations

import typer

from services.console.cli.backup import creating, restoring
from services.console.cli.output import text

app = typer.Typer(help=text("cli.backup.help"), no_args_is_help=True, rich_markup_mode=None)
app.command("create", help=creating.HELP)(creating.create)
app.command("restore", help=restoring.HELP)(restoring.restore)
