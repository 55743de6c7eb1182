"""A fold that notes facts first and works them out at last keeps the same documents."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator, Sequence
from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from services.awards.views import noting
from services.awards.views.eligibility import Eligibility
from shared.contracts import Envelope
from shared.readmodel import ReadModel
from tests.folds.lives import histories
from tests.folds.streams import (
    Documents,
    documents,
    folded,
    in_source_order,
    interleaved,
    kept_in_memory,
    receive,
    split,
)

SEEDS = st.integers(0, 2**32 - 1)


@pytest.fixture(autouse=True, scope="module")
def short_stretches() -> Iterator[None]:
    """Stretches end in the midst of a subject's notes, and between the people of a unit."""
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(noting, "NOTES_AT_ONCE", 7)
        patched.setattr(noting, "UNITS_AT_ONCE", 2)
        patched.setattr(noting, "ADDITIONS_AT_ONCE", 3)
        yield


async def noted_first(
    model: ReadModel, batches: Sequence[Sequence[Envelope]], chance: Random
) -> None:
    """Most facts come before the work begins, some between its stretches, some after it."""
    waiting = list(batches)
    meanwhile = waiting[len(waiting) * 2 // 3 :]
    await model.put_off()
    await receive(model, waiting[: len(waiting) * 2 // 3])
    while model.is_put_off:
        await model.work_out()
        if meanwhile and chance.random() < 0.5:
            await receive(model, [meanwhile.pop(0)])
    await receive(model, meanwhile)


def filled_in_two_steps(batches: Sequence[Sequence[Envelope]], chance: Random) -> Documents:
    with kept_in_memory(Eligibility()) as model:
        asyncio.run(noted_first(model, batches, chance))
        return documents(model)


@settings(max_examples=25)
@given(seed=SEEDS, lives=st.integers(1, 60))
def test_noted_and_worked_out_at_last_the_documents_are_the_same(seed: int, lives: int) -> None:
    chance = Random(seed)
    history = histories(seed, lives)
    batches = split(interleaved(history, chance), chance, longest=20)

    from_zero = folded(Eligibility(), [in_source_order(history)])

    assert filled_in_two_steps(batches, chance) == from_zero
