"""A document as Word: paragraphs by python-docx, lists as one piece of XML."""

from __future__ import annotations

import io
from typing import TYPE_CHECKING

import docx
from docx.enum.section import WD_ORIENT, WD_SECTION
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls, qn
from docx.shared import Mm, Pt

from services.console.printing.code import code_png
from services.console.printing.document import (
    Annex,
    Block,
    Document,
    Heading,
    Paragraph,
    Signatory,
    Table,
    say,
)
from services.console.printing.lines import add_line, add_rule, add_two_cells
from services.console.printing.tables import table_xml

if TYPE_CHECKING:
    from docx.document import Document as Docx
    from docx.section import Section
    from docx.table import _Cell

FONT = "Times New Roman"
PORTRAIT, LANDSCAPE = (Mm(210), Mm(297)), (Mm(297), Mm(210))
TEXT_WIDTH, ANNEX_WIDTH = 165, 257


def word_file(document: Document) -> bytes:
    """The Word file."""
    made = docx.Document()
    _style(made)
    _page(made.sections[0], landscape=False)
    _number_pages(made.sections[0])
    _head(made, document)
    for block in document.blocks:
        _block(made, block, TEXT_WIDTH)
    _foot(made, document)
    for annex in document.annexes:
        _annex(made, annex)
    made.core_properties.title = f"{document.kind} {document.abstract}"
    made.core_properties.author = document.issuer
    file = io.BytesIO()
    made.save(file)
    return file.getvalue()


def _style(made: Docx) -> None:
    normal = made.styles["Normal"]
    normal.font.name = FONT
    normal.font.size = Pt(14)
    properties = normal.element.get_or_add_rPr()
    properties.rFonts.set(qn("w:eastAsia"), FONT)
    properties.append(parse_xml(f'<w:lang {nsdecls("w")} w:val="vi-VN"/>'))
    form = normal.paragraph_format
    form.space_after = Pt(0)
    form.space_before = Pt(0)


def _page(section: Section, *, landscape: bool) -> None:
    section.orientation = WD_ORIENT.LANDSCAPE if landscape else WD_ORIENT.PORTRAIT
    section.page_width, section.page_height = LANDSCAPE if landscape else PORTRAIT
    section.left_margin = Mm(20) if landscape else Mm(30)
    section.right_margin = Mm(20) if landscape else Mm(15)
    section.top_margin = Mm(30) if landscape else Mm(20)
    section.bottom_margin = Mm(15) if landscape else Mm(20)
    section.header_distance = Mm(10)


def _number_pages(section: Section) -> None:
    """The number stands in the middle of the top margin, and not on page 1."""
    section.different_first_page_header_footer = True
    line = section.header.paragraphs[0]
    line.alignment = WD_ALIGN_PARAGRAPH.CENTER
    for kind in ("begin", None, "end"):
        run = line.add_run()
        run.font.size = Pt(13)
        inner = (
            f"<w:instrText {nsdecls('w')}>PAGE</w:instrText>"
            if kind is None
            else f'<w:fldChar {nsdecls("w")} w:fldCharType="{kind}"/>'
        )
        run._r.append(parse_xml(inner))  # noqa: SLF001 (python-docx has no fields)


def _head(made: Docx, document: Document) -> None:
    left, right = add_two_cells(made, 60, 105)
    if document.superior:
        add_line(left, document.superior.upper(), 12)
    add_line(left, document.issuer.upper(), 13, bold=True)
    add_rule(left, 23)
    add_line(left, document.numbered, 13, before=4)
    add_line(right, say("country"), 12.5, bold=True)
    add_line(right, say("motto"), 13.5, bold=True)
    add_rule(right, 21)
    add_line(right, document.placed, 13.5, italic=True, before=4)
    add_line(made, document.kind.upper(), 14, bold=True, before=14)
    add_line(made, document.abstract, 14, bold=True)
    add_rule(made, 62, after=10)


def _foot(made: Docx, document: Document) -> None:
    people = document.signatories
    add_line(made, "", 8)
    if len(people) == 1:
        left, right = add_two_cells(made, 82, 83)
        _recipients(left, document)
        _code(left, document)
        _signatory(right, people[0])
        return
    for first, second in zip(people[::2], [*people[1::2], None], strict=False):
        left, right = add_two_cells(made, 82, 83)
        _signatory(left, first)
        if second is not None:
            _signatory(right, second)
        add_line(made, "", 8)
    left, right = add_two_cells(made, 82, 83)
    _recipients(left, document)
    _code(right, document)


def _recipients(cell: _Cell, document: Document) -> None:
    if not document.recipients:
        return
    add_line(cell, say("recipients"), 12, bold=True, italic=True, align="left")
    for at, one in enumerate(document.recipients, start=1):
        ends = "." if at == len(document.recipients) else ";"
        add_line(cell, f"- {one}{ends}", 11, align="left")


def _signatory(cell: _Cell, signatory: Signatory) -> None:
    for part in signatory.office.split("\n"):
        add_line(cell, part, 13, bold=True)
    for part in signatory.note.split("\n"):
        add_line(cell, part, 11, italic=True, before=6)
    add_line(cell, signatory.name, 14, bold=True, before=24)


def _code(cell: _Cell, document: Document) -> None:
    if document.code is None:
        return
    picture = add_line(cell, "", 11, align="left", before=8)
    picture.add_run().add_picture(io.BytesIO(code_png(document.code.address)), width=Mm(24))
    add_line(cell, say("verify"), 10, align="left")
    add_line(cell, document.code.typed, 13, bold=True, align="left")
    add_line(cell, document.code.address, 9, align="left")


def _annex(made: Docx, annex: Annex) -> None:
    section = made.add_section(WD_SECTION.NEW_PAGE)
    _page(section, landscape=annex.landscape)
    # The paragraph that carries the break must not itself begin a page.
    made.paragraphs[-1].paragraph_format.line_spacing = Pt(1)
    # A section of its own would again hide the number of its first page.
    section.different_first_page_header_footer = False
    add_line(made, say("annex"), 14, bold=True)
    add_line(made, annex.title, 14, bold=True, after=8)
    for block in annex.blocks:
        _block(made, block, ANNEX_WIDTH if annex.landscape else TEXT_WIDTH)


def _block(made: Docx, block: Block, width: int) -> None:
    match block:
        case Heading():
            heading = add_line(made, block.text, 14, bold=True, align="left", before=8, after=4)
            heading.paragraph_format.keep_with_next = True
        case Paragraph():
            line = add_line(
                made,
                block.text,
                14,
                bold=block.bold,
                italic=block.italic,
                align=block.align,
                after=6,
            )
            if block.indented:
                line.paragraph_format.first_line_indent = Mm(10)
        case Table():
            # What comes before the section's own properties, as python-docx adds it.
            body = made.element.body
            body.insert(len(body) - 1, parse_xml(table_xml(block, width)))
            add_line(made, "", 6)
