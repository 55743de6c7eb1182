"""Files that a store counts on, in a backup and back: each under its digest, or not at all.

What the snapshot names is saved and nothing else, so that a backup is of one moment; under its
digest a content never changes.
"""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING

from services.console.cli.output import say, text
from services.console.cli.progress import progress
from shared.errors import code_of
from shared.files import FileMissing, FileStore, digest_of
from shared.home import evidence_beside
from shared.messaging.control import ControlRefused, ask
from shared.operations.files import FilePart, PartWanted

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence

    from nats.aio.client import Client

    from services.console.cli.backup.files import Writing

SERVICE = "covenant"
FOLDER = f"files/{SERVICE}"


async def save_files(client: Client, writing: Writing, digests: Collection[str]) -> list[str]:
    """Save these files; the names in the backup of those that are there and whole."""
    saved = []
    with progress(text("cli.backup.files"), len(digests)) as show:
        for number, digest in enumerate(sorted(digests), start=1):
            content = await _content(client, digest)
            if digest_of(content) == digest:
                name = f"{FOLDER}/{digest}"
                writing.content(name, content)
                saved.append(name)
            else:
                say("cli.backup.file_missing", digest=digest)
            show(number)
    return saved


def restore_files(folder: Path, names: Sequence[str], stage: Path) -> None:
    """Put the files of a backup where the service looks for them: of a stage, or elsewhere."""
    store = FileStore(_elsewhere() or stage)
    with progress(text("cli.backup.files"), len(names)) as show:
        for number, name in enumerate(names, start=1):
            store.keep((folder / name).read_bytes())
            show(number)


def _elsewhere() -> Path | None:
    """The folder the service itself is told, where it is not that of the home."""
    told = os.environ.get("COVENANT_EVIDENCE_FOLDER")
    if told:
        return Path(told)
    url = os.environ.get("COVENANT_STORE_URL")
    return None if url is None else evidence_beside(url)


async def _content(client: Client, digest: str) -> bytes:
    """A file as it is kept; nothing where it is missing."""
    content = bytearray()
    while True:
        wanted = PartWanted(digest, len(content))
        try:
            part = await ask(client, SERVICE, "files.read", wanted, FilePart)
        except ControlRefused as refused:
            if refused.refusal.code != code_of(FileMissing):
                raise
            return b""
        if not part.content:
            return bytes(content)
        content += part.content
