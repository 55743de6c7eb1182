"""Two threads that meet a type at one moment for the first time leave the process alive."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
# Many types, each met by four threads at once that take turns as often as they can.
MEETING = """
import dataclasses, sys, threading
from typing import TypedDict
import msgspec
from shared.decoders import decoder

sys.setswitchinterval(1e-6)
for number in range(100):
    kinds = [
        dataclasses.make_dataclass(f"Kind{number}_{kind}", [(f"of{n}", int) for n in range(9)])
        for kind in range(40)
    ]
    shape = TypedDict(f"Shape{number}", {f"f{n}": tuple[kinds[n], ...] for n in range(40)})
    state = msgspec.json.encode({f"f{n}": [] for n in range(40)})
    together = threading.Barrier(4)

    def meet():
        together.wait()
        decoder(shape).decode(state)

    threads = [threading.Thread(target=meet) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
"""


def test_threads_that_meet_a_type_at_once_leave_the_process_alive() -> None:
    ended = subprocess.run(
        [sys.executable, "-c", MEETING], cwd=ROOT, capture_output=True, check=False
    )

    assert (ended.returncode, ended.stderr) == (0, b"")
