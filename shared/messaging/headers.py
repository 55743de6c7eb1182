"""Headers of messages, read with less work than the library's own way.

Relays write the headers of a fact in one order, and the server or a batch adds its own behind
them: one expression reads lines like that. Lines of any other kind are read one by one, and
names, of which there are two dozen on the log, are looked at once each.
"""

from __future__ import annotations

import re
from functools import lru_cache

NAMES_KEPT = 1000
TEXT = "[!-~]++"
NUMBER = "[0-9]++"
# Of a fact, by name, in their order: what a value looks like.
WRITTEN = {
    "ce-specversion": "1.0",
    "ce-id": TEXT,
    "ce-type": TEXT,
    "ce-source": TEXT,
    "ce-time": TEXT,
    "ce-subject": TEXT,
    "ce-datacontenttype": TEXT,
    "ce-dataschema": TEXT,
    "thidua-position": NUMBER,
    "thidua-previous": NUMBER,
    "thidua-epoch": TEXT,
    "thidua-correlation": TEXT,
    "thidua-actor": TEXT,
    "thidua-causation": TEXT,
    "traceparent": TEXT,
}
SOME_LACK = ("thidua-causation", "traceparent")

OF_FACT = re.compile(
    "".join(
        f"(?:{name}: ({value})\r\n){'?' if name in SOME_LACK else ''}"
        for name, value in WRITTEN.items()
    )
    + f"((?:Nats-[A-Za-z-]++: {TEXT}\r\n)*+)\r\n"
)


def read_headers(raw: bytes) -> dict[str, str]:
    """`header_lines`, at once where they are those of a fact."""
    written = OF_FACT.fullmatch(raw.decode("latin-1"))
    if written is None:
        return header_lines(raw)
    *values, added = written.groups()
    headers = dict(zip(WRITTEN, values, strict=True))
    for name in SOME_LACK:
        if headers[name] is None:
            del headers[name]
    for line in added.split("\r\n")[:-1]:
        name, _, value = line.partition(": ")
        headers[name] = value
    return headers


def header_lines(raw: bytes) -> dict[str, str]:
    """By the library's rules: a line that is no header, or has no name, is skipped."""
    found: dict[str, str] = {}
    for line in raw.split(b"\r\n"):
        name, colon, value = line.partition(b":")
        known = header_name(name) if colon else None
        if known is not None:
            found[known] = value.strip().decode("utf-8", "replace")
    return found


@lru_cache(maxsize=NAMES_KEPT)
def header_name(raw: bytes) -> str | None:
    """A header's name as text; none where it is no name."""
    name = raw.strip()
    if not name.isascii():
        return None
    text = name.decode("ascii")
    return None if any(character.isspace() for character in text) else text
