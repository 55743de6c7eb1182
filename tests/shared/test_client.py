"""Headers are read as the library reads them, only with less work."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from nats.aio.client import Client

from shared.messaging.client import LogClient

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
