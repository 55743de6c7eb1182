"""What can keep a local system from starting; each says what to do about it."""

from pathlib import Path

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
