"""Whether a file carries a virus: asked of clamd, or of a command, or of nobody.

`clamd://host:port` speaks clamd's INSTREAM; `command:/path/to/scanner …` gives the content to a
program's standard input, which ends with 0 for clean and 1 for infected, as clamscan does.
"""

from __future__ import annotations

import asyncio
import shlex
import struct
from typing import Literal
from urllib.parse import urlsplit

CHUNK = 64 * 1024
SECONDS = 30.0
INFECTED = 1
Verdict = Literal["clean", "unscanned"]


class FileInfected(Exception):
    """The scanner found something in the file."""

    def __init__(self) -> None:
        super().__init__("The scanner found a virus in the file; it was not taken.")


class ScannerAway(Exception):
    """The scanner did not answer, so the file was not taken; try again shortly."""


class Scanner:
    """No scanner is set: every file is taken, and said to be unscanned."""

    async def scan(self, content: bytes) -> Verdict:
        """Look at a content. Raises `FileInfected` or `ScannerAway`."""
        del content
        return "unscanned"


class CommandScanner(Scanner):
    """Asks a program."""

    def __init__(self, command: str) -> None:
        self._command = shlex.split(command)

    async def scan(self, content: bytes) -> Verdict:
        try:
            process = await asyncio.create_subprocess_exec(
                *self._command,
                stdin=asyncio.subprocess.PIPE,
                stdout=asyncio.subprocess.DEVNULL,
                stderr=asyncio.subprocess.DEVNULL,
            )
        except OSError as error:
            raise ScannerAway(f"the scanner cannot be started: {error}") from error
        try:
            await asyncio.wait_for(process.communicate(content), SECONDS)
        except TimeoutError as error:
            process.kill()
            await process.wait()
            raise ScannerAway("the scanner did not end in time") from error
        if process.returncode == INFECTED:
            raise FileInfected
        if process.returncode != 0:
            raise ScannerAway(f"the scanner ended with {process.returncode}")
        return "clean"


class ClamdScanner(Scanner):
    """Asks clamd."""

    def __init__(self, host: str, port: int) -> None:
        self._host = host
        self._port = port

    async def scan(self, content: bytes) -> Verdict:
        try:
            said = await asyncio.wait_for(self._ask(content), SECONDS)
        except (OSError, TimeoutError) as error:
            raise ScannerAway(f"clamd cannot be asked: {error!r}") from error
        if said.endswith(b"FOUND"):
            raise FileInfected
        if not said.endswith(b"OK"):
            raise ScannerAway(f"clamd answered {said!r}")
        return "clean"

    async def _ask(self, content: bytes) -> bytes:
        reader, writer = await asyncio.open_connection(self._host, self._port)
        try:
            writer.write(b"zINSTREAM\0")
            for start in range(0, len(content), CHUNK):
                part = content[start : start + CHUNK]
                writer.write(struct.pack("!I", len(part)) + part)
                await writer.drain()
            writer.write(struct.pack("!I", 0))
            await writer.drain()
            return (await reader.read()).rstrip(b"\0\n")
        finally:
            writer.close()


def scanner_of(address: str | None) -> Scanner:
    """The scanner at an address; without one, none. Raises `ValueError` for another address."""
    if not address:
        return Scanner()
    if address.startswith("command:"):
        return CommandScanner(address.removeprefix("command:"))
    parts = urlsplit(address)
    if parts.scheme != "clamd" or not parts.hostname:
        raise ValueError(f"{address!r} is no scanner; use clamd://host:port or command:…")
    return ClamdScanner(parts.hostname, parts.port or 3310)
