"""The envelope of a fact: CloudEvents 1.0 in binary mode, in NATS headers, with our extensions.

Source: CloudEvents 1.0.2; the binary mode of its NATS protocol binding (draft of 1.0.3);
percent-encoding of header values as in its HTTP protocol binding; W3C Trace Context.
"""

from __future__ import annotations

import re
import string
from datetime import UTC, datetime
from functools import cache, lru_cache
from typing import TYPE_CHECKING, Any, ClassVar
from urllib.parse import quote, unquote

import msgspec

from shared.decoders import decoder

if TYPE_CHECKING:
    from collections.abc import Mapping

SOURCES = ("bloc", "covenant", "awards", "notify")
TYPE_PREFIX = "vn.thidua."
# What stands in a header as it is; a quotation mark and the percent sign do not.
HEADER_TEXT = string.punctuation.replace('"', "").replace("%", "")

_encoder = msgspec.json.Encoder()
_WORD_START = re.compile(r"(?<!^)(?=[A-Z])")


@cache
def fact_type(kind: type[Fact]) -> str:
    """The CloudEvents type of a fact: `vn.thidua.covenant_signed.v1`."""
    return f"{TYPE_PREFIX}{name_of(kind)}.v{kind.VERSION}"


def publisher_of(kind: type[Fact]) -> str:
    """The service that publishes a fact: the module, or package, of its contract."""
    return kind.__module__.removeprefix("shared.contracts.").partition(".")[0]


@cache
def name_of(kind: type[Fact]) -> str:
    """The name of a fact in snake case, as in subjects: `covenant_signed`."""
    return _WORD_START.sub("_", kind.__name__).lower()


class Fact(msgspec.Struct, frozen=True, kw_only=True, gc=False):
    """The body of a published fact. Its module names the publisher, its class the fact."""

    VERSION: ClassVar[int] = 1
    REGISTRY: ClassVar[dict[str, type[Fact]]] = {}

    def __init_subclass__(cls, **options: Any) -> None:  # noqa: ANN401 (options of msgspec)
        super().__init_subclass__(**options)
        Fact.REGISTRY[fact_type(cls)] = cls


class UnknownFact(Fact, frozen=True, kw_only=True):
    """A fact of a type this code does not know; readers pass over it and keep its position.

    `wire` and `raw` are the headers and the body it came with, so that newer code can read it.
    """

    wire: dict[str, str] = {}
    raw: bytes = b""


class UnreadableFact(UnknownFact, frozen=True, kw_only=True):
    """A fact in its place in the log that this code cannot decode; `reason` says why."""

    reason: str


class NotAFact(Exception):
    """A message on the log has no place in any store's order; whoever wrote it is no relay."""

    def __init__(self, reason: Exception) -> None:
        super().__init__(f"no place in the log can be read: {type(reason).__name__}: {reason}")


class Envelope(msgspec.Struct, frozen=True, kw_only=True, gc=False):
    """One fact with everything that is known about it.

    `position` is the place in its publisher's store, `previous` the position before it in the
    same store (0 for the first), `epoch` the identity of that store. `time` is when it was
    recorded, aware, UTC. `sequence` is the place in the stream (0 when not read from it).
    """

    source: str
    position: int
    previous: int
    epoch: str
    time: datetime
    subject: str
    data: Fact
    actor: str
    correlation: str
    causation: str | None = None
    traceparent: str | None = None
    sequence: int = 0

    @property
    def id(self) -> str:
        """`<service>:<position>`, by which other facts and verdicts cite this one."""
        return f"{self.source}:{self.position}"

    @property
    def name(self) -> str:
        """The fact's name in snake case, as in subjects: `covenant_signed`."""
        return name_of(type(self.data))

    def headers(self) -> dict[str, str]:
        """The NATS headers of this envelope; a new dictionary each time. Raises as `lines`."""
        if isinstance(self.data, UnknownFact):
            return dict(self.data.wire)
        parted = (line.partition(": ") for line in self.lines().split("\r\n")[:-1])
        return {name: value for name, _, value in parted}

    def lines(self) -> str:
        """The headers as the lines of a message, put together at once: a relay writes many.

        Raises `ValueError` where a value would break its line. Not for facts that are unknown.
        """
        source, position, subject, epoch = self.source, self.position, self.subject, self.epoch
        causation, traceparent = self.causation, self.traceparent
        before_time, before_position = _told(type(self.data), source)
        written = f"{source}{subject}{epoch}{causation}{traceparent}"
        if "\n" in written or "\r" in written:
            raise ValueError(f"a header of {self.id} holds a line break")
        caused = "" if causation is None else f"thidua-causation: {causation}\r\n"
        traced = "" if traceparent is None else f"traceparent: {traceparent}\r\n"
        return (
            f"ce-specversion: 1.0\r\nce-id: {source}:{position}{before_time}"
            f"{_written_time(self.time)}\r\nce-subject: {subject}{before_position}"
            f"{position}\r\nthidua-previous: {self.previous}\r\nthidua-epoch: {epoch}\r\n"
            f"thidua-correlation: {_written(self.correlation)}\r\n"
            f"thidua-actor: {_written(self.actor)}\r\n{caused}{traced}"
        )

    def body(self) -> bytes:
        """The fact as JSON; as it came, where it was not understood."""
        if isinstance(self.data, UnknownFact):
            return self.data.raw
        return _encoder.encode(self.data)

    @classmethod
    def read(cls, headers: Mapping[str, str], body: bytes, *, sequence: int = 0) -> Envelope:
        """Read an envelope back from the wire.

        Raises `KeyError` for a missing header and `msgspec.ValidationError` for a body that
        does not fit its type. A type not known becomes `UnknownFact`: facts may be added.
        """
        kind = Fact.REGISTRY.get(headers["ce-type"])
        return cls(
            source=headers["ce-source"].rsplit("/", 1)[-1],
            position=int(headers["thidua-position"]),
            previous=int(headers["thidua-previous"]),
            epoch=headers["thidua-epoch"],
            time=datetime.fromisoformat(headers["ce-time"]),
            subject=headers["ce-subject"],
            data=UnknownFact(wire=_sent(headers), raw=body)
            if kind is None
            else decoder(kind).decode(body),
            actor=read_text(headers["thidua-actor"]),
            correlation=read_text(headers["thidua-correlation"]),
            causation=headers.get("thidua-causation"),
            traceparent=headers.get("traceparent"),
            sequence=sequence,
        )

    @classmethod
    def receive(cls, headers: Mapping[str, str], body: bytes, *, sequence: int) -> Envelope:
        """Read whatever came: what cannot be decoded keeps its place as `UnreadableFact`.

        Raises `NotAFact` when even its place cannot be read.
        """
        try:
            return cls.read(headers, body, sequence=sequence)
        except (KeyError, ValueError, msgspec.MsgspecError) as error:
            reason = f"{type(error).__name__}: {error}"
        try:
            return cls(
                source=headers["ce-source"].rsplit("/", 1)[-1],
                position=int(headers["thidua-position"]),
                previous=int(headers["thidua-previous"]),
                epoch=headers["thidua-epoch"],
                time=datetime.fromisoformat(headers["ce-time"]),
                subject=headers["ce-subject"],
                data=UnreadableFact(wire=_sent(headers), raw=body, reason=reason),
                actor=read_text(headers.get("thidua-actor", "")),
                correlation=read_text(headers.get("thidua-correlation", "")),
                sequence=sequence,
            )
        except (KeyError, ValueError) as error:
            raise NotAFact(error) from error


@cache
def _told(kind: type[Fact], source: str) -> tuple[str, str]:
    """What stands in the headers of every fact of a type before its time and its position."""
    told = fact_type(kind)
    before_time = f"\r\nce-type: {told}\r\nce-source: /thidua/{source}\r\nce-time: "
    schema = f"ce-dataschema: /schemas/{told}.json"
    before_position = (
        f"\r\nce-datacontenttype: application/json\r\n{schema}\r\nthidua-position: "
    )
    return before_time, before_position


def _written_time(time: datetime) -> str:
    """A time as headers have it, `isoformat` by a shorter way where it is in UTC."""
    if time.tzinfo is not UTC:
        return time.isoformat()
    return f"{msgspec.to_builtins(time)[:-1]}+00:00"


@lru_cache(maxsize=1000)
def _written(text: str) -> str:
    """Text that others chose, as a header can carry it.

    What is not printable ASCII would come back from the client as something else than text, a
    line break would be another header, and a space at the end would be lost.
    """
    return quote(text, safe=HEADER_TEXT)


def read_text(value: str) -> str:
    """The text that a header carries."""
    return unquote(value) if "%" in value else value


def _sent(headers: Mapping[str, str]) -> dict[str, str]:
    """The headers that a publisher sent, without those of the transport."""
    return {name: value for name, value in headers.items() if not name.startswith("Nats-")}


def type_named(name: str) -> type[Fact]:
    """The struct of a CloudEvents type. Raises `KeyError` for a type nobody publishes."""
    return Fact.REGISTRY[name]
