"""*Kiểm tra văn bản*: a code that was scanned or typed, and what is known of the paper."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from services.console.screens.chrome import Names, Party

if TYPE_CHECKING:
    from services.console.client.covenant import CovenantFile
    from services.console.client.covenant.files import Attachment


@dataclass(frozen=True)
class KnownSignature:
    """A unit, when it signed, the fact that proves it, and what was attached to it."""

    unit: Party
    on: date | None
    fact_id: str | None
    attached: Attachment | None


@dataclass(frozen=True)
class KnownPaper:
    """The document a code belongs to."""

    title: str
    state: str
    digest: str
    opened_on: date | None
    in_force_on: date | None
    signatures: tuple[KnownSignature, ...]


@dataclass(frozen=True)
class VerificationScreen:
    """What was typed, and the paper it belongs to; none where there is no such."""

    typed: str
    paper: KnownPaper | None


def compose(typed: str, file: CovenantFile, names: Names) -> VerificationScreen:
    covenant = file.covenant
    signed = {one.unit_id: one for one in covenant.signatures}
    signed |= {one.unit_id: one.signature for one in file.accessions if one.signature}
    attached = {one.unit_id: one for one in file.attachments}
    units = dict.fromkeys((*covenant.unit_ids, *(one.unit_id for one in file.accessions)))
    lines = []
    for unit_id in units:
        signature = signed.get(unit_id)
        lines.append(
            KnownSignature(
                names.party(unit_id),
                None if signature is None else signature.signed_on,
                None if signature is None else signature.fact_id,
                attached.get(unit_id),
            )
        )
    return VerificationScreen(
        typed,
        KnownPaper(
            covenant.title,
            covenant.state,
            covenant.digest or "",
            covenant.opened_on,
            covenant.in_force_on,
            tuple(lines),
        ),
    )
