"""Sealing: opened by its key and context alone, never twice the same."""

from __future__ import annotations

import pytest

from shared.sealing import OVERHEAD, SealBroken, SealKey, seal

KEY = SealKey.generate()


def test_what_is_sealed_is_opened_by_its_key_also_after_it_was_kept() -> None:
    sealed = seal(KEY.public_point, b"\1\0\0", b"ballot")

    assert len(sealed) == OVERHEAD + 3
    assert SealKey.read(KEY.written()).open(sealed, b"ballot") == b"\1\0\0"


def test_two_seals_of_the_same_have_nothing_in_common() -> None:
    first, second = (seal(KEY.public_point, b"\1\0\0", b"ballot") for _ in range(2))

    assert first[:65] != second[:65]
    assert first[65:] != second[65:]


@pytest.mark.parametrize("broken", ["key", "context", "point", "content", "short"])
def test_another_key_context_or_byte_opens_nothing(broken: str) -> None:
    sealed = bytearray(seal(KEY.public_point, b"\1\0\0", b"ballot"))
    key = SealKey.generate() if broken == "key" else KEY
    if broken in {"point", "content"}:
        sealed[1 if broken == "point" else -1] ^= 1
    short = sealed[:40] if broken == "short" else sealed

    with pytest.raises(SealBroken):
        key.open(bytes(short), b"other" if broken == "context" else b"ballot")


def test_what_is_no_key_is_refused() -> None:
    with pytest.raises(SealBroken):
        seal(b"\4" + bytes(64), b"", b"")
    with pytest.raises(SealBroken):
        SealKey.read(b"none")
