"""A service that is a copy of the process runner behaves as if Python had begun anew."""

import os
import signal
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
ENVIRONMENT = {
    "LC_CTYPE": "C.UTF-8",
    "PATH": os.environ["PATH"],
    "PYTHONPATH": str(ROOT),
    "SUPERVISOR_PROCESS_NAME": "thing",
}
# As the runner calls it: it has an environment and handlers of its own, and nobody holds an
# object any more whose descriptor was closed.
BECOME = f"""
import gc, os, signal
from deploy.local.runner import become

def received(*_):
    raise AssertionError

for number in (signal.SIGTERM, signal.SIGINT, signal.SIGHUP, signal.SIGCHLD, signal.SIGUSR2):
    signal.signal(number, received)
gc.disable()
circle = [open(os.devnull)]
os.close(circle[0].fileno())
circle.append(circle)
del circle
become("thing", {ENVIRONMENT})
"""
THINGS = {
    "it ends by itself": "print('said')",
    "it ends with a status": "import sys; print('said'); sys.exit(3)",
    "it ends with a sentence": "import sys; sys.exit('cannot')",
    "it fails": "print('said'); raise ValueError('wrong')",
    "it cannot be loaded": "import not_there",
    "it is told to end": "import os, signal; os.kill(os.getpid(), signal.SIGTERM)",
    "it is interrupted": (
        "import signal, sys\n"
        "try:\n"
        "    signal.raise_signal(signal.SIGINT)\n"
        "except KeyboardInterrupt:\n"
        "    sys.exit(4)"
    ),
    "it hears signals as ever": (
        "import signal\n"
        "print({one: signal.getsignal(one) for one in sorted(signal.valid_signals())})"
    ),
    "it has an environment": "import os; print(sorted(os.environ.items()))",
    "its children have one": (
        "import subprocess, sys\n"
        "code = 'import os; print(sorted(os.environ.items()))'\n"
        "subprocess.run([sys.executable, '-c', code], check=True)"
    ),
    "it is the main module": (
        "import sys\nprint(__name__, __spec__.name, vars(sys.modules['__main__']) is globals())"
    ),
    "it has no arguments": "import sys; print(sys.argv)",
    "a thread goes on": (
        "import threading\n"
        "main = threading.main_thread()\n"
        "threading.Thread(target=lambda: (main.join(), print('done'))).start()"
    ),
    "something is done at its end": "import atexit; atexit.register(print, 'last')",
    "it has children on a loop": (
        "import asyncio, sys, uvloop\n"
        "async def main():\n"
        "    child = await asyncio.create_subprocess_exec(sys.executable, '-c', 'exit(5)')\n"
        "    print(await child.wait())\n"
        "uvloop.run(main())"
    ),
    "it opens files": (
        "import gc, os, tempfile\n"
        "files = [tempfile.TemporaryFile() for _ in range(9)]\n"
        "gc.collect()\n"
        "print([os.fstat(file.fileno()).st_size for file in files])"
    ),
}


def ended(
    command: list[str],
    at: Path,
    environment: dict[str, str],
    before: Callable[[], object] | None = None,
) -> tuple[int, str, list[str]]:
    """Its status, standard output, and the last line of what it complained about.

    `before` is done in the new process first.
    """
    said = subprocess.run(
        [sys.executable, *command],
        cwd=at,
        env=environment,
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        check=False,
        preexec_fn=before,
    )
    return said.returncode, said.stdout, said.stderr.splitlines()[-1:]


@pytest.mark.parametrize("thing", THINGS)
def test_a_copy_is_as_a_new_process(thing: str, tmp_path: Path) -> None:
    (tmp_path / "thing.py").write_text(THINGS[thing])

    copied = ended(["-c", BECOME], tmp_path, ENVIRONMENT | {"OF_THE_RUNNER": "alone"})

    assert copied == ended(["-m", "thing"], tmp_path, ENVIRONMENT)


def test_a_copy_is_as_deaf_as_a_new_process(tmp_path: Path) -> None:
    (tmp_path / "thing.py").write_text(THINGS["it is interrupted"])

    def in_the_background() -> None:
        signal.signal(signal.SIGINT, signal.SIG_IGN)

    runner = ENVIRONMENT | {"OF_THE_RUNNER": "alone"}
    copied = ended(["-c", BECOME], tmp_path, runner, in_the_background)

    assert copied == ended(["-m", "thing"], tmp_path, ENVIRONMENT, in_the_background)


@pytest.mark.skipif(not Path("/proc/self/task").exists(), reason="needs /proc")
def test_what_is_loaded_leaves_nothing_that_cannot_be_copied(tmp_path: Path) -> None:
    code = (
        "import os, threading\n"
        "before = os.listdir('/proc/self/fd')\n"
        "from deploy.local.runner import load\n"
        "load()\n"
        "assert os.listdir('/proc/self/fd') == before\n"
        "assert len(os.listdir('/proc/self/task')) == 1\n"
    )

    assert ended(["-c", code], tmp_path, ENVIRONMENT) == (0, "", [])


def test_a_runner_that_is_told_nothing_ends(tmp_path: Path) -> None:
    assert ended(["-m", "deploy.local.runner"], tmp_path, ENVIRONMENT) == (0, "", [])
