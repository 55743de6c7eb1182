"""The square code of a document, as the renderers need it."""

from __future__ import annotations

import io

import segno


def code_png(address: str) -> bytes:
    """The address as a QR code, sharp when printed at 25 mm."""
    made = io.BytesIO()
    segno.make(address, error="m").save(made, kind="png", scale=8, border=2)
    return made.getvalue()


def code_svg(address: str) -> str:
    """The address as a QR code in lines, for PDF and the screen."""
    made = io.BytesIO()
    segno.make(address, error="m").save(made, kind="svg", scale=4, border=2, xmldecl=False)
    return made.getvalue().decode()
