"""Stores and read models of the tests of `shared`."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import ExitStack

import pytest

from tests.harness.stores import UnitStore, opened

OpenStore = Callable[[str], UnitStore]


@pytest.fixture
def open_store() -> Iterator[OpenStore]:
    """Opens stores and closes them after the test."""
    with ExitStack() as stores:
        yield lambda url: stores.enter_context(opened(url))


@pytest.fixture
def store(open_store: OpenStore, store_url: Callable[[], str]) -> UnitStore:
    return open_store(store_url())
