"""Tables of a Word document as one piece of XML.

Cell by cell a table of 1,800 rows takes python-docx the better part of a minute; as text that
is parsed once it is a matter of milliseconds.
"""

from __future__ import annotations

from xml.sax.saxutils import escape

from docx.oxml.ns import nsdecls

from services.console.printing.document import Align, Table

JUSTIFIED: dict[Align, str] = {
    "left": "left",
    "center": "center",
    "right": "right",
    "justify": "both",
}
TWIPS_A_MM = 56.7


def table_xml(table: Table, width: int) -> str:
    """The table, `width` millimetres wide; its head is repeated on every page."""
    parts = sum(column.width for column in table.columns)
    widths = [round(column.width / parts * width * TWIPS_A_MM) for column in table.columns]
    grid = "".join(f'<w:gridCol w:w="{each}"/>' for each in widths)
    edges = "".join(
        f'<w:{edge} w:val="single" w:sz="4" w:space="0" w:color="000000"/>'
        for edge in ("top", "left", "bottom", "right", "insideH", "insideV")
    )
    head = _row(
        [
            _cell(column.title, each, "center", bold=True)
            for column, each in zip(table.columns, widths, strict=True)
        ],
        "<w:trPr><w:cantSplit/><w:tblHeader/></w:trPr>",
    )
    forms = [(each, column.align) for column, each in zip(table.columns, widths, strict=True)]
    rows = "".join(
        _row(
            [
                _cell(text, each, align, bold=False)
                for text, (each, align) in zip(row, forms, strict=True)
            ],
            "<w:trPr><w:cantSplit/></w:trPr>",
        )
        for row in table.rows
    )
    return (
        f'<w:tbl {nsdecls("w")}><w:tblPr><w:tblW w:w="{sum(widths)}" w:type="dxa"/>'
        f'<w:tblBorders>{edges}</w:tblBorders><w:tblLayout w:type="fixed"/></w:tblPr>'
        f"<w:tblGrid>{grid}</w:tblGrid>{head}{rows}</w:tbl>"
    )


def _row(cells: list[str], properties: str) -> str:
    return f"<w:tr>{properties}{''.join(cells)}</w:tr>"


def _cell(text: str, width: int, align: Align, *, bold: bool) -> str:
    weight = "<w:b/>" if bold else ""
    return (
        f'<w:tc><w:tcPr><w:tcW w:w="{width}" w:type="dxa"/></w:tcPr>'
        f'<w:p><w:pPr><w:spacing w:before="30" w:after="30"/><w:jc w:val="{JUSTIFIED[align]}"/>'
        f'</w:pPr><w:r><w:rPr>{weight}<w:sz w:val="24"/></w:rPr>'
        f'<w:t xml:space="preserve">{escape(text)}</w:t></w:r></w:p></w:tc>'
    )
