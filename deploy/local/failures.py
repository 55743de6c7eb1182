"""What can keep a local system from starting; each says what to do about it."""

from pathlib import Path

from rich.console import Console
from rich.markup import escape

from services.console.cli.output import text

LOG_LINES = 15


class CannotStart(Exception):
    """The system cannot be started. `hint` names a way out; `log` may say why.

    `code` names both texts in the catalogue: `run.cannot.<code>` and `run.hint.<code>`.
    """

    def __init__(self, code: str, log: Path | None = None, **values: object) -> None:
        super().__init__(text(f"run.cannot.{code}", **values))
        self.code = code
        self.hint = text(f"run.hint.{code}", **values)
        self.log = log

    def last_log_lines(self) -> list[str]:
        if self.log is None or not self.log.exists():
            return []
        return self.log.read_text(errors="replace").splitlines()[-LOG_LINES:]


def explain(error: CannotStart, console: Console) -> None:
    """Say why, the last that its log says about it, and what to do."""
    said = text("run.cannot_run", reason=error)
    console.print(said, style="red", markup=False, highlight=False, soft_wrap=True)
    for line in error.last_log_lines():
        console.print(f"    {escape(line)}", highlight=False, soft_wrap=True)
    hint(error.hint, console)


def hint(said: str, console: Console) -> None:
    told = f"{text('cli.hint')}: {said}"
    console.print(told, markup=False, highlight=False, soft_wrap=True)
