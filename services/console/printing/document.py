"""What an official document consists of, by appendix I of Decree 30/2020."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Literal, TypeAlias

from shared.catalogue import catalogue

Align = Literal["left", "center", "right", "justify"]

# Documents are written in Vietnamese, whatever language the screen is in.
LANGUAGE = "vi"


@dataclass(frozen=True)
class Paragraph:
    """Running text; a line break in it is kept."""

    text: str
    align: Align = "justify"
    bold: bool = False
    italic: bool = False
    indented: bool = True


@dataclass(frozen=True)
class Heading:
    """The heading of an article or a part."""

    text: str


@dataclass(frozen=True)
class Column:
    """A column of a table: its title, its part of the width, and how cells stand in it."""

    title: str
    width: float = 1
    align: Align = "left"


@dataclass(frozen=True)
class Table:
    """A table whose head is repeated on each page. Each row has a text for each column."""

    columns: tuple[Column, ...]
    rows: tuple[tuple[str, ...], ...]


Block: TypeAlias = Paragraph | Heading | Table


@dataclass(frozen=True)
class Signatory:
    """Who signs: the office in capitals, the state of the signature, the name."""

    office: str
    name: str = ""
    note: str = ""


@dataclass(frozen=True)
class Code:
    """Where a reader sees whether the paper is true: an address to scan, a code to type."""

    address: str
    typed: str


@dataclass(frozen=True)
class Annex:
    """A list on pages of its own."""

    title: str
    blocks: tuple[Block, ...]
    landscape: bool = True


@dataclass(frozen=True)
class Document:
    """A document of the Decree. Without a `number` or a day, room is left to write it in."""

    issuer: str
    kind: str
    abstract: str
    blocks: tuple[Block, ...]
    signatories: tuple[Signatory, ...]
    place: str = ""
    superior: str = ""
    number: str = ""
    on: date | None = None
    recipients: tuple[str, ...] = ()
    annexes: tuple[Annex, ...] = ()
    code: Code | None = None

    @property
    def numbered(self) -> str:
        return say("number", number=self.number or "        ")

    @property
    def placed(self) -> str:
        """`Hà Nội, ngày 12 tháng 3 năm 2024`; days and months under ten as the Decree says."""
        place = self.place or say("place")
        if self.on is None:
            return say("day_open", place=place)
        month = f"{self.on.month:02}" if self.on.month < FIRST_PLAIN_MONTH else self.on.month
        return say("day", place=place, day=f"{self.on.day:02}", month=month, year=self.on.year)


FIRST_PLAIN_MONTH = 3  # Days below 10 and the months 1 and 2 take a 0 before them.


def say(key: str, **values: object) -> str:
    """A fixed phrase of every document."""
    return catalogue().text(f"print.{key}", LANGUAGE, **{k: str(v) for k, v in values.items()})
