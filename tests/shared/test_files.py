from __future__ import annotations

import asyncio
import io
import sys
import zipfile
from pathlib import Path

import pytest

from shared.files import (
    FileInfected,
    FileKindRefused,
    FileMissing,
    FileStore,
    FileTooLarge,
    ScannerAway,
    digest_of,
    known_as,
    media_type_of,
    scanner_of,
)
from shared.files.kinds import BEGINNINGS, EXCEL, LARGEST, WORD

EICAR = b"X5O!P%@AP[4\\PZX54(P^)7CC)7}$EICAR"


def archive(*names: str) -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as opened:
        for name in names:
            opened.writestr(name, "x")
    return file.getvalue()


@pytest.mark.parametrize(
    ("content", "media_type"),
    [
        (b"%PDF-1.7 rest", "application/pdf"),
        (b"\x89PNG\r\n\x1a\nrest", "image/png"),
        (b"\xff\xd8\xff\xe0rest", "image/jpeg"),
        (archive("[Content_Types].xml", "word/document.xml"), WORD),
        (archive("[Content_Types].xml", "xl/workbook.xml"), EXCEL),
    ],
)
def test_a_file_is_what_it_contains(content: bytes, media_type: str) -> None:
    assert media_type_of(content) == media_type


def test_every_type_that_is_taken_has_a_name_that_people_know() -> None:
    taken = {*BEGINNINGS.values(), WORD, EXCEL}
    assert {known_as(one) for one in taken} == {"PDF", "PNG", "JPEG", "Word", "Excel"}


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"<html><script>alert(1)</script>",
        b"MZ\x90\x00",
        b"PK\x03\x04 no archive",
        archive("anything.txt"),
        archive("[Content_Types].xml", "word/document.xml", "word/vbaProject.bin"),
    ],
)
def test_another_file_is_refused_whatever_it_is_called(content: bytes) -> None:
    with pytest.raises(FileKindRefused):
        media_type_of(content)


def test_a_file_that_is_too_large_is_refused() -> None:
    with pytest.raises(FileTooLarge):
        media_type_of(b"%PDF-" + b"x" * LARGEST)


def test_a_content_is_kept_once_under_its_digest_and_comes_back_as_it_was(
    tmp_path: Path,
) -> None:
    store = FileStore(tmp_path / "evidence")

    digest = store.keep(b"content")

    assert digest == store.keep(b"content") == digest_of(b"content")
    assert store.read(digest) == b"content"
    assert len([file for file in tmp_path.rglob("*") if file.is_file()]) == 1


def test_a_content_that_was_changed_or_lost_is_missing_and_a_path_is_no_digest(
    tmp_path: Path,
) -> None:
    store = FileStore(tmp_path)
    digest = store.keep(b"content")
    (tmp_path / digest[:2] / digest).write_bytes(b"forged")

    for asked in (digest, digest_of(b"another"), "../../etc/passwd"):
        with pytest.raises(FileMissing):
            store.read(asked)


async def test_without_a_scanner_a_file_is_taken_and_said_to_be_unscanned() -> None:
    assert await scanner_of(None).scan(b"content") == "unscanned"


async def test_a_program_says_whether_a_file_is_clean(tmp_path: Path) -> None:
    program = tmp_path / "scan.py"
    program.write_text("import sys\nsys.exit(b'EICAR' in sys.stdin.buffer.read())\n")
    scanner = scanner_of(f"command:{sys.executable} {program}")

    assert await scanner.scan(b"content") == "clean"
    with pytest.raises(FileInfected):
        await scanner.scan(EICAR)


@pytest.mark.parametrize("address", ["command:/no/such/program", "clamd://127.0.0.1:1"])
async def test_while_the_scanner_is_away_no_file_is_taken(address: str) -> None:
    with pytest.raises(ScannerAway):
        await scanner_of(address).scan(b"content")


async def test_clamd_is_asked_by_stream() -> None:
    async def answer(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        assert await reader.readexactly(10) == b"zINSTREAM\0"
        content = b""
        while size := int.from_bytes(await reader.readexactly(4), "big"):
            content += await reader.readexactly(size)
        found = b"stream: Eicar FOUND\0" if b"EICAR" in content else b"stream: OK\0"
        writer.write(found)
        await writer.drain()
        writer.close()

    server = await asyncio.start_server(answer, "127.0.0.1", 0)
    async with server:
        port = server.sockets[0].getsockname()[1]
        scanner = scanner_of(f"clamd://127.0.0.1:{port}")
        assert await scanner.scan(b"x" * 200_000) == "clean"
        with pytest.raises(FileInfected):
            await scanner.scan(EICAR)


def test_another_address_is_no_scanner() -> None:
    with pytest.raises(ValueError, match="is no scanner"):
        scanner_of("http://scanner.test")
