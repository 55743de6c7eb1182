"""Erasing a person's data: what goes, what stays, and how far it has gone."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, get_args
from uuid import UUID

from services.console.screens.chrome import Party
from services.console.screens.refusals import Refusal
from shared.contracts.bloc import ErasureReason

if TYPE_CHECKING:
    from services.console.client.awards import Award
    from services.console.client.bloc import Bloc
    from services.console.client.erasure import Erasure
    from services.console.client.people import Person
    from services.console.screens.chrome import Names

REASONS: tuple[ErasureReason, ...] = get_args(ErasureReason)


@dataclass(frozen=True)
class ErasureScreen:
    """The page; `held` are fields of the card, `awards` is none while that service is away.

    `erased_on` is none before; `finished` once no file of the system holds anything of it.
    `store` is the database: what else may hold it is another matter for each.
    """

    person: Party
    job_title: str | None
    units: tuple[Party, ...]
    at_work: bool
    leads: tuple[str, ...]
    awards: int | None
    held: tuple[str, ...]
    erased_on: date | None
    reason: str
    finished: bool
    store: str
    reasons: tuple[ErasureReason, ...]
    key: str
    step: int = 1
    error: Refusal | None = None


def compose(
    person: Person,
    erasure: Erasure,
    names: Names,
    awards: tuple[Award, ...] | None,
    key: str,
) -> ErasureScreen:
    units = dict.fromkeys(stay.unit_id for stay in person.stays)
    return ErasureScreen(
        person=Party(person.id, person.full_name),
        job_title=person.job_title,
        units=tuple(names.party(unit_id) for unit_id in units),
        at_work=person.unit_id is not None,
        leads=tuple(
            f"{bloc.name} {bloc.year}"
            for bloc in names.blocs.values()
            if person.id in _leaders(bloc)
        ),
        awards=None
        if awards is None
        else sum(award.subject_id == person.id for award in awards),
        held=erasure.held,
        erased_on=erasure.erased_on,
        reason=erasure.reason or "",
        finished=not (erasure.in_store or erasure.in_bucket),
        store=erasure.store,
        reasons=REASONS,
        key=key,
    )


def _leaders(bloc: Bloc) -> set[UUID]:
    posts = bloc.deputies if bloc.head is None else (bloc.head, *bloc.deputies)
    return {post.person_id for post in posts}
