"""What a file is, by what it contains: its name says nothing that can be relied on."""

from __future__ import annotations

import io
import zipfile

LARGEST = 20 * 1024 * 1024
WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
EXCEL = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
BEGINNINGS = {
    b"%PDF-": "application/pdf",
    b"\x89PNG\r\n\x1a\n": "image/png",
    b"\xff\xd8\xff": "image/jpeg",
}
# What people call them, in every language.
CALLED = {
    "application/pdf": "PDF",
    "image/png": "PNG",
    "image/jpeg": "JPEG",
    WORD: "Word",
    EXCEL: "Excel",
}
# A document with macros would run on the machine of whoever opens it.
MACROS = "vbaProject.bin"


class FileKindRefused(Exception):
    """The content is no PDF, PNG, JPEG, Word or Excel document without macros."""

    def __init__(self) -> None:
        super().__init__(
            "The file is neither PDF, PNG or JPEG nor a Word or Excel document without macros; "
            "send it in one of these forms."
        )


class FileTooLarge(Exception):
    """The file is larger than is taken."""

    def __init__(self) -> None:
        super().__init__(
            f"The file is larger than {LARGEST // 1024 // 1024} MB; send less of it."
        )


def known_as(media_type: str) -> str:
    """What people call a type of file; the type itself where it is none of those taken."""
    return CALLED.get(media_type, media_type)


def media_type_of(content: bytes) -> str:
    """The type of a file's content. Raises `FileKindRefused` or `FileTooLarge`."""
    if len(content) > LARGEST:
        raise FileTooLarge
    for beginning, media_type in BEGINNINGS.items():
        if content.startswith(beginning):
            return media_type
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            names = archive.namelist()
    except (zipfile.BadZipFile, ValueError, OSError):
        raise FileKindRefused from None
    if "[Content_Types].xml" not in names or any(name.endswith(MACROS) for name in names):
        raise FileKindRefused
    if "word/document.xml" in names:
        return WORD
    if "xl/workbook.xml" in names:
        return EXCEL
    raise FileKindRefused
