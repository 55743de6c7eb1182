"""Writing the text of a covenant or an appendix: what was typed, and what to do with it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING, Any
from uuid import UUID

from services.console.screens.chrome import Action
from services.console.screens.eligibility import FIRST_GROUP, GROUPS
from services.console.screens.refusals import Refusal
from shared.access import Account, Role
from shared.catalogue.formats import number, read_number

if TYPE_CHECKING:
    from collections.abc import Sequence

    from starlette.datastructures import FormData

    from shared.contracts.covenant import Article, Pledge

KIND_OF = {award: kind for kind, awards in GROUPS[FIRST_GROUP].items() for award in awards}
FIRST_ARTICLES = 3


@dataclass(frozen=True)
class TypedArticle:
    """An article as it stands in the form."""

    heading: str = ""
    text: str = ""


@dataclass(frozen=True)
class TypedPledge:
    """A pledge as it stands in the form; the number as it was typed."""

    award: str = ""
    measure: str = "share"
    at_least: str = ""


@dataclass(frozen=True)
class Typed:
    """Everything in the form, kept whatever becomes of it."""

    title: str = ""
    basis: str = ""
    articles: tuple[TypedArticle, ...] = ()
    pledges: tuple[TypedPledge, ...] = ()

    def with_room(self) -> Typed:
        """One empty row after the last of each list, to write in."""
        articles = self.articles or (TypedArticle(),) * (FIRST_ARTICLES - 1)
        return Typed(
            self.title,
            self.basis,
            (*articles, TypedArticle()),
            (*self.pledges, TypedPledge()),
        )

    def body(self) -> dict[str, Any]:
        """What the service takes. Raises `NumberUnreadable`."""
        return {
            "articles": [
                {"number": number, "heading": one.heading, "text": one.text}
                for number, one in enumerate(self.articles, start=1)
            ],
            "pledges": [
                {
                    "award": one.award,
                    "subject_kind": KIND_OF[one.award],
                    "measure": one.measure,
                    "at_least": read_number(one.at_least),
                }
                for one in self.pledges
            ],
        }


@dataclass(frozen=True)
class Meanwhile:
    """Somebody else changed the draft while this one was written."""

    who: str
    on: date


@dataclass(frozen=True)
class Start:
    """Something to begin with: its value in the form; year and title of an earlier covenant."""

    value: str
    year: int | None = None
    title: str | None = None


@dataclass(frozen=True)
class TextScreen:
    """The form. `what` is `covenant` or `appendix`."""

    what: str
    covenant_id: UUID | None
    typed: Typed
    version: str
    key: str
    action: Action
    kinds: dict[str, tuple[str, ...]]
    unit_names: tuple[str, ...] = ()
    error: Refusal | None = None
    meanwhile: Meanwhile | None = None
    starts: tuple[Start, ...] = ()
    start: str = ""


def screen(
    what: str,
    covenant_id: UUID | None,
    typed: Typed,
    version: str,
    key: str,
    action: Action,
    unit_names: Sequence[str] = (),
) -> TextScreen:
    kinds = {kind: tuple(awards) for kind, awards in GROUPS[FIRST_GROUP].items()}
    return TextScreen(
        what, covenant_id, typed.with_room(), version, key, action, kinds, tuple(unit_names)
    )


def typed_in(form: FormData) -> Typed:
    """What was typed; rows left empty are no articles and no pledges."""

    def column(name: str) -> list[str]:
        return [str(value).strip() for value in form.getlist(name)]

    articles = zip(column("heading"), column("text"), strict=True)
    pledges = zip(column("award"), column("measure"), column("at_least"), strict=True)
    return Typed(
        str(form.get("title", "")).strip(),
        str(form.get("basis", "")).strip(),
        tuple(TypedArticle(*row) for row in articles if any(row)),
        tuple(TypedPledge(*row) for row in pledges if row[0] or row[2]),
    )


def typed_of(
    title: str,
    basis: Sequence[str],
    articles: Sequence[Article],
    pledges: Sequence[Pledge],
    locale: str,
) -> Typed:
    """The text as it stands, ready to be written over."""
    return Typed(
        title,
        "\n".join(basis),
        tuple(TypedArticle(one.heading, one.text) for one in articles),
        tuple(
            TypedPledge(one.award, one.measure, number(Decimal(one.at_least), locale))
            for one in pledges
        ),
    )


def may_write(account: Account, bloc_id: UUID | None, state: str | None, what: str) -> Action:
    """Whether a service would take the text from this account."""
    if bloc_id is None or not heads(account, bloc_id):
        return Action(allowed=False, reason="covenant_work.only_bloc_head")
    if what == "covenant" and state not in {None, "draft"}:
        return Action(allowed=False, reason="covenant_work.text_fixed")
    if what == "appendix" and state != "in_force":
        return Action(allowed=False, reason="covenant_work.not_in_force")
    return Action(allowed=True)


def heads(account: Account, bloc_id: UUID) -> bool:
    """Whether the account is the head of the bloc."""
    return any(
        grant.role is Role.BLOC_HEAD and grant.scope == str(bloc_id) for grant in account.grants
    )


def units_of(account: Account, *roles: Role) -> frozenset[str]:
    """The ids of the units in which the account holds one of the roles."""
    return frozenset(
        grant.scope for grant in account.grants if grant.role in roles and grant.scope
    )
