"""Headers are read as the library reads them, only with less work."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from nats.aio.client import Client

from shared.messaging.client import LogClient
from shared.messaging.headers import NUMBER, OF_FACT, SOME_LACK, WRITTEN, read_headers

PIECES = st.sampled_from(
    [
        b"ce-id",
        b"Nats-Batch-Id",
        b":",
        b": ",
        b" ",
        b"\t",
        b"\r\n",
        b"\xc3\xa9",
        b"\xff",
        b"a b",
    ]
)


@given(st.lists(PIECES | st.binary(max_size=5), max_size=20).map(b"".join))
def test_whatever_comes_is_read_as_the_library_reads_it(raw: bytes) -> None:
    assert LogClient._parse_header_lines(raw) == Client._parse_header_lines(raw)


@pytest.mark.parametrize("name", ["ce-id", "thidua-position"])
def test_a_header_of_a_fact(name: str) -> None:
    read = LogClient._parse_header_lines(f"{name}: awards:17\r\nother:x\r\n\r\n".encode())
    assert read == {name: "awards:17", "other": "x"}


VALUES = st.text(st.characters(min_codepoint=33, max_codepoint=126), min_size=1, max_size=8)


@given(st.lists(VALUES, min_size=17, max_size=17), st.integers(0, 3), st.integers(0, 17))
def test_headers_of_a_fact_are_read_at_once_as_they_are_one_by_one(
    values: list[str], lacking: int, broken: int
) -> None:
    some = [name for bit, name in enumerate(SOME_LACK) if not lacking & 1 << bit]
    names = [name for name in WRITTEN if name not in SOME_LACK or name in some]
    written = {
        name: "17" if WRITTEN[name] == NUMBER else value
        for name, value in zip(names, values, strict=False)
    }
    written |= {"ce-specversion": "1.0", "Nats-Batch-Id": values[15], "Nats-Sequence": "7"}
    lines = [f"{name}: {value}\r\n".encode() for name, value in written.items()]
    whole = b"".join([*lines, b"\r\n"])
    other = b"".join([*lines[:broken], b"x: \xc3\xa9\r\n", *lines[broken:], b"\r\n"])

    assert OF_FACT.fullmatch(whole.decode()) is not None
    assert read_headers(whole) == Client._parse_header_lines(whole) == written
    assert read_headers(other) == Client._parse_header_lines(other)
