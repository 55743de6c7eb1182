"""Why a sheet is not taken."""

from __future__ import annotations


class SheetUnreadable(Exception):
    """The file is no Excel, OpenDocument or CSV sheet, or it is damaged; save it anew."""


class SheetTooLarge(Exception):
    """The file, or what it unfolds to, is larger than is taken; split it or clean it up."""


class SheetTooLong(Exception):
    """The sheet has more rows or columns than are taken; split it or delete the empty ones."""
