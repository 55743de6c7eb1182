from __future__ import annotations

import io
import time
from dataclasses import replace
from datetime import date
from pathlib import Path

import docx
import pytest
from docx.document import Document as Docx
from docx.oxml.ns import qn
from docx.shared import Length

from services.console.printing import (
    Annex,
    Code,
    Column,
    Document,
    Heading,
    Paragraph,
    Signatory,
    Table,
    pdf,
    word,
)
from services.console.printing.pdf import FontsMissing
from services.console.settings import FRONTEND

LIST = Table(
    (Column("TT", 1, "center"), Column("Họ và tên", 4), Column("Danh hiệu", 4)),
    tuple((str(at), f"Nguyễn Thị Ánh {at}", "Chiến sĩ thi đua cơ sở") for at in range(1, 4)),
)
LETTER = Document(
    superior="Văn phòng Chính phủ",
    issuer="Khối thi đua 5",
    kind="Giao ước thi đua",
    abstract="Năm 2024 của Khối thi đua 5",
    number="01/GƯ-KTĐ5",
    on=date(2024, 2, 9),
    blocks=(Heading("Điều 1. Kỷ cương"), Paragraph("Đoàn kết & kỷ cương.")),
    signatories=(Signatory("KHỐI TRƯỞNG", "Nguyễn Văn An", "(Đã ký)"),),
    recipients=("Các đơn vị", "Lưu: VT"),
    annexes=(Annex("Danh sách", (LIST,)),),
    code=Code("http://127.0.0.1/kiem-tra/7K2M9QXA", "7K2M-9QXA"),
)
ROWS = 1_800
SECONDS = 2


def opened(document: Document) -> Docx:
    return docx.Document(io.BytesIO(word(document)))


def text_of(made: Docx) -> str:
    return "\n".join(node.text or "" for node in made.element.body.iter(qn("w:t")))


def millimetres(*lengths: Length | None) -> list[int]:
    return [round(length.mm) for length in lengths if length is not None]


def test_a_document_has_every_part_the_decree_names() -> None:
    text = text_of(opened(LETTER))

    for part in (
        "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM",
        "Độc lập - Tự do - Hạnh phúc",
        "VĂN PHÒNG CHÍNH PHỦ",
        "KHỐI THI ĐUA 5",
        "Số: 01/GƯ-KTĐ5",
        "Hà Nội, ngày 09 tháng 02 năm 2024",
        "GIAO ƯỚC THI ĐUA",
        "Nơi nhận:",
        "- Lưu: VT.",
        "Đoàn kết & kỷ cương.",
        "7K2M-9QXA",
    ):
        assert part in text


def test_pages_are_a4_with_the_margins_of_the_decree_and_lists_lie_on_their_side() -> None:
    letter, annex = opened(LETTER).sections

    assert millimetres(letter.page_width, letter.page_height) == [210, 297]
    assert millimetres(letter.left_margin, letter.right_margin) == [30, 15]
    assert millimetres(letter.top_margin, letter.bottom_margin) == [20, 20]
    assert millimetres(annex.page_width, annex.page_height) == [297, 210]


def test_page_one_bears_no_number_and_later_ones_do() -> None:
    letter, annex = opened(LETTER).sections

    assert letter.different_first_page_header_footer
    assert not annex.different_first_page_header_footer
    assert "PAGE" in "".join(
        node.text or "" for node in letter.header._element.iter(qn("w:instrText"))
    )


def test_the_head_of_a_list_is_repeated_on_every_page() -> None:
    head = opened(LETTER).tables[-1].rows[0]

    assert [cell.text for cell in head.cells] == ["TT", "Họ và tên", "Danh hiệu"]
    assert head._tr.trPr is not None
    assert head._tr.trPr.find(qn("w:tblHeader")) is not None


def test_a_pdf_is_made_of_the_same_document() -> None:
    assert pdf(LETTER, FRONTEND).startswith(b"%PDF-")


def test_without_its_font_nothing_is_printed_in_another(tmp_path: Path) -> None:
    with pytest.raises(FontsMissing, match="Tinos"):
        pdf(LETTER, tmp_path)


def test_mistake_14_an_annex_of_1800_rows_is_exported_within_two_seconds() -> None:
    rows = tuple((str(at), f"Nguyễn Thị Ánh {at}", "CSTĐCS") for at in range(ROWS))
    long = replace(LETTER, annexes=(Annex("Danh sách", (replace(LIST, rows=rows),)),))
    began = time.process_time()

    written = word(long)

    assert time.process_time() - began < SECONDS
    assert len(docx.Document(io.BytesIO(written)).tables[-1].rows) == ROWS + 1
