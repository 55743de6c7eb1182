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
from services.console.printing.word import word

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
