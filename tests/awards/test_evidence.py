"""Evidence is exact and no order matters, for any log of facts that hypothesis can think of."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from random import Random

import hypothesis
from hypothesis import strategies as st

from services.awards.law import Answer, ConditionResult, History, Verdict, judge
from services.awards.law.verdict import fact_order
from services.awards.projections.histories import SubjectKey, people_of
from shared.contracts import Envelope, Fact
from tests.awards.samples import (
    AN,
    RULES,
    UNIT,
    YEAR,
    back,
    confirmed,
    declared,
    discipline_ended,
    disciplined,
    enrolled,
    folded,
    found,
    granted,
    held,
    initiative,
    left,
    lifted,
    named,
    on_leave,
    ranked,
    rated,
    recorded,
    revoked,
    transferred,
)

BINH = named("Bình")
CHI = named("Chi")
OTHER_UNIT = named("Cục Quản trị")
PEOPLE = (AN, BINH, CHI)
EARLY = date(2021, 2, 1)
LATE = date(2024, 5, 1)

# Each fact at most once: two facts that say the same of the same thing can replace each other.
OF_EVERYBODY: list[Fact] = [
    fact
    for person in PEOPLE
    for fact in (
        enrolled(person),
        transferred(person, UNIT, OTHER_UNIT, date(2024, 8, 1)),
        transferred(person, OTHER_UNIT, UNIT, date(2024, 10, 1)),
        left(person, on=date(2024, 11, 1)),
        rated("FAILED", person),
        rated("EXCELLENT", person),
        found("LDTT-2", person),
        granted("LDTT", person=person),
        granted("CSTDCS", person=person),
        revoked("LDTT", person=person),
        revoked("CSTDCS", person=person),
        disciplined("warning", LATE, person=person),
        initiative("UNIT", person=person),
    )
]
OF_AN: list[Fact] = [
    enrolled(on=date(2024, 9, 1)),
    found("LDTT-2", met=False),
    held(1),
    held(2),
    lifted(1),
    lifted(2),
    declared("CSTDCS", 2022),
    confirmed("CSTDCS", 2022),
    declared("CSTDCS", 2023),
    confirmed("CSTDCS", 2023),
    revoked("CSTDCS", 2023),
    on_leave(date(2022, 9, 1)),
    back(date(2023, 3, 1)),
    on_leave(date(2023, 6, 1), "study"),
    declared("CSTD_BO", 2021),
    confirmed("CSTD_BO", 2021),
    declared("CSTD_BO", 2022),
    granted("CSTD_BO", 2023),
    revoked("CSTD_BO", 2023),
    granted("CSTD_BO"),
    disciplined("reprimand", EARLY),
    discipline_ended(EARLY, date(2021, 8, 1)),
    discipline_ended(LATE, date(2024, 6, 1)),
    initiative("MINISTRY", 2023),
    initiative("MINISTRY", 2022, " "),
    initiative("NATION", 2020),
    initiative("NATION", 2024),
]
OF_THE_UNIT: list[Fact] = [
    rated("GOOD", unit=UNIT),
    rated("EXCELLENT", unit=UNIT),
    ranked(1),
    ranked(2),
    *(found(code, unit=UNIT) for code in ("ALC-2", "ALC-5", "ELC-2", "ELC-6")),
    *(found(code, unit=UNIT) for code in ("MF-2", "MF-3", "MF-4", "GF-2", "GF-3")),
    found("MF-2", unit=UNIT, met=False),
]
ALL_FACTS = [*OF_EVERYBODY, *OF_AN, *OF_THE_UNIT]

SUBJECTS = (SubjectKey("person", AN), SubjectKey("unit", UNIT))


@st.composite
def choices(draw: st.DrawFn) -> list[int]:
    """Which of all facts happened, in which order."""
    order = draw(st.permutations(range(len(ALL_FACTS))))
    dropped = draw(st.sets(st.sampled_from(order), max_size=len(order)))
    return [index for index in order if index not in dropped]


def log_of(chosen: list[int]) -> list[Envelope]:
    return recorded([ALL_FACTS[index] for index in chosen])


def verdicts(log: Sequence[Envelope]) -> list[Verdict]:
    histories = folded(log)
    return [
        judge(
            RULES,
            title.code,
            YEAR,
            history,
            [histories[person] for person in people_of(history)],
        )
        for subject in SUBJECTS
        for history in [histories.get(subject, History(subject.kind, subject.id))]
        for title in RULES.titles_for(subject.kind)
    ]


Reasons = list[tuple[str, Answer, str, dict[str, str]]]


def reasons(conditions: Sequence[ConditionResult]) -> Reasons:
    """Everything a verdict says, save which facts it cites."""
    found: Reasons = []
    for each in conditions:
        found.append((each.code, each.answer, each.reason, each.values))
        found += reasons(each.parts)
    return found


@hypothesis.settings(max_examples=8, deadline=None)
@hypothesis.given(choices())
def test_exactly_the_cited_facts_matter(chosen: list[int]) -> None:
    log = log_of(chosen)
    with_all = verdicts(log)
    for removed in log:
        without_it = verdicts([each for each in log if each.id != removed.id])
        for before, after in zip(with_all, without_it, strict=True):
            what = f"{before.award} of a {before.subject_kind} without {removed.id}"
            cited = removed.id in before.facts
            if removed.source == "bloc":
                # Without the leaving between them, two arrivals can replace each other.
                assert cited == (before != after), what
            elif cited:
                assert reasons(before.conditions) != reasons(after.conditions), what
            else:
                assert before == after, f"{what}: {differing(before, after)}"


def differing(one: Verdict, other: Verdict) -> list[tuple[ConditionResult, ConditionResult]]:
    pairs = zip(one.conditions, other.conditions, strict=True)
    return [(before, after) for before, after in pairs if before != after]


@hypothesis.settings(max_examples=50, deadline=None)
@hypothesis.given(choices(), st.randoms(use_true_random=False))
def test_the_order_in_which_facts_arrive_does_not_matter(
    chosen: list[int], random: Random
) -> None:
    log = log_of(chosen)
    shuffled = list(log)
    random.shuffle(shuffled)
    assert verdicts(log) == verdicts(shuffled)


@hypothesis.settings(max_examples=50, deadline=None)
@hypothesis.given(choices())
def test_every_cited_fact_is_in_the_log_and_cited_in_order(chosen: list[int]) -> None:
    log = log_of(chosen)
    known = {each.id for each in log}
    for each in verdicts(log):
        assert set(each.facts) <= known
        assert list(each.facts) == sorted(each.facts, key=fact_order)
