"""Facts, messages and reasons in words: codes, ids and dates as a reader knows them."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING, Any
from uuid import UUID

import msgspec

from services.console.screens.timeline import Citation, Detail, FactScreen, Line
from shared.catalogue import catalogue
from shared.catalogue.formats import day, number
from shared.contracts.notify import NotificationDelivered

if TYPE_CHECKING:
    from services.console.client.conditions import Condition
    from services.console.screens.chrome import Names
    from shared.contracts import Envelope

# Fields whose text is a code of the catalogue, with the tables of its names.
CODED = {
    "fields": ("erasure.field",),
    "kind": ("unit_kind", "leave_kind", "remark_kind", "fact"),
    "needed": ("rating",),
    "spent_on": ("award",),
    "from_form": ("form",),
}
FACT_ID = re.compile(r"^[a-z]+:\d+$")
ISO_DAY = re.compile(r"^\d{4}-\d{2}-\d{2}$")
ISO_ID = re.compile(r"^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$")
# A year or a rank is a number without thousands.
PLAIN_NUMBERS = frozenset({"year", "rank", "number"})
POLICY = "policy:"


class Wording:
    """Says facts in one locale, with the names of the directory.

    `cited` are facts by id that others rest on; `begun` says what an entity without a name in
    the directory is, by its first fact.
    """

    def __init__(
        self,
        names: Names,
        locale: str,
        cited: Mapping[str, Envelope] | None = None,
        begun: Mapping[str, Envelope] | None = None,
    ) -> None:
        self._names = names
        self._locale = locale
        self._cited = cited or {}
        self._begun = begun or {}

    def line(self, envelope: Envelope) -> Line:
        return Line(
            envelope.id,
            envelope.source,
            envelope.name,
            self.said(envelope),
            envelope.time,
            self._actor(envelope.actor),
            envelope.subject,
        )

    def fact(self, envelope: Envelope) -> FactScreen:
        return FactScreen(
            self.line(envelope),
            tuple(
                self._detail(name, value)
                for name, value in _fields(envelope.data)
                # The entity's own id stands with the technical information.
                if str(value) != envelope.subject or self._named(value)
            ),
            envelope.position,
            envelope.sequence,
            envelope.epoch,
            envelope.correlation,
            None if envelope.causation is None else self.citation(envelope.causation),
            msgspec.to_builtins(envelope.data, str_keys=True),
        )

    def sentence(self, key: str, values: Mapping[str, str]) -> str:
        """A text of the catalogue with values that came as strings."""
        said = {name: self._word(name, value) for name, value in values.items()}
        return self._text(key, **said)

    def reason(self, condition: Condition) -> str:
        """Why a condition is met or not, and of each of its parts on its own."""
        return self.sentence(f"why.{condition.reason}", condition.values)

    def citation(self, fact_id: str) -> Citation:
        """A cited fact in words; only its id while the log here has not reached it."""
        envelope = self._cited.get(fact_id)
        if envelope is None:
            return Citation(fact_id, self._text("timeline.fact", id=fact_id))
        said = self.said(envelope)
        return Citation(fact_id, said, happened_on(envelope.data), envelope.time)

    def entity(self, entity_id: UUID) -> str:
        """What an id stands for: its name, or how it began."""
        return self._plain("", entity_id)

    def _text(self, key: str, **values: object) -> str:
        return catalogue().text(key, self._locale, **values)

    def said(self, envelope: Envelope) -> str:
        """A fact in one sentence."""
        texts = {name: self._plain(name, value) for name, value in _fields(envelope.data)}
        if isinstance(envelope.data, NotificationDelivered):
            told = envelope.data
            texts["values"] = self.sentence(f"notification.{told.kind}", told.values)
        return self._text(f"sentence.{envelope.name}", **texts)

    def _actor(self, actor: str) -> str:
        """Whoever acted: a policy by its own name, an account by its display name."""
        if not actor.startswith(POLICY):
            return self._names.accounts.get(actor, actor)
        key = f"policy.{actor.removeprefix(POLICY).replace('-', '_')}"
        return self._text(key if catalogue().knows(key, self._locale) else "policy.other")

    def _audience(self, audience: str) -> str:
        role, _, scope = audience.partition("@")
        said = self._text(f"role.{role}")
        return f"{said} – {self.entity(UUID(scope))}" if ISO_ID.match(scope) else said

    def _detail(self, name: str, value: object) -> Detail:
        if isinstance(value, str) and ISO_ID.match(value):
            value = UUID(value)
        if isinstance(value, str) and FACT_ID.match(value):
            return Detail(name, self.citation(value).text, f"/facts/{value}")
        if isinstance(value, msgspec.Struct):
            return Detail(name, parts=tuple(self._detail(n, v) for n, v in _fields(value)))
        if isinstance(value, tuple):
            return Detail(name, parts=tuple(self._detail(name, part) for part in value))
        if isinstance(value, dict):
            parts = tuple(
                self._detail(n, v)
                for n, v in value.items()
                if catalogue().knows(f"field.{n}", self._locale)
            )
            return Detail(name, parts=(Detail(name, parts=parts),))
        link = f"/dong-su-kien?cua={value}" if isinstance(value, UUID) else None
        return Detail(name, self._plain(name, value), link)

    def _plain(self, name: str, value: object) -> str:
        match value:
            case None:
                return "–"
            case bool():
                return self._text(f"yes_no.{str(value).lower()}")
            case int() if name in PLAIN_NUMBERS:
                return str(value)
            case int() | Decimal():
                return number(value, self._locale)
            case date():
                return day(value, self._locale)
            case UUID():
                return self._who(value)
            case msgspec.Struct() as struct:
                inner = [self._plain(n, v) for n, v in _fields(struct)]
                return inner[0]
            case tuple():
                return ", ".join(self._plain(name, part) for part in value)
            case dict():
                return ", ".join(self._plain(str(n), v) for n, v in value.items())
            case str() if name == "audience":
                return self._audience(value)
            case str() if name == "account":
                return self._actor(value)
            case _:
                return self._word(name, str(value))

    def _named(self, value: object) -> bool:
        return isinstance(value, UUID) and self._names.name(value) is not None

    def _who(self, some_id: UUID) -> str:
        name = self._names.name(some_id)
        if name is not None:
            return name
        if some_id in self._names.people:
            return self._text("bloc.erased")
        begun = self._begun.get(str(some_id))
        if begun is None:
            return self._text("timeline.unnamed")
        # The words of a beginning name ids of the directory only, so this ends.
        return Wording(self._names, self._locale).said(begun)

    def _word(self, name: str, text: str) -> str:
        if ISO_DAY.match(text):
            return day(date.fromisoformat(text), self._locale)
        if ISO_ID.match(text):
            return self._who(UUID(text))
        for table in CODED.get(name, (name,)):
            if catalogue().knows(f"{table}.{text}", self._locale):
                return self._text(f"{table}.{text}")
        return text


def ids_in(value: object) -> Iterator[str]:
    """Every id of an entity or of a fact that stands in a fact's body."""
    match value:
        case msgspec.Struct():
            for _, part in _fields(value):
                yield from ids_in(part)
        case tuple():
            for part in value:
                yield from ids_in(part)
        case dict():
            for part in value.values():
                yield from ids_in(part)
        case UUID():
            yield str(value)
        case str() if ISO_ID.match(value) or FACT_ID.match(value):
            yield value
        case _:
            return


def happened_on(fact: msgspec.Struct) -> date | None:
    """The day on which a fact happened in the world: the first day its body names.

    When it was learnt is another day, that of its envelope.
    """
    return next((value for _, value in _fields(fact) if isinstance(value, date)), None)


def _fields(struct: msgspec.Struct) -> Iterator[tuple[str, Any]]:
    for name in struct.__struct_fields__:
        yield name, getattr(struct, name)
