"""What was typed into a form, read for the API; a field that was left empty is none."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from starlette.requests import Request

from services.console.client.bloc import Change
from services.console.desk import Visit
from services.console.pages.covenant.confirming import typed_word
from services.console.screens.refusals import Refusal


@dataclass(frozen=True)
class Typed:
    """The fields of a form: the last value of each, and all of those with several."""

    values: Mapping[str, str] = field(default_factory=dict)
    several: Mapping[str, list[str]] = field(default_factory=dict)

    @classmethod
    async def of(cls, request: Request) -> Typed:
        form = await request.form()
        several = {
            name: [value.strip() for value in form.getlist(name) if isinstance(value, str)]
            for name in form
        }
        return cls({name: found[-1] for name, found in several.items() if found}, several)

    def text(self, name: str) -> str | None:
        return self.values.get(name) or None

    def each(self, name: str) -> list[str]:
        return [value for value in self.several.get(name, []) if value]

    def ticked(self, name: str) -> bool:
        return name in self.values


# What a form says happened, and the word it asks for where that cannot be undone.
@dataclass(frozen=True)
class Act:
    """One thing that may be told: as the API is told it, and the word to type before."""

    told: Callable[[str, Typed], Change]
    word: str | None = None


def unconfirmed(visit: Visit, act: Act, typed: Typed) -> Refusal | None:
    """Why an act that cannot be undone is not told yet: another word was typed."""
    if act.word is None or typed_word(visit, typed.values.get("xac-nhan", ""), act.word):
        return None
    return Refusal("organisation.word_differs")
