"""Paragraphs, rules and cells of a Word document, as python-docx makes them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls
from docx.shared import Mm, Pt

from services.console.printing.document import Align

if TYPE_CHECKING:
    from docx.document import Document as Docx
    from docx.table import _Cell
    from docx.text.paragraph import Paragraph as DocxParagraph

ALIGNED = {
    "left": WD_ALIGN_PARAGRAPH.LEFT,
    "center": WD_ALIGN_PARAGRAPH.CENTER,
    "right": WD_ALIGN_PARAGRAPH.RIGHT,
    "justify": WD_ALIGN_PARAGRAPH.JUSTIFY,
}


def add_two_cells(made: Docx, left: int, right: int) -> tuple[_Cell, _Cell]:
    table = made.add_table(rows=1, cols=2)
    table.autofit = False
    cells = table.rows[0].cells
    for column, width in enumerate((left, right)):
        cells[column].width = table.columns[column].width = Mm(width)
    return cells[0], cells[1]


def add_line(
    where: Docx | _Cell,
    text: str,
    size: float,
    *,
    bold: bool = False,
    italic: bool = False,
    align: Align = "center",
    before: float = 0,
    after: float = 0,
) -> DocxParagraph:
    first = where.paragraphs[0] if len(where.paragraphs) == 1 else None
    is_new_cell = first is not None and not first.runs and hasattr(where, "_tc")
    made = first if is_new_cell and first is not None else where.add_paragraph()
    run = made.add_run(text)
    run.font.size = Pt(size)
    run.bold, run.italic = bold, italic
    made.alignment = ALIGNED[align]
    made.paragraph_format.space_before = Pt(before)
    made.paragraph_format.space_after = Pt(after)
    return made


def add_rule(where: Docx | _Cell, indent: int, after: float = 0) -> None:
    """The line under a heading: the upper edge of an empty paragraph, drawn in."""
    line = add_line(where, "", 3, after=after)
    line.paragraph_format.left_indent = line.paragraph_format.right_indent = Mm(indent)
    line._p.get_or_add_pPr().append(  # noqa: SLF001 (python-docx has no borders)
        parse_xml(
            f"<w:pBdr {nsdecls('w')}>"
            '<w:top w:val="single" w:sz="6" w:space="1" w:color="000000"/></w:pBdr>'
        )
    )
