"""Stores and read models of the tests of `shared`."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import ExitStack

import pytest

from shared.database import Database
from shared.readmodel import ReadModel
from tests.harness.stores import Counting, OpenModel, UnitStore, opened

OpenStore = Callable[[str], UnitStore]


@pytest.fixture
def open_store() -> Iterator[OpenStore]:
    """Opens stores and closes them after the test."""
    with ExitStack() as stores:
        yield lambda url: stores.enter_context(opened(url))


@pytest.fixture
def store(open_store: OpenStore, store_url: Callable[[], str]) -> UnitStore:
    return open_store(store_url())


@pytest.fixture
def open_model(store_url: Callable[[], str]) -> Iterator[OpenModel]:
    """Opens read models on one database, each as a process of its own would."""
    url = store_url()
    with ExitStack() as databases:

        def open_on_it(projection: Counting) -> ReadModel:
            database = Database(url, "views")
            databases.callback(database.close)
            model = ReadModel(database, projection)
            model.prepare()
            return model

        yield open_on_it


@pytest.fixture
def model(open_model: OpenModel) -> ReadModel:
    return open_model(Counting())
