"""A folder of files by their digest. A file is complete or not there."""

from __future__ import annotations

import hashlib
import os
import re
from pathlib import Path
from uuid import uuid4

DIGEST = re.compile(r"[0-9a-f]{64}")


class FileMissing(Exception):
    """The content of a file is not where it was kept; restore the folder of the files."""

    def __init__(self, digest: str) -> None:
        super().__init__(f"The content of {digest} is missing; restore the folder of files.")


def digest_of(content: bytes) -> str:
    """What a content is called."""
    return hashlib.sha256(content).hexdigest()


class FileStore:
    """Keeps contents in a folder, two levels deep; its methods block."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def keep(self, content: bytes) -> str:
        """Keep a content and return its digest; one that is there already is left alone."""
        digest = digest_of(content)
        path = self._path(digest)
        if path.exists():
            return digest
        path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        half = path.with_name(f".{digest}.{uuid4().hex}")
        with half.open("wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        half.replace(path)
        return digest

    def read(self, digest: str) -> bytes:
        """The content of a digest, as it was kept. Raises `FileMissing`."""
        try:
            content = self._path(digest).read_bytes()
        except FileNotFoundError:
            raise FileMissing(digest) from None
        if digest_of(content) != digest:
            raise FileMissing(digest)
        return content

    def digests(self) -> list[str]:
        """All that is kept, in order."""
        return sorted(
            path.name for path in self._folder.glob("??/*") if DIGEST.fullmatch(path.name)
        )

    def part(self, digest: str, offset: int, size: int) -> bytes:
        """Some bytes of a file as they are kept; whether it is whole its digest tells.

        Raises `FileMissing`.
        """
        try:
            with self._path(digest).open("rb") as file:
                file.seek(offset)
                return file.read(size)
        except FileNotFoundError:
            raise FileMissing(digest) from None

    def _path(self, digest: str) -> Path:
        if DIGEST.fullmatch(digest) is None:
            raise FileMissing(digest)
        return self._folder / digest[:2] / digest
