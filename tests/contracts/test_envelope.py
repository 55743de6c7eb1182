"""The published language: every fact survives the wire, readers take what they know."""

from __future__ import annotations

import dataclasses
import inspect
import re
import typing
from collections.abc import Mapping
from datetime import UTC, date, datetime, time, timedelta, timezone
from decimal import Decimal
from types import NoneType, UnionType
from typing import Any, Literal, Union
from uuid import UUID, uuid4

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from shared import contracts
from shared.contracts import (
    SOURCES,
    Envelope,
    Fact,
    NotAFact,
    UnknownFact,
    UnreadableFact,
    fact_type,
    partition_of,
    publisher_of,
    subject_of,
    type_named,
)

PUBLISHERS = {
    source: getattr(contracts, source) for source in SOURCES if hasattr(contracts, source)
}
PUBLISHED = [
    (source, kind)
    for source, module in PUBLISHERS.items()
    for kind in vars(module).values()
    if inspect.isclass(kind) and issubclass(kind, Fact) and publisher_of(kind) == source
]
SUBJECT = re.compile(r"thidua\.(bloc|covenant|awards|notify)\.[a-z0-9_]+\.\d\d")


def values_of(annotation: Any) -> st.SearchStrategy[Any]:  # noqa: ANN401 (any annotation of a fact)
    """Values of a fact's field, of every shape its annotation allows."""
    simple: dict[Any, st.SearchStrategy[Any]] = {
        UUID: st.uuids(),
        str: st.text(max_size=20),
        int: st.integers(-(2**63), 2**63 - 1),
        bool: st.booleans(),
        date: st.dates(),
        time: st.times(),
        datetime: st.datetimes(timezones=st.just(UTC)),
        Decimal: st.decimals(allow_nan=False, allow_infinity=False, places=2),
        NoneType: st.none(),
    }
    if annotation in simple:
        return simple[annotation]
    origin, arguments = typing.get_origin(annotation), typing.get_args(annotation)
    if origin is Literal:
        return st.sampled_from(arguments)
    if origin in {Union, UnionType}:
        return st.one_of(*(values_of(argument) for argument in arguments))
    if origin is tuple:
        return st.lists(values_of(arguments[0]), max_size=2).map(tuple)
    if origin is dict:
        return st.dictionaries(*(values_of(argument) for argument in arguments), max_size=2)
    return structs(annotation)


def structs(kind: type[Any]) -> st.SearchStrategy[Any]:
    hints = typing.get_type_hints(kind)
    fields = [field.name for field in msgspec.structs.fields(kind)]
    return st.builds(kind, **{name: values_of(hints[name]) for name in fields})


def enveloped(source: str, fact: Fact, **changed: Any) -> Envelope:  # noqa: ANN401 (any field)
    envelope = Envelope(
        source=source,
        position=7,
        previous=6,
        epoch=uuid4().hex,
        time=datetime(2024, 3, 12, 8, 44, 1, 5, tzinfo=UTC),
        subject=str(uuid4()),
        data=fact,
        actor="somebody",
        correlation="c",
    )
    return msgspec.structs.replace(envelope, **changed)


def over_the_wire(envelope: Envelope) -> Envelope:
    return Envelope.read(envelope.headers(), envelope.body())


@given(
    time=st.datetimes(
        timezones=st.sampled_from([UTC, timezone(timedelta(hours=7)), timezone.min])
    )
)
def test_a_time_is_written_with_its_offset(time: datetime) -> None:
    assert enveloped("bloc", some_fact(), time=time).headers()["ce-time"] == time.isoformat()


def some_fact() -> Fact:
    return contracts.bloc.UnitJoinedBloc(
        bloc_id=UUID(int=1), unit_id=UUID(int=2), on=date(2024, 1, 15)
    )


@pytest.mark.parametrize(("source", "kind"), PUBLISHED, ids=str)
@settings(max_examples=25, deadline=None)
@given(data=st.data())
def test_every_fact_survives_the_wire(
    source: str, kind: type[Fact], data: st.DataObject
) -> None:
    sent = enveloped(source, data.draw(structs(kind)))

    assert over_the_wire(sent) == sent
    assert SUBJECT.fullmatch(subject_of(sent))


@given(
    actor=st.text(max_size=20),
    correlation=st.text(max_size=20),
    causation=st.none() | st.just("awards:7"),
    traceparent=st.none() | st.just("00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01"),
    time=st.datetimes(timezones=st.just(UTC)),
)
def test_the_whole_envelope_survives_the_wire(
    actor: str, correlation: str, causation: str | None, traceparent: str | None, time: datetime
) -> None:
    sent = enveloped(
        "bloc",
        some_fact(),
        actor=actor,
        correlation=correlation,
        causation=causation,
        traceparent=traceparent,
        time=time,
    )

    assert over_the_wire(sent) == sent


def test_the_headers_are_cloudevents_in_binary_mode() -> None:
    sent = enveloped("bloc", some_fact(), epoch="e", subject=str(UUID(int=1)), causation="x:1")

    assert sent.headers() == {
        "ce-specversion": "1.0",
        "ce-id": "bloc:7",
        "ce-type": "vn.thidua.unit_joined_bloc.v1",
        "ce-source": "/thidua/bloc",
        "ce-time": "2024-03-12T08:44:01.000005+00:00",
        "ce-subject": "00000000-0000-0000-0000-000000000001",
        "ce-datacontenttype": "application/json",
        "ce-dataschema": "/schemas/vn.thidua.unit_joined_bloc.v1.json",
        "thidua-position": "7",
        "thidua-previous": "6",
        "thidua-epoch": "e",
        "thidua-correlation": "c",
        "thidua-actor": "somebody",
        "thidua-causation": "x:1",
    }


def test_every_call_gives_headers_of_its_own() -> None:
    envelope = enveloped("bloc", some_fact())
    envelope.headers().clear()

    assert over_the_wire(envelope) == envelope


def test_a_fact_of_a_type_not_known_keeps_its_place() -> None:
    sent = enveloped("bloc", some_fact())
    headers = sent.headers() | {"ce-type": "vn.thidua.unit_merged.v1"}

    body = b'{"unit_id":"x","anything":[1,{"at":"all"}]}'
    read = Envelope.read(headers | {"Nats-Batch-Id": "b"}, body)

    assert read == msgspec.structs.replace(sent, data=UnknownFact(wire=headers, raw=body))
    assert (read.headers(), read.body()) == (headers, body), "newer code can read it from these"


def test_what_cannot_be_decoded_keeps_its_place_and_says_why() -> None:
    sent = enveloped("bloc", some_fact())

    read = Envelope.receive(sent.headers(), b"{}", sequence=7)

    assert isinstance(read.data, UnreadableFact)
    assert "missing required field" in read.data.reason
    assert (read.id, read.subject, read.sequence) == (sent.id, sent.subject, 7)
    assert (read.headers(), read.body()) == (sent.headers(), b"{}")


@pytest.mark.parametrize("lost", ["ce-source", "ce-subject", "thidua-position", "ce-time"])
def test_what_has_no_place_is_no_fact(lost: str) -> None:
    sent = enveloped("bloc", some_fact())
    headers = sent.headers()

    with pytest.raises(NotAFact, match=lost):
        Envelope.receive({k: v for k, v in headers.items() if k != lost}, b"{}", sequence=7)
    with pytest.raises(NotAFact):
        Envelope.receive(headers | {"thidua-position": "first"}, sent.body(), sequence=7)


def test_fields_that_were_added_are_passed_over() -> None:
    sent = enveloped("bloc", some_fact())
    body: dict[str, Any] = msgspec.json.decode(sent.body())

    read = Envelope.read(sent.headers(), msgspec.json.encode(body | {"added": [1, 2]}))

    assert read == sent


@pytest.mark.parametrize(
    "body",
    [b"", b"[]", b"{", b"{}", b'{"bloc_id":"no uuid","unit_id":"x","on":"2024-01-01"}'],
)
def test_a_body_that_does_not_fit_is_refused(body: bytes) -> None:
    with pytest.raises(msgspec.MsgspecError):
        Envelope.read(enveloped("bloc", some_fact()).headers(), body)


@pytest.mark.parametrize(
    "missing", ["ce-type", "ce-source", "ce-time", "thidua-position", "thidua-previous"]
)
def test_a_missing_header_is_named(missing: str) -> None:
    sent = enveloped("bloc", some_fact())
    headers: Mapping[str, str] = {k: v for k, v in sent.headers().items() if k != missing}

    with pytest.raises(KeyError, match=missing):
        Envelope.read(headers, sent.body())


@pytest.mark.parametrize(
    ("entity", "partition"),
    [
        (UUID("00000000-0000-0000-0000-000000000000"), "09"),
        (UUID("00000000-0000-0000-0000-000000000001"), "31"),
        (UUID("6f1f2c5e-8d0b-4b8e-9d7e-2f8a3f0c1a2b"), "29"),
        ("ffffffff-ffff-ffff-ffff-ffffffffffff", "15"),
    ],
)
def test_the_partition_of_an_entity_is_the_same_for_ever(
    entity: UUID | str, partition: str
) -> None:
    assert partition_of(entity) == partition


@given(st.uuids())
def test_a_partition_is_two_digits_below_64(entity: UUID) -> None:
    assert re.fullmatch(r"[0-5]\d|6[0-3]", partition_of(entity))
    assert partition_of(entity) == partition_of(str(entity))


def test_every_publisher_has_its_module() -> None:
    assert set(PUBLISHERS) == set(SOURCES)


def test_names_of_facts_are_unique_and_found() -> None:
    types = [fact_type(kind) for _, kind in PUBLISHED]

    assert len(set(types)) == len(types)
    for _, kind in PUBLISHED:
        assert type_named(fact_type(kind)) is kind


def test_facts_and_their_parts_are_frozen() -> None:
    parts = [
        part
        for module in PUBLISHERS.values()
        for part in vars(module).values()
        if inspect.isclass(part) and issubclass(part, msgspec.Struct)
    ]
    assert all(part.__struct_config__.frozen for part in parts)
    assert not any(dataclasses.is_dataclass(part) for part in parts)


def test_every_fact_says_what_it_means() -> None:
    silent = [kind.__name__ for _, kind in PUBLISHED if not inspect.getdoc(kind)]

    assert silent == []
