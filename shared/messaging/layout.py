"""Messages that the stream gave directly, and facts of those whose headers were not read yet.

Relays write the headers of a fact in one order, and the server adds its own behind them: one
expression finds in lines like that all that an envelope takes from them. Lines of any other
kind are read one by one.
"""

from __future__ import annotations

import re
from datetime import datetime
from typing import TYPE_CHECKING, NamedTuple

import msgspec

from shared.contracts import Envelope, Fact, NotAFact, read_text
from shared.decoders import decoder
from shared.messaging.headers import NUMBER, SOME_LACK, TEXT, WRITTEN, header_lines

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping

# Whatever an envelope takes stands in brackets.
PASSED_OVER = ("ce-specversion", "ce-id", "ce-datacontenttype", "ce-dataschema")
TAKEN_LINES = {
    name: value if name in PASSED_OVER else f"({value})" for name, value in WRITTEN.items()
}
SEQUENCE = "Nats-Sequence"
PLACE = b"\r\nNats-Sequence: "
OF_SERVER = f"(?:Nats-(?!Sequence:)[A-Za-z-]++: {TEXT}\r\n)*+"
LAYOUT = re.compile(
    "".join(
        f"(?:{name}: {value}\r\n){'?' if name in SOME_LACK else ''}"
        for name, value in TAKEN_LINES.items()
    )
    + f"{OF_SERVER}{SEQUENCE}: ({NUMBER})\r\n{OF_SERVER}\r\n"
)


class Lines(NamedTuple):
    """One message as it came: the lines of its headers, not read yet, and its body."""

    head: bytes
    body: bytes

    @property
    def sequence(self) -> int:
        """Where in the stream it stands."""
        at = self.head.index(PLACE) + len(PLACE)
        return int(self.head[at : self.head.index(b"\r", at)])

    def fact(self, sources: Collection[str]) -> Envelope | None:
        """The fact in it; none in what is no fact, which nobody's order misses.

        None as well for a fact of another publisher than `sources`, which is not read at all.
        """
        found = LAYOUT.fullmatch(self.head.decode("latin-1"))
        if found is None:
            return Message(header_lines(self.head), self.body).fact(sources)
        kind, source, time, subject, position, *others = found.groups()
        source = source.rpartition("/")[2]
        if source not in sources:
            return None
        previous, epoch, correlation, actor, causation, traceparent, sequence = others
        known = Fact.REGISTRY.get(kind)
        at = data = None
        try:
            at = datetime.fromisoformat(time)
            data = None if known is None else decoder(known).decode(self.body)
        except (ValueError, msgspec.MsgspecError):
            data = None
        if at is None or data is None:
            # What is not known, or not understood, keeps all its headers.
            return Message(header_lines(self.head), self.body).fact(sources)
        return Envelope(
            source=source,
            position=int(position),
            previous=int(previous),
            epoch=epoch,
            time=at,
            subject=subject,
            data=data,
            actor=read_text(actor),
            correlation=read_text(correlation),
            causation=causation,
            traceparent=traceparent,
            sequence=int(sequence),
        )


class Message(NamedTuple):
    """The same with its headers read."""

    headers: Mapping[str, str]
    body: bytes

    @property
    def sequence(self) -> int:
        return int(self.headers[SEQUENCE])

    def fact(self, sources: Collection[str]) -> Envelope | None:
        try:
            fact = Envelope.receive(self.headers, self.body, sequence=self.sequence)
        except NotAFact:
            return None
        return fact if fact.source in sources else None
