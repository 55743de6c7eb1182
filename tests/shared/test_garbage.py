"""What was loaded is not looked through again, nor a batch at every turn while it is made."""

from __future__ import annotations

import gc
from collections.abc import Iterator

import pytest

from shared.garbage import collect_seldom


@pytest.fixture(autouse=True)
def as_it_was() -> Iterator[None]:
    before = gc.get_threshold()
    yield
    gc.unfreeze()
    gc.set_threshold(*before)


def looks_at_the_newest() -> int:
    looks: int = gc.get_stats()[0]["collections"]
    return looks


def test_a_batch_is_made_without_a_look_and_cycles_still_go() -> None:
    collect_seldom()
    gc.collect()
    before = looks_at_the_newest()

    batch = [[number] for number in range(5000)]

    assert len(batch) == 5000
    assert looks_at_the_newest() == before
    assert gc.get_freeze_count() > 0
    for _ in range(15_000):
        itself: list[object] = []
        itself.append(itself)
    assert looks_at_the_newest() > before
