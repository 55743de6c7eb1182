"""Printed documents in the form of Decree 30/2020: one model, as Word and as PDF.

A page composes a `Document`; `word` and `pdf` render it and know nothing of what it says.
"""

from services.console.printing.document import (
    Annex,
    Block,
    Code,
    Column,
    Document,
    Heading,
    Paragraph,
    Signatory,
    Table,
)
from services.console.printing.pdf import pdf

__all__ = [
    "Annex",
    "Block",
    "Code",
    "Column",
    "Document",
    "Heading",
    "Paragraph",
    "Signatory",
    "Table",
    "pdf",
    "word",
]


def word(document: Document) -> bytes:
    """The document as a `.docx` file."""
    # Loading python-docx costs a start 60 ms, and few ever print.
    from services.console.printing.wordfile import word_file  # noqa: PLC0415 (as above)

    return word_file(document)
