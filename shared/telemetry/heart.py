"""The heart of a process: a beat on the event loop, and a thread that listens for it.

A loop that is blocked, or busy without end, answers nobody and so cannot say that it is ill.
The listener is not on it: it says where the loop stands, and in the end lets the process end,
for whoever runs it to start it anew. Everything stored is in transactions, so nothing is lost.
"""

from __future__ import annotations

import asyncio
import os
import sys
import threading
import traceback
from collections.abc import Callable
from dataclasses import dataclass, field
from time import monotonic

import structlog

from shared.tasks import end
from shared.telemetry import metrics

log = structlog.get_logger()

BEAT_SECONDS = 0.5
# The listener counts its own rounds, not the clock: a process that was suspended as a whole,
# by an operator or with its machine, is not ill when it wakes.
STALLED_ROUNDS = 10
DEAD_ROUNDS = 120
END_STATUS = 70


def end_process() -> None:
    """End at once, without a word to the loop that does not listen."""
    os._exit(END_STATUS)


@dataclass
class Heart:
    """Beats while it runs. `when_dead` is called once, from a thread, when it stopped for long.

    Without `when_dead` a long silence is only logged.
    """

    when_dead: Callable[[], None] | None = None
    _beats: int = field(default=0, init=False)
    _beaten_at: float = field(default=0.0, init=False)
    _beating: set[asyncio.Task[None]] = field(default_factory=set, init=False)
    _listener: threading.Thread | None = field(default=None, init=False)
    _over: threading.Event = field(default_factory=threading.Event, init=False)

    def start(self) -> None:
        """Begin to beat on the running loop, and to listen beside it."""
        self._beaten_at = monotonic()
        self._beating.add(asyncio.create_task(self._beat()))
        self._listener = threading.Thread(
            target=self._listen, args=(threading.get_ident(),), name="heart", daemon=True
        )
        self._listener.start()

    async def stop(self) -> None:
        """Beat no more; when this returns nobody listens any longer."""
        self._over.set()
        await end(self._beating)
        if self._listener is not None:
            await asyncio.to_thread(self._listener.join)

    def complaint(self) -> str | None:
        """What is wrong, asked on the loop; none when it beats and is listened to."""
        silent = monotonic() - self._beaten_at
        if silent > STALLED_ROUNDS * BEAT_SECONDS:
            return f"the event loop's heart has not beaten for {silent:.0f} s"
        if self._listener is None or not self._listener.is_alive():
            return "nobody listens to the event loop's heart"
        return None

    async def _beat(self) -> None:
        while True:
            await asyncio.sleep(BEAT_SECONDS)
            now = monotonic()
            metrics.loop_delay.observe(max(0.0, now - self._beaten_at - BEAT_SECONDS))
            self._beats, self._beaten_at = self._beats + 1, now

    def _listen(self, loop_thread: int) -> None:
        heard, rounds = self._beats, 0
        while not self._over.wait(BEAT_SECONDS):
            rounds = 0 if self._beats != heard else rounds + 1
            heard = self._beats
            if rounds == STALLED_ROUNDS:
                log.error("event_loop_stalled", rounds=rounds, stands_at=_stack_of(loop_thread))
            elif rounds == DEAD_ROUNDS:
                log.error("event_loop_dead", rounds=rounds, stands_at=_stack_of(loop_thread))
                if self.when_dead is not None:
                    self.when_dead()


def _stack_of(thread: int) -> list[str]:
    """Where a thread stands, innermost call first."""
    frame = sys._current_frames().get(thread)  # noqa: SLF001 (the one way to look at a thread)
    if frame is None:
        return []
    return [
        f"{at.filename}:{at.lineno} {at.name}"
        for at in reversed(traceback.extract_stack(frame))
    ]
