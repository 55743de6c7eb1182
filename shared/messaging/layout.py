"""Messages that the stream gave directly, and facts of those whose headers were not read yet.

Relays write the headers of a fact in one order, and the server adds its own behind them: one
expression finds in lines like that all that an envelope takes from them. Lines of any other
kind are read one by one.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple

from shared.contracts import Envelope, NotAFact, UnknownFact
from shared.messaging.client import header_lines

if TYPE_CHECKING:
    from collections.abc import Mapping

TEXT = "[!-~]+"
NUMBER = "[0-9]+"
# By name, in their order: what a value looks like, in brackets where an envelope takes it.
WRITTEN = {
    "ce-specversion": "1.0",
    "ce-id": TEXT,
    "ce-type": f"({TEXT})",
    "ce-source": f"({TEXT})",
    "ce-time": f"({TEXT})",
    "ce-subject": f"({TEXT})",
    "ce-datacontenttype": TEXT,
    "ce-dataschema": TEXT,
    "thidua-position": f"({NUMBER})",
    "thidua-previous": f"({NUMBER})",
    "thidua-epoch": f"({TEXT})",
    "thidua-correlation": f"({TEXT})",
    "thidua-actor": f"({TEXT})",
    "thidua-causation": f"({TEXT})",
    "traceparent": f"({TEXT})",
}
SOME_LACK = ("thidua-causation", "traceparent")
SEQUENCE = "Nats-Sequence"
PLACE = b"\r\nNats-Sequence: "
OF_SERVER = f"(?:Nats-(?!Sequence:)[A-Za-z-]+: {TEXT}\r\n)*"
LAYOUT = re.compile(
    "".join(
        f"(?:{name}: {value}\r\n){'?' if name in SOME_LACK else ''}"
        for name, value in WRITTEN.items()
    )
    + f"{OF_SERVER}{SEQUENCE}: ({NUMBER})\r\n{OF_SERVER}\r\n"
)
TAKEN = (*(name for name, value in WRITTEN.items() if value.startswith("(")), SEQUENCE)


class Lines(NamedTuple):
    """One message as it came: the lines of its headers, not read yet, and its body."""

    head: bytes
    body: bytes

    @property
    def sequence(self) -> int:
        """Where in the stream it stands."""
        at = self.head.index(PLACE) + len(PLACE)
        return int(self.head[at : self.head.index(b"\r", at)])

    def fact(self) -> Envelope | None:
        """The fact in it; none in what is no fact, which nobody's order misses."""
        found = LAYOUT.fullmatch(self.head.decode("latin-1"))
        if found is not None:
            taken = zip(TAKEN, found.groups(), strict=True)
            headers = {name: value for name, value in taken if value is not None}
            fact = Message(headers, self.body).fact()
            # What is not understood keeps all its headers.
            if fact is not None and not isinstance(fact.data, UnknownFact):
                return fact
        return Message(header_lines(self.head), self.body).fact()


class Message(NamedTuple):
    """The same with its headers read."""

    headers: Mapping[str, str]
    body: bytes

    @property
    def sequence(self) -> int:
        return int(self.headers[SEQUENCE])

    def fact(self) -> Envelope | None:
        try:
            return Envelope.receive(self.headers, self.body, sequence=self.sequence)
        except NotAFact:
            return None
