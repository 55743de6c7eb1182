"""`thidua projection`: rebuild a projection beside itself, compare, switch, switch back."""

from __future__ import annotations

import typer

from services.console.cli.output import text
from services.console.cli.projection import comparing, listing, rebuilding, showing, switching

app = typer.Typer(help=text("cli.projection.help"), no_args_is_help=True, rich_markup_mode=None)
app.command("list", help=listing.HELP)(listing.list_)
app.command("show", help=showing.HELP)(showing.show)
app.command("rebuild", help=rebuilding.HELP)(rebuilding.rebuild)
app.command("compare", help=comparing.HELP)(comparing.compare)
app.command("switch", help=switching.SWITCH)(switching.switch)
app.command("back", help=switching.BACK)(switching.back)
