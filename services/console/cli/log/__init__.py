"""`thidua log`: the common log, to look at, to keep, to fill again, and to prove."""

from __future__ import annotations

import typer

from services.console.cli.log import exporting, importing, showing, stats, tail, verifying
from services.console.cli.output import text

app = typer.Typer(help=text("cli.log.help"), no_args_is_help=True, rich_markup_mode=None)
app.command("tail", help=tail.HELP)(tail.tail)
app.command("show", help=showing.HELP)(showing.show)
app.command("stats", help=stats.HELP)(stats.stats)
app.command("verify", help=verifying.HELP)(verifying.verify)
app.command("export", help=exporting.HELP)(exporting.export)
app.command("import", help=importing.HELP)(importing.import_)
