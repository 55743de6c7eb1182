"""A document as PDF: its parts as JSON, set by `document.typ`."""

from __future__ import annotations

import json
from functools import cache
from pathlib import Path
from typing import Any

import typst

from services.console.printing.code import code_svg
from services.console.printing.document import (
    Block,
    Document,
    Heading,
    Paragraph,
    Signatory,
    Table,
    say,
)

TEMPLATE = Path(__file__).parent / "document.typ"
FONTS = Path("@expo-google-fonts/tinos")
PHRASES = ("country", "motto", "recipients", "verify", "annex")


class FontsMissing(Exception):
    """The printing font is not there; `make run` installs it."""

    def __init__(self, folder: Path) -> None:
        super().__init__(f"there is no Tinos in {folder}; run `make run`, which installs it")


def pdf(document: Document, frontend: Path) -> bytes:
    """The PDF, set in Tinos (the metrics of Times New Roman) from the folder of packages.

    Raises `FontsMissing`.
    """
    folder = frontend / FONTS
    if not folder.is_dir():
        raise FontsMissing(folder)
    made = typst.compile(
        TEMPLATE.read_bytes(),
        font_paths=_fonts(folder),
        format="pdf",
        pdf_tags=False,
        sys_inputs={"document": json.dumps(_parts(document), ensure_ascii=False)},
    )
    if not isinstance(made, bytes):
        raise TypeError("a document is one file")
    return made


@cache
def _fonts(folder: Path) -> typst.Fonts:
    return typst.Fonts(
        include_system_fonts=False, include_embedded_fonts=False, font_paths=[folder]
    )


def _parts(document: Document) -> dict[str, Any]:
    code = document.code
    return {
        "superior": document.superior,
        "issuer": document.issuer,
        "number": document.numbered,
        "placed": document.placed,
        "kind": document.kind,
        "abstract": document.abstract,
        "blocks": [_block(each) for each in document.blocks],
        "signatories": [_signatory(each) for each in document.signatories],
        "recipients": document.recipients,
        "annexes": [
            {
                "title": annex.title,
                "blocks": [_block(each) for each in annex.blocks],
                "landscape": annex.landscape,
            }
            for annex in document.annexes
        ],
        "code": None
        if code is None
        else {"square": code_svg(code.address), "typed": code.typed, "address": code.address},
        "say": {key: say(key) for key in PHRASES},
    }


def _block(block: Block) -> dict[str, Any]:
    match block:
        case Paragraph():
            return {
                "is": "paragraph",
                "text": block.text,
                "align": block.align,
                "bold": block.bold,
                "italic": block.italic,
                "indented": block.indented,
            }
        case Heading():
            return {"is": "heading", "text": block.text}
        case Table():
            return {
                "is": "table",
                "titles": [column.title for column in block.columns],
                "widths": [column.width for column in block.columns],
                "aligns": [column.align for column in block.columns],
                "cells": [cell for row in block.rows for cell in row],
            }


def _signatory(signatory: Signatory) -> dict[str, str]:
    return {"office": signatory.office, "name": signatory.name, "note": signatory.note}
