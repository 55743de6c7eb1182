"""Many people judged by two processes: this one, and one beside it that takes a part of them.

Judging is all Python: a thread more would only wait for this one. Whatever becomes of the other
process, its part is judged here; the verdicts are the same.
"""

from __future__ import annotations

import contextlib
import os
import pickle
import subprocess
import sys
import threading
import weakref
from dataclasses import dataclass, field
from select import POLLIN, poll
from typing import TYPE_CHECKING

import msgspec
import structlog

from services.awards.projections.eligibility import EligibilityRow
from services.awards.views.judge import every_verdict
from shared.decoders import decoder

if TYPE_CHECKING:
    from collections.abc import Generator, Iterator, Sequence
    from typing import IO

    from services.awards.law import History, RuleSet

log = structlog.get_logger()

# Fewer are judged before another process has begun.
MANY = 40
# So many people are asked for in one line, or fewer where few are left.
AT_ONCE = 20
SHARE = 3
ANSWER_SECONDS = 30.0
JUDGE = "from services.awards.views.judge import main; main()"


class NotAnswered(Exception):
    """The other process ended, or says nothing."""


@dataclass(eq=False)
class Other:
    """The other process, which answers one question before it is asked the next."""

    process: subprocess.Popen[bytes]
    asked: Sequence[History] = ()
    is_ready: bool = False

    @classmethod
    def begun(cls) -> Other:
        """Raises `OSError`. It takes a while to say that it is ready."""
        pipe = subprocess.PIPE
        command = [sys.executable, "-c", JUDGE]
        return cls(
            subprocess.Popen(command, stdin=pipe, stdout=pipe, stderr=subprocess.DEVNULL)  # noqa: S603 (of our own code)
        )

    @property
    def has_spoken(self) -> bool:
        """Whether a line is there, or it ended; nothing waits here."""
        return self._speaks(0)

    def begin(self, rules: RuleSet) -> None:
        """Hear that it is ready, and give it the rules. Raises `NotAnswered`, `OSError`."""
        self._line()
        self._say(pickle.dumps(rules))
        self.is_ready = True

    def ask(self, people: Sequence[History]) -> None:
        """Raises `OSError`."""
        self.asked = people
        self._say(msgspec.json.encode(people) + b"\n")

    def answer(self) -> list[list[EligibilityRow]]:
        """The verdicts on each of those asked for. Raises `NotAnswered`, `OSError`."""
        found = decoder(list[list[EligibilityRow]]).decode(self._line())
        self.asked = ()
        return found

    def end(self) -> None:
        """Whatever it is at."""
        self.process.kill()
        for pipe in (self.process.stdin, self.process.stdout):
            # What was not sent to a process that ended cannot be sent any more.
            with contextlib.suppress(OSError):
                _pipe(pipe).close()
        self.process.wait()

    def _line(self) -> bytes:
        line = _pipe(self.process.stdout).readline() if self._speaks(ANSWER_SECONDS) else b""
        if not line.endswith(b"\n"):
            raise NotAnswered(f"the process that judges has ended: {self.process.poll()}")
        return line

    def _say(self, text: bytes) -> None:
        pipe = _pipe(self.process.stdin)
        pipe.write(text)
        pipe.flush()

    def _speaks(self, seconds: float) -> bool:
        waiting = poll()
        waiting.register(_pipe(self.process.stdout), POLLIN)
        return bool(waiting.poll(seconds * 1000))


@dataclass(eq=False)
class Beside:
    """Judges people by one rule set, with another process where there is a core for it.

    One caller at a time has that process; others meanwhile judge alone.
    """

    rules: RuleSet
    other: Other | None = field(default=None, init=False)
    _taken: threading.Lock = field(default_factory=threading.Lock, init=False)
    _ending: weakref.finalize[..., Beside] | None = field(default=None, init=False)

    def begin(self) -> None:
        """Let the other process start, so that it is there when it is needed."""
        if not has_cores() or not self._taken.acquire(blocking=False):
            return
        try:
            if self.other is None:
                self.other = Other.begun()
                self._ending = weakref.finalize(self, self.other.end)
        except OSError as error:
            log.warning("judging_alone", reason=str(error))
        finally:
            self._taken.release()

    def end(self) -> None:
        """There is nobody left to judge; while another caller has the process, it stays."""
        if self._taken.acquire(blocking=False):
            try:
                self._end()
            finally:
                self._taken.release()

    def judged(self, people: Sequence[History]) -> Generator[list[EligibilityRow]]:
        """All verdicts on each of these people, whose order is not kept."""
        if len(people) >= MANY:
            self.begin()
        left = list(people)
        if self._taken.acquire(blocking=False):
            try:
                yield from self._together(left)
            finally:
                if self.other is not None and self.other.asked:
                    # What it answers is of no use to whoever asks next.
                    self._end()
                self._taken.release()
        for person in left:
            yield every_verdict(self.rules, person)

    def _together(self, left: list[History]) -> Iterator[list[EligibilityRow]]:
        """Take from `left` so long as there is another process; what it fails at comes back."""
        while (other := self.other) is not None and (left or other.asked):
            found: list[list[EligibilityRow]] = []
            try:
                if not other.asked:
                    self._give(other, left)
                elif not left or other.has_spoken:
                    found = other.answer()
            except (NotAnswered, OSError, msgspec.MsgspecError) as error:
                log.warning("judging_alone", reason=str(error))
                left += other.asked
                self._end()
                return
            if found:
                yield from found
            elif left:
                yield every_verdict(self.rules, left.pop())

    def _give(self, other: Other, left: list[History]) -> None:
        """Ask the other process about some of those who are left, once it is there."""
        if not other.is_ready:
            if not other.has_spoken:
                return
            other.begin(self.rules)
        count = min(AT_ONCE, -(-len(left) // SHARE))
        some = left[:count]
        del left[:count]
        other.ask(some)

    def _end(self) -> None:
        if self._ending is not None:
            self._ending()
        self.other = self._ending = None


def has_cores() -> bool:
    """Whether two processes can work at once."""
    return (os.cpu_count() or 1) > 1


def _pipe(pipe: IO[bytes] | None) -> IO[bytes]:
    if pipe is None:
        raise NotAnswered("the process that judges was begun without pipes")
    return pipe
