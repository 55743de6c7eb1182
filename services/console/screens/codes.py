"""The short code of a document: the beginning of its digest, easy to type."""

from __future__ import annotations

LENGTH, GROUP = 12, 4


def code_of(digest: str) -> str:
    """`9BCD-3248-864F`, of the digest that begins with these."""
    short = digest[:LENGTH].upper()
    return "-".join(short[at : at + GROUP] for at in range(0, LENGTH, GROUP))


def typed_code(typed: str) -> str | None:
    """The beginning of a digest, of a code as somebody typed it; none when it is no code."""
    short = "".join(one for one in typed.lower() if one.isalnum())
    is_code = len(short) == LENGTH and all(one in "0123456789abcdef" for one in short)
    return short if is_code else None
