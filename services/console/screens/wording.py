"""Facts, messages and reasons in words: codes, ids and dates as a reader knows them."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING, Any
from uuid import UUID

import msgspec

from services.console.screens.timeline import Detail, FactScreen, Line
from shared.catalogue import catalogue
from shared.catalogue.formats import day, number

if TYPE_CHECKING:
    from services.console.client.awards import Condition
    from services.console.screens.chrome import Names
    from shared.contracts import Envelope

# Fields whose text is a code of the catalogue, with the tables of its names.
CODED = {
    "kind": ("unit_kind",),
    "needed": ("rating",),
    "spent_on": ("award",),
    "from_form": ("form",),
}
FACT_ID = re.compile(r"^[a-z]+:\d+$")
ISO_DAY = re.compile(r"^\d{4}-\d{2}-\d{2}$")
ISO_ID = re.compile(r"^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$")
# A year or a rank is a number without thousands.
PLAIN_NUMBERS = frozenset({"year", "rank", "number"})


class Wording:
    """Says facts in one locale, with the names of the directory."""

    def __init__(self, names: Names, locale: str) -> None:
        self._names = names
        self._locale = locale

    def line(self, envelope: Envelope) -> Line:
        texts = {name: self._plain(name, value) for name, value in _fields(envelope.data)}
        sentence = catalogue().text(f"sentence.{envelope.name}", self._locale, **texts)
        return Line(
            envelope.id,
            envelope.source,
            envelope.name,
            sentence,
            envelope.time,
            self._actor(envelope.actor),
            envelope.subject,
        )

    def fact(self, envelope: Envelope) -> FactScreen:
        return FactScreen(
            self.line(envelope),
            tuple(self._detail(name, value) for name, value in _fields(envelope.data)),
            envelope.position,
            envelope.sequence,
            envelope.epoch,
            envelope.correlation,
            envelope.causation,
            msgspec.to_builtins(envelope.data, str_keys=True),
        )

    def _actor(self, actor: str) -> str:
        """Whoever acted: a policy by its own name, an account by its display name."""
        key = f"policy.{actor.removeprefix('policy:').replace('-', '_')}"
        if actor.startswith("policy:") and catalogue().knows(key, self._locale):
            return catalogue().text(key, self._locale)
        return self._names.accounts.get(actor, actor)

    def _audience(self, audience: str) -> str:
        role, _, scope = audience.partition("@")
        said = catalogue().text(f"role.{role}", self._locale)
        if not ISO_ID.match(scope):
            return said
        return f"{said} ({self._plain('scope', UUID(scope))})"

    def sentence(self, key: str, values: Mapping[str, str]) -> str:
        """A text of the catalogue with values that came as strings."""
        said = {name: self._word(name, value) for name, value in values.items()}
        return catalogue().text(key, self._locale, **said)

    def reason(self, condition: Condition) -> str:
        """Why a condition is met or not, and of each of its parts on its own."""
        return self.sentence(f"why.{condition.reason}", condition.values)

    def _detail(self, name: str, value: object) -> Detail:
        if isinstance(value, msgspec.Struct):
            return Detail(name, parts=tuple(self._detail(n, v) for n, v in _fields(value)))
        if isinstance(value, tuple):
            return Detail(name, parts=tuple(self._detail(name, part) for part in value))
        return Detail(name, self._plain(name, value), _link(value))

    def _plain(self, name: str, value: object) -> str:
        match value:
            case None:
                return "–"
            case bool():
                return catalogue().text(f"yes_no.{str(value).lower()}", self._locale)
            case int() if name in PLAIN_NUMBERS:
                return str(value)
            case int() | Decimal():
                return number(value, self._locale)
            case date():
                return day(value, self._locale)
            case UUID():
                return self._names.name(value) or str(value)[:8]
            case msgspec.Struct() as struct:
                inner = [self._plain(n, v) for n, v in _fields(struct)]
                return inner[0]
            case tuple():
                return ", ".join(self._plain(name, part) for part in value)
            case dict():
                return ", ".join(str(part) for part in value.values())
            case str() if name == "audience":
                return self._audience(value)
            case _:
                return self._word(name, str(value))

    def _word(self, name: str, text: str) -> str:
        if ISO_DAY.match(text):
            return day(date.fromisoformat(text), self._locale)
        if ISO_ID.match(text):
            return self._plain(name, UUID(text))
        for table in CODED.get(name, (name,)):
            if catalogue().knows(f"{table}.{text}", self._locale):
                return catalogue().text(f"{table}.{text}", self._locale)
        return text


def _fields(struct: msgspec.Struct) -> Iterator[tuple[str, Any]]:
    for name in struct.__struct_fields__:
        yield name, getattr(struct, name)


def _link(value: object) -> str | None:
    if isinstance(value, UUID):
        return f"/dong-su-kien?cua={value}"
    if isinstance(value, str) and FACT_ID.match(value):
        return f"/facts/{value}"
    return None
