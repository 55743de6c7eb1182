"""What is signed: the covenant, the covenant by a unit that joined later, or an appendix."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING
from uuid import UUID

from services.console.screens.mandates import signing_unit
from shared.access import Account

if TYPE_CHECKING:
    from services.console.client.covenant import CovenantFile
    from shared.contracts.covenant import Article

JOINING = "tham-gia"
APPENDIX = "phu-luc-"


@dataclass(frozen=True)
class Part:
    """A text to sign, and who has not signed it."""

    title: str
    digest: str
    articles: tuple[Article, ...]
    missing: tuple[UUID, ...]


def part_of(file: CovenantFile, part: str) -> Part:
    """The text that `part` of an address names; the covenant itself where it names none."""
    covenant = file.covenant
    number = part.removeprefix(APPENDIX)
    for one in file.appendices:
        if part.startswith(APPENDIX) and number == str(one.number):
            return Part(one.title, one.digest, one.articles, one.missing_unit_ids)
    missing = covenant.missing_unit_ids if covenant.state == "open" else ()
    if part == JOINING:
        missing = tuple(one.unit_id for one in file.accessions if one.signature is None)
    return Part(covenant.title, covenant.digest or "", covenant.articles, missing)


def may_sign(
    file: CovenantFile, part: Part, account: Account, today: date
) -> tuple[UUID, UUID | None] | None:
    """The unit the account may sign for, and by which mandate; none where it may not."""
    return signing_unit(part.missing, account, file.mandates, today)


def address(part: str) -> str:
    """Where the service takes the signature."""
    if part == JOINING:
        return "accession-signatures"
    if part.startswith(APPENDIX):
        return f"appendices/{part.removeprefix(APPENDIX)}/signatures"
    return "signatures"
