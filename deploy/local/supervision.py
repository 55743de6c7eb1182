"""The process runner of one local system: supervisord, asked over a socket of its own."""

import contextlib
import json
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import Any, Self
from xmlrpc.client import Fault, ServerProxy

from supervisor.xmlrpc import SupervisorTransport

from deploy.local.failures import CannotStart
from deploy.local.profile import REPOSITORY, LocalProfile

# On a machine that has much else to do the libraries take their time.
START_SECONDS = 60.0
STOP_SECONDS = 60.0
POLL_SECONDS = 0.02


@dataclass(frozen=True)
class ProcessState:
    """One process as the runner sees it."""

    name: str
    state: str
    description: str

    @property
    def given_up(self) -> bool:
        """Started several times, ended each time: the runner will not try again."""
        return self.state == "FATAL"


class Supervision:
    """Runs the processes for as long as the block lasts; afterwards none of them is left.

    From the block's begin on the runner loads what the services need; `start` starts it.
    """

    def __init__(self, profile: LocalProfile) -> None:
        self.profile = profile
        self._process: subprocess.Popen[bytes] | None = None

    def require_stopped(self) -> None:
        """Raise `CannotStart` when this home runs already."""
        socket_path = self.profile.supervisor_socket
        if answers(socket_path):
            raise CannotStart("already_running", home=self.profile.home, socket=socket_path)

    def __enter__(self) -> Self:
        # Whose processes these are can be seen from outside; the rest is told to the runner.
        environment = os.environ | {"THIDUA_HOME": str(self.profile.home)}
        with self.complaints.open("wb") as complaints:
            # A session of its own: Ctrl-C reaches this program alone, which then stops the
            # processes in order.
            self._process = subprocess.Popen(
                [sys.executable, "-m", "deploy.local.runner"],
                cwd=REPOSITORY,
                env=environment,
                stdin=subprocess.PIPE,
                stdout=complaints,
                stderr=subprocess.STDOUT,
                start_new_session=True,
            )
        return self

    def start(self, environment: Mapping[str, str]) -> None:
        """Start NATS, and everything else in this environment when it is asked for.

        Raises `CannotStart` when the runner does not answer.
        """
        if self._process is not None and self._process.stdin is not None:
            # Who has ended already does not read; why it did is found below.
            with contextlib.suppress(BrokenPipeError), self._process.stdin as told:
                told.write(json.dumps(dict(environment)).encode())
        self._wait_until_it_answers()

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        self.stop()

    @property
    def complaints(self) -> Path:
        """Where supervisord writes when it cannot even open its log."""
        return self.profile.logs / "supervisord.out"

    def log_of(self, process: str) -> Path:
        return self.profile.logs / f"{process}.log"

    @property
    def alive(self) -> bool:
        return self._process is not None and self._process.poll() is None

    def start_services(self) -> None:
        self._call("startProcessGroup", "services", False)

    def states(self) -> dict[str, ProcessState]:
        """Every process by its name."""
        return {
            each["name"]: ProcessState(each["name"], each["statename"], each["description"])
            for each in self._call("getAllProcessInfo")
        }

    def require_running(self, process: str) -> None:
        """Raise `CannotStart` when the runner has given this process up, or ended itself."""
        if not self.alive:
            raise CannotStart("runner_ended", self.complaints, logs=self.profile.logs)
        state = self.states()[process]
        if state.given_up:
            log = self.log_of(process)
            raise CannotStart(
                "process_given_up",
                log,
                process=process,
                reason=state.description,
                log_file=log,
            )

    def stop(self) -> None:
        """Stop the services, then NATS, then the runner. A second Ctrl-C does not hurry it."""
        process, self._process = self._process, None
        if process is None:
            return
        handlers = {
            number: signal.signal(number, signal.SIG_IGN)
            for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)
        }
        try:
            process.terminate()
            process.wait(STOP_SECONDS)
        finally:
            for number, handler in handlers.items():
                signal.signal(number, handler)

    def _wait_until_it_answers(self) -> None:
        deadline = time.monotonic() + START_SECONDS
        while not answers(self.profile.supervisor_socket):
            if not self.alive or time.monotonic() > deadline:
                raise CannotStart("runner_silent", self.complaints, logs=self.profile.logs)
            time.sleep(POLL_SECONDS)

    def _call(self, method: str, *arguments: object) -> Any:  # noqa: ANN401 (XML-RPC is untyped)
        transport = SupervisorTransport(
            None, None, serverurl=f"unix://{self.profile.supervisor_socket}"
        )
        with ServerProxy("http://local", transport=transport) as proxy:
            try:
                return getattr(proxy.supervisor, method)(*arguments)
            except Fault as fault:
                raise CannotStart(
                    "runner_refused",
                    method=method,
                    reason=fault.faultString,
                    logs=self.profile.logs,
                ) from fault


def answers(path: Path) -> bool:
    """Whether somebody listens on this socket; a file left behind by a crash does not count."""
    with socket.socket(socket.AF_UNIX, socket.SOCK_STREAM) as probe:
        try:
            probe.connect(str(path))
        except OSError:
            return False
    return True
