"""Reads a sheet in a process of its own: what a file does to a reader ends with that process.

The process may use so much memory and time and no more; it talks with us by its standard input
and output.
"""

from __future__ import annotations

import asyncio
import resource
import sys

import msgspec

from shared.decoders import decoder
from shared.sheets.reading import LARGEST, Sheet, read
from shared.sheets.refusals import SheetTooLarge, SheetTooLong, SheetUnreadable

MEMORY = 1536 * 1024 * 1024
SECONDS = 60
REFUSALS: dict[str, type[Exception]] = {
    kind.__name__: kind for kind in (SheetTooLarge, SheetTooLong, SheetUnreadable)
}


class Told(msgspec.Struct, frozen=True):
    """What the process found: a sheet, or why it was refused."""

    sheet: Sheet | None = None
    refusal: str = ""
    detail: str = ""


async def read_apart(content: bytes) -> Sheet:
    """The sheet in a file.

    Raises what `read` raises, and `SheetTooLarge` where it needs more memory or time than is
    given to it.
    """
    if len(content) > LARGEST:
        raise SheetTooLarge(f"the file is larger than {LARGEST // 1024 // 1024} MB; split it")
    process = await asyncio.create_subprocess_exec(
        sys.executable,
        "-c",
        "from shared.sheets.apart import main; main()",
        stdin=asyncio.subprocess.PIPE,
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.DEVNULL,
    )
    try:
        said, _ = await asyncio.wait_for(process.communicate(content), SECONDS)
    except TimeoutError as error:
        raise SheetTooLarge("the file takes longer to read than is given to it") from error
    finally:
        if process.returncode is None:
            process.kill()
            await process.wait()
    if process.returncode != 0:
        raise SheetTooLarge("the file needs more memory to be read than is given to it")
    told = await asyncio.to_thread(decoder(Told).decode, said)
    if told.sheet is None:
        raise REFUSALS[told.refusal](told.detail)
    return told.sheet


def main() -> None:
    """Read standard input and say what is in it."""
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    resource.setrlimit(resource.RLIMIT_CPU, (SECONDS, SECONDS))
    try:
        told = Told(read(sys.stdin.buffer.read()))
    except tuple(REFUSALS.values()) as refusal:
        told = Told(None, type(refusal).__name__, str(refusal))
    sys.stdout.buffer.write(msgspec.json.encode(told))
