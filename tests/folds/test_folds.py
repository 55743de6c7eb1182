"""Every projection of every service depends on the facts alone, not on how they came."""

from __future__ import annotations

import tomllib
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from random import Random
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from shared.contracts import SOURCES, Envelope, Fact, publisher_of
from shared.readmodel import Batch, Documents, Projection
from tests.folds.lives import LIVES, histories
from tests.folds.streams import (
    PROJECTIONS,
    folded,
    in_source_order,
    interleaved,
    repeated,
    split,
)

CONSUMERS = Path(__file__).resolve().parents[2] / "deploy" / "nats" / "consumers.toml"
POLICIES = {"notify-deliveries", "notify-organisation"}
SEEDS = st.integers(0, 2**32 - 1)
LIVED = st.integers(1, 60)

every_projection = pytest.mark.parametrize("projection", PROJECTIONS, ids=lambda p: p.name)


@every_projection
@settings(max_examples=25)
@given(seed=SEEDS, lives=LIVED)
def test_however_sources_interleave_and_repeat_the_documents_are_the_same(
    projection: Projection, seed: int, lives: int
) -> None:
    chance = Random(seed)
    history = histories(seed, lives)
    stream = repeated(interleaved(history, chance), chance)

    from_zero = folded(projection, [in_source_order(history)])

    assert folded(projection, split(stream, chance, longest=20)) == from_zero


@every_projection
@settings(max_examples=10)
@given(seed=SEEDS, lives=LIVED)
def test_fact_by_fact_is_the_same_as_all_at_once(
    projection: Projection, seed: int, lives: int
) -> None:
    stream = interleaved(histories(seed, lives), Random(seed))

    assert folded(projection, [[fact] for fact in stream]) == folded(projection, [stream])


@dataclass(frozen=True)
class LastHeard:
    """A fold as none may be: it keeps who was heard last."""

    key: str
    source: str


LAST: Documents[LastHeard] = Documents("last_heard", LastHeard)


class HearsTheLast:
    name = "console-last"
    version = 1
    sources = SOURCES
    documents: Sequence[Documents[Any]] = (LAST,)

    def project(self, facts_in_order: Sequence[Envelope], batch: Batch) -> None:
        for fact in facts_in_order:
            batch.put(LAST, "last", LastHeard("last", fact.source))


def test_a_fold_that_depends_on_the_order_of_sources_is_found() -> None:
    history = histories(seed=1, lives=60)
    plain = folded(HearsTheLast(), [in_source_order(history)])
    others = [
        folded(HearsTheLast(), [interleaved(history, Random(seed))]) for seed in range(20)
    ]

    assert any(other != plain for other in others)


def test_the_projections_of_all_services_are_held_to_it() -> None:
    declared = tomllib.loads(CONSUMERS.read_text("utf-8"))
    readers = {name for names in declared.values() for name in names}

    assert {projection.name for projection in PROJECTIONS} == readers - POLICIES


def test_every_fact_there_is_happens_in_some_life() -> None:
    published = {kind for kind in Fact.REGISTRY.values() if publisher_of(kind) in SOURCES}
    told = {kind for life in LIVES for kind in (*life.begins, *life.follows)}

    assert told == published
