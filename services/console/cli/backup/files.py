"""The files of a backup: compressed lines of JSON, each with its digest in a manifest.

    manifest.json                       what is there, when, of which stores
    log.jsonl.gz                        the facts in stream order, as `thidua log export` writes
    stores/<service>/<table>.jsonl.gz   the rows of a table
    files/<service>/<digest>            a file of evidence, as it was handed in

A backup holds people's data: only its owner may read it.
"""

from __future__ import annotations

import gzip
import hashlib
import os
import shutil
import tarfile
import tempfile
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any, BinaryIO

import msgspec

from shared.backup.shape import TableShape
from shared.home import make_private

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

MANIFEST = "manifest.json"
LOG = "log.jsonl.gz"
FORMAT = 1
ARCHIVE = ".tar"
DIGEST_BYTES = 1 << 20
# The lines are the same again and again: more effort saves little and costs hours.
COMPRESSION = 1


class BackupUnreadable(Exception):
    """The backup is not whole, was changed, or is of a later release."""


class SavedTable(msgspec.Struct):
    """A table's shape, its rows and its file."""

    shape: TableShape
    rows: int
    file: str


class SavedStore(msgspec.Struct):
    """The store of one service as it was; `head` is its highest position."""

    service: str
    epoch: str
    head: int
    tables: list[SavedTable]


class Manifest(msgspec.Struct):
    """What a backup holds; `digests` are the SHA-256 of its files."""

    format: int
    created_at: datetime
    facts: int
    stores: list[SavedStore]
    digests: dict[str, str]
    # Of contents by their digest; a backup of an earlier release has none.
    files: list[str] = []

    def rows(self) -> int:
        return sum(table.rows for store in self.stores for table in store.tables)


class Writing:
    """A backup that is being written into a folder."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self.digests: dict[str, str] = {}

    @contextmanager
    def lines(self, name: str) -> Iterator[Callable[[object], None]]:
        """Write a file line by line; its digest is known at the end."""
        path = self._folder / name
        make_private(path.parent)
        encoder = msgspec.json.Encoder()
        with _private(path) as file:
            with gzip.GzipFile(fileobj=file, mode="wb", compresslevel=COMPRESSION) as lines:
                yield lambda value: _write(lines, encoder.encode(value))
            file.flush()
            os.fsync(file.fileno())
        self.digests[name] = digest_of(path)

    def content(self, name: str, content: bytes) -> None:
        """Write a file as it is."""
        path = self._folder / name
        make_private(path.parent)
        with _private(path) as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        self.digests[name] = digest_of(path)

    def finish(self, manifest: Manifest) -> None:
        path = self._folder / MANIFEST
        with _private(path) as file:
            file.write(msgspec.json.format(msgspec.json.encode(manifest), indent=2))


def _write(lines: gzip.GzipFile, line: bytes) -> None:
    lines.write(line + b"\n")


def _private(path: Path) -> BinaryIO:
    return os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb")


def digest_of(path: Path) -> str:
    digest = hashlib.sha256()
    with path.open("rb") as file:
        while part := file.read(DIGEST_BYTES):
            digest.update(part)
    return digest.hexdigest()


def read_lines(path: Path, kind: type[Any]) -> Iterator[Any]:
    """The lines of a file, one at a time."""
    decoder = msgspec.json.Decoder(kind)
    with gzip.open(path, "rb") as lines:
        for line in lines:
            yield decoder.decode(line)


@contextmanager
def written(place: Path) -> Iterator[Writing]:
    """Write a backup whole or not at all: a folder, or one archive when it ends in `.tar`."""
    unfinished = Path(tempfile.mkdtemp(prefix=f".{place.name}.", dir=place.parent))
    archive = unfinished.with_suffix(ARCHIVE)
    try:
        yield Writing(unfinished)
        if place.suffix == ARCHIVE:
            with _private(archive) as file, tarfile.open(fileobj=file, mode="w") as tar:
                tar.add(unfinished, arcname=".")
            archive.rename(place)
        else:
            unfinished.rename(place)
    finally:
        archive.unlink(missing_ok=True)
        if unfinished.exists():
            shutil.rmtree(unfinished)


@contextmanager
def opened(place: Path) -> Iterator[Path]:
    """The folder of a backup; an archive is unpacked for as long as it is read."""
    if place.is_dir():
        yield place
        return
    with tempfile.TemporaryDirectory(prefix="thidua-") as folder:
        try:
            with tarfile.open(place) as tar:
                tar.extractall(folder, filter="data")
        except (OSError, tarfile.TarError) as error:
            raise BackupUnreadable(f"{place}: {error}") from error
        yield Path(folder)


def checked(folder: Path) -> Manifest:
    """The manifest of a backup whose files are all there and unchanged.

    Raises `BackupUnreadable` with the first that is not.
    """
    try:
        manifest = msgspec.json.decode((folder / MANIFEST).read_bytes(), type=Manifest)
        if manifest.format != FORMAT:
            raise BackupUnreadable(f"{MANIFEST}: format {manifest.format}, not {FORMAT}")
        for name, digest in manifest.digests.items():
            if digest_of(folder / name) != digest:
                raise BackupUnreadable(f"{name} is not what was written")
    except (OSError, msgspec.MsgspecError) as error:
        raise BackupUnreadable(str(error)) from error
    listed = {table.file for store in manifest.stores for table in store.tables}
    listed |= {LOG, *manifest.files}
    if listed != set(manifest.digests):
        raise BackupUnreadable(f"{MANIFEST} and its digests do not name the same files")
    return manifest
