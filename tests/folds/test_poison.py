"""Poison in the facts of the year: the same is parked however they come in batches."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from random import Random
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from shared.contracts import Envelope
from shared.readmodel import Batch, Documents, Projection
from tests.folds.lives import histories
from tests.folds.streams import PROJECTIONS, folded_and_parked, interleaved, split

SEEDS = st.integers(0, 2**32 - 1)


@dataclass(frozen=True)
class Poisoned:
    """A projection that cannot take some facts, and finds out only at the end of a batch."""

    projection: Projection
    poison: frozenset[str]

    @property
    def name(self) -> str:
        return self.projection.name

    @property
    def version(self) -> int:
        return self.projection.version

    @property
    def sources(self) -> tuple[str, ...]:
        return self.projection.sources

    @property
    def documents(self) -> Sequence[Documents[Any]]:
        return self.projection.documents

    def project(self, facts_in_order: Sequence[Envelope], batch: Batch) -> None:
        self.projection.project(facts_in_order, batch)
        batch.flush()
        found = self.poison & {fact.id for fact in facts_in_order}
        if found:
            raise ValueError(f"cannot take {sorted(found)}")


@pytest.mark.parametrize("projection", PROJECTIONS, ids=lambda p: p.name)
@settings(max_examples=3)
@given(seed=SEEDS, lives=st.integers(1, 20))
def test_what_is_parked_does_not_depend_on_how_facts_are_batched(
    projection: Projection, seed: int, lives: int
) -> None:
    chance = Random(seed)
    stream = interleaved(histories(seed, lives), chance)
    poison = frozenset(fact.id for fact in chance.sample(stream, min(3, len(stream))))
    poisoned = Poisoned(projection, poison)

    documents, parked = folded_and_parked(poisoned, [[fact] for fact in stream])

    assert folded_and_parked(poisoned, split(stream, chance, longest=20)) == (documents, parked)
    assert folded_and_parked(poisoned, [stream]) == (documents, parked)
    heard = [fact for fact in stream if fact.source in projection.sources]
    keys = {(fact.source, fact.subject) for fact in heard if fact.id in poison}
    assert keys <= set(parked)
    for key, positions in parked.items():
        waiting = [f.position for f in heard if (f.source, f.subject) == key]
        assert positions == tuple(waiting[-len(positions) :]), "it and all later ones"
