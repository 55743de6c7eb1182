"""`python -m services.console.cli` is `thidua`."""

from services.console.cli.app import app

app()
