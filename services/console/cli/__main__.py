"""`python -m services.console.cli` is `thidua`."""

from services.console.cli import app

app()
