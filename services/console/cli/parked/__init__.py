"""`thidua parked`: entities whose facts wait, why, and what is decided about them."""

from __future__ import annotations

import typer

from services.console.cli.output import text
from services.console.cli.parked import deciding, looking

app = typer.Typer(help=text("cli.parked.help"), no_args_is_help=True, rich_markup_mode=None)
app.command("list", help=looking.LIST)(looking.list_)
app.command("show", help=looking.SHOW)(looking.show)
app.command("retry", help=deciding.RETRY)(deciding.retry)
app.command("discard", help=deciding.DISCARD)(deciding.discard)
