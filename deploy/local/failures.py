"""What can keep a local system from starting; each says what to do about it."""

from pathlib import Path

LOG_LINES = 15


class CannotStart(Exception):
    """The system cannot be started. `hint` names a way out; `log` may say why."""

    def __init__(self, message: str, hint: str, log: Path | None = None) -> None:
        super().__init__(message)
        self.hint = hint
        self.log = log

    def last_log_lines(self) -> list[str]:
        if self.log is None or not self.log.exists():
            return []
        return self.log.read_text(errors="replace").splitlines()[-LOG_LINES:]
