"""What a new covenant begins with: nothing, the common model, or an earlier covenant."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from services.console.screens.covenant_text import (
    Start,
    Typed,
    TypedArticle,
    TypedPledge,
    typed_of,
)
from shared.catalogue import catalogue

if TYPE_CHECKING:
    from collections.abc import Sequence

    from services.console.client.bloc import Bloc
    from services.console.client.covenant import Covenant

BLANK = ""
COMMON = "mau-chung"
COMMON_ARTICLES = ("duties", "discipline", "movement", "honours", "bloc")
# What a bloc promises as a rule: every unit and everybody the first title, one flag at least.
COMMON_PLEDGES = (
    TypedPledge("TTLDTT", "share", "100"),
    TypedPledge("LDTT", "share", "100"),
    TypedPledge("CO_BO", "count", "1"),
)


def starts(earlier: Sequence[Covenant]) -> tuple[Start, ...]:
    newest = sorted(earlier, key=lambda one: (-one.year, one.title))
    return (
        Start(BLANK),
        Start(COMMON),
        *(Start(str(one.covenant_id), one.year, one.title) for one in newest),
    )


def begin(chosen: str, bloc: Bloc, earlier: Sequence[Covenant], locale: str) -> Typed:
    """The form as it begins; title and basis are those of the bloc and the year."""
    words = catalogue()
    title = words.text("covenant_work.first_title", locale, bloc=bloc.name, year=bloc.year)
    basis = "\n".join(bloc.basis)
    if chosen == COMMON:
        articles = tuple(
            TypedArticle(
                words.text(f"covenant_model.{name}", locale),
                words.text(f"covenant_model.{name}_text", locale, year=bloc.year),
            )
            for name in COMMON_ARTICLES
        )
        return Typed(title, basis, articles, COMMON_PLEDGES)
    for one in earlier:
        if str(one.covenant_id) == chosen:
            taken = typed_of(title, one.basis, one.articles, one.pledges, locale)
            return replace(taken, basis=basis or taken.basis)
    return Typed(title, basis)
