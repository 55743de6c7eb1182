"""Looks through every file of a system for what was known of a person, in any writing."""

from __future__ import annotations

import base64
import gzip
import json
import unicodedata
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import quote

from services.bloc.names import written
from shared.catalogue.names import search_key, words_of

# A word that many share says nothing of anybody.
SHORT = 5


def ways_to_write(text: str) -> set[bytes]:
    """The text as files may hold it: composed or not, folded, escaped, quoted, in base64,
    as the index of names writes it."""
    composed = unicodedata.normalize("NFC", text)
    texts = {
        composed,
        unicodedata.normalize("NFD", text),
        composed.lower(),
        composed.upper(),
        search_key(text),
        json.dumps(composed)[1:-1],
        quote(composed),
        composed.replace(" ", "+"),
    }
    texts |= {written(word) for word in words_of(text) if len(word) > SHORT}
    plain = {each.encode() for each in texts} | {composed.encode("utf-16-le")}
    return plain | {inner for each in plain for inner in in_base64(each)}


def in_base64(content: bytes) -> Iterator[bytes]:
    """What stands in base64 wherever the content begins: without the ends it shares."""
    for before in range(3):
        whole = base64.b64encode(bytes(before) + content)
        start = -(-before * 4 // 3)
        end = len(whole) - 4
        yield whole[start:end]
        yield whole[start:end].translate(bytes.maketrans(b"+/", b"-_"))


def files_with(folder: Path, texts: list[str]) -> dict[str, set[str]]:
    """Which of these texts each file below a folder holds; compressed files are read too."""
    found: dict[str, set[str]] = {}
    for path in folder.rglob("*"):
        if path.is_file():
            content = path.read_bytes()
            if path.suffix == ".gz":
                content = gzip.decompress(content)
            for text in texts:
                if any(way in content for way in ways_to_write(text)):
                    found.setdefault(str(path.relative_to(folder)), set()).add(text)
    return found
