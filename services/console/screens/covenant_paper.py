"""The covenant as a document of Decree 30/2020, with the state of every signature."""

from __future__ import annotations

from typing import TYPE_CHECKING

from services.console.printing.document import (
    LANGUAGE,
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
from services.console.screens.codes import code_of
from shared.catalogue import catalogue
from shared.catalogue.formats import day, number

if TYPE_CHECKING:
    from collections.abc import Iterator
    from uuid import UUID

    from services.console.client.covenant import CovenantFile, Signature
    from services.console.screens.chrome import Names
    from shared.contracts.covenant import Article, Pledge


def compose(file: CovenantFile, names: Names, address: str | None) -> Document:
    """The paper; `address` is where its code is verified, none for a draft."""
    covenant = file.covenant
    bloc = names.blocs.get(covenant.bloc_id)
    signed = {one.unit_id: one for one in covenant.signatures}
    joined = {one.unit_id: one.signature for one in file.accessions}
    units = (*covenant.unit_ids, *joined)
    code = None
    if address is not None and covenant.digest is not None:
        code = Code(address, code_of(covenant.digest))
    return Document(
        superior="" if bloc is None else bloc.organiser,
        issuer=_say("bloc") if bloc is None else bloc.name,
        kind=_say("kind"),
        abstract=_say("abstract", year=covenant.year, bloc="" if bloc is None else bloc.name),
        on=covenant.in_force_on or covenant.opened_on,
        blocks=tuple(_body(covenant.basis, covenant.articles, covenant.pledges)),
        signatories=tuple(
            _signatory(unit_id, signed.get(unit_id) or joined.get(unit_id), names)
            for unit_id in units
        ),
        recipients=(_say("to_organiser"), _say("to_units"), _say("to_file")),
        annexes=tuple(
            Annex(
                f"{_say('annex', number=one.number)}. {one.title}",
                tuple(_body((), one.articles, one.pledges)),
                landscape=False,
            )
            for one in file.appendices
        ),
        code=code,
    )


def _body(
    basis: tuple[str, ...], articles: tuple[Article, ...], pledges: tuple[Pledge, ...]
) -> Iterator[Block]:
    for line in basis:
        yield Paragraph(_say("basis", basis=line), italic=True)
    for article in articles:
        heading = _say("article", number=article.number, heading=article.heading)
        yield Heading(heading.rstrip(". ") + ".")
        for line in article.text.splitlines():
            if line.strip():
                yield Paragraph(line.strip())
    if pledges:
        yield Heading(_say("pledges"))
        yield Table(
            (
                Column(_say("award"), 3),
                Column(_say("subject"), 2),
                Column(_say("target"), 2, "center"),
            ),
            tuple(_pledge(one) for one in pledges),
        )


def _pledge(pledge: Pledge) -> tuple[str, str, str]:
    words = catalogue()
    return (
        words.text(f"award.{pledge.award}", LANGUAGE),
        words.text(f"subject_kind.{pledge.subject_kind}", LANGUAGE),
        words.text(
            f"covenant.pledge_{pledge.measure}",
            LANGUAGE,
            at_least=number(pledge.at_least, LANGUAGE),
        ),
    )


def _signatory(unit_id: UUID, signature: Signature | None, names: Names) -> Signatory:
    unit = (names.name(unit_id) or "").upper()
    office = _say("head_of", unit=unit)
    if signature is None:
        return Signatory(office, note=_say("unsigned"))
    if signature.mandate_id is not None:
        office = _say("proxy_of", unit=unit)
    person = None if signature.signatory_id is None else names.name(signature.signatory_id)
    on = day(signature.signed_on, LANGUAGE)
    note = _say("signed", on=on, fact=signature.fact_id)
    return Signatory(office, person or "", note)


def _say(key: str, **values: object) -> str:
    said = {name: str(value) for name, value in values.items()}
    return catalogue().text(f"paper.{key}", LANGUAGE, **said)
