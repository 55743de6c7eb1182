"""Read models: however publishers interleave, the same set of facts gives the same result."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from random import Random

import hypothesis
import msgspec
import pytest
from hypothesis import strategies as st

from services.awards.law import Answer, History
from services.awards.law.history import Ranked
from services.awards.law.reads import Reads
from services.awards.projections import register
from services.awards.projections.eligibility import (
    Change,
    EligibilityRow,
    eligibility_key,
    every_question,
    judged,
    questions_touched,
    unit_in,
)
from services.awards.projections.histories import (
    SubjectKey,
    additions,
    evolve,
    people_of,
    subjects_touched,
    units_of,
)
from services.awards.projections.kinship import closure, predecessors_of
from services.awards.projections.reviews import Review, reviews
from shared.continuity import DocumentMissing
from shared.contracts import Envelope, Fact, awards
from shared.contracts.covenant import Exclusion
from tests.awards.samples import (
    AN,
    RULES,
    UNIT,
    YEAR,
    Story,
    confirmed,
    declared,
    enrolled,
    envelope,
    folded,
    found,
    granted,
    initiative,
    left,
    named,
    ranked,
    rated,
    recorded,
    registered,
    revoked,
    transferred,
)
from tests.awards.stories import (
    TEN_PEOPLE,
    advanced_collective,
    ministry_fighter,
    ministry_flag,
    national_fighter,
)

OTHER_UNIT = named("Cục Quản trị")
PERSON = SubjectKey("person", AN)
COLLECTIVE = SubjectKey("unit", UNIT)
YEARS = range(YEAR, YEAR + 2)


def a_year() -> list[Envelope]:
    story = advanced_collective().tell(*ministry_flag().facts, *ministry_fighter().facts)
    story.tell(
        transferred(TEN_PEOPLE[1], UNIT, OTHER_UNIT, date(2024, 7, 1)),
        left(TEN_PEOPLE[2], on=date(2024, 8, 1)),
        initiative("UNIT", person=TEN_PEOPLE[0]),
        granted("CSTD_BO"),
        granted("TTLDTT", unit=UNIT),
        revoked("CSTDCS", 2023),
        revoked("LDTT", person=TEN_PEOPLE[3]),
    )
    return recorded(story.facts)


def interleaved(log: Sequence[Envelope], random: Random) -> list[Envelope]:
    """Another interleaving of the same publishers: the order within each stays."""
    waiting = {source: [e for e in log if e.source == source] for source in ("bloc", "awards")}
    waiting["covenant"] = [e for e in log if e.source == "covenant"]
    told: list[Envelope] = []
    while any(waiting.values()):
        source = random.choice(sorted(s for s, left_over in waiting.items() if left_over))
        told.append(waiting[source].pop(0))
    return told


def kept(log: Sequence[Envelope]) -> dict[str, EligibilityRow]:
    """Rows kept up to date fact by fact, judging anew only what a fact may concern."""
    histories: dict[SubjectKey, History] = {}
    rows: dict[str, EligibilityRow] = {}
    for each in log:
        touched = subjects_touched(each)
        first = {key for key in touched if key not in histories}
        for key in touched:
            histories[key] = evolve(key, histories.get(key), each)
        changes = [Change(*added, added.subject in first) for added in additions(each)]
        questions = questions_touched(
            Reads(RULES),
            YEARS,
            changes,
            lambda key: histories.get(key, History(key.kind, key.id)),
        )
        for key, asked in questions.items():
            history = histories.get(key, History(key.kind, key.id))
            people = [histories[person] for person in people_of(history)]
            earlier = closure(key, lambda unit: predecessors_of(histories[unit]))
            before = [histories[unit] for unit in earlier]
            for row in judged(RULES, history, people, asked, before):
                rows[row.key] = row
    return rows


def all_reviews(log: Sequence[Envelope]) -> list[Review]:
    histories = folded(log)
    return [
        review
        for holder in sorted(histories)
        for review in reviews(
            RULES,
            histories[holder],
            [
                (histories[unit], [histories[each] for each in people_of(histories[unit])])
                for unit in units_of(histories[holder])
            ],
        )
    ]


@hypothesis.settings(max_examples=6, deadline=None)
@hypothesis.given(st.randoms(use_true_random=False))
def test_every_interleaving_gives_the_same_histories_rows_and_reviews(random: Random) -> None:
    log = a_year()
    other = interleaved(log, random)
    assert folded(other) == folded(log)
    assert kept(other) == kept(log)
    assert all_reviews(other) == all_reviews(log)


def test_rows_kept_fact_by_fact_are_those_judged_from_the_whole() -> None:
    log = a_year()
    histories = folded(log)
    whole = {
        row.key: row
        for history in histories.values()
        for row in judged(
            RULES,
            history,
            [histories[each] for each in people_of(history)],
            every_question(RULES, history.subject_kind, YEARS),
        )
    }
    assert kept(log) == whole


def test_a_fact_seen_again_changes_nothing() -> None:
    log = a_year()
    assert folded([each for each in log for _ in range(2)]) == folded(log)


def test_a_history_and_a_row_come_back_from_their_documents() -> None:
    log = a_year()
    for history in folded(log).values():
        assert msgspec.json.decode(msgspec.json.encode(history), type=History) == history
    for row in kept(log).values():
        assert msgspec.json.decode(msgspec.json.encode(row), type=EligibilityRow) == row


def test_a_transfer_touches_the_person_and_both_units() -> None:
    moved = envelope("bloc", 9, transferred(AN, UNIT, OTHER_UNIT, date(2024, 7, 1)))
    assert set(subjects_touched(moved)) == {
        PERSON,
        COLLECTIVE,
        SubjectKey("unit", OTHER_UNIT),
    }


def test_a_ranking_tells_of_who_it_left_out_and_who_has_no_flag() -> None:
    fact = ranked(1)
    barred = msgspec.structs.replace(fact.places[0], flag_barred_by=("L.2",))
    left_out = Exclusion(unit_id=OTHER_UNIT, conditions=("L.1",))
    told = msgspec.structs.replace(
        fact, places=(barred, *fact.places[1:]), excluded=(left_out,)
    )

    entries = {one.subject.id: one.entry for one in additions(envelope("covenant", 1, told))}

    excluded, first = entries[OTHER_UNIT], entries[UNIT]
    assert isinstance(excluded, Ranked)
    assert isinstance(first, Ranked)
    assert (excluded.rank, excluded.conditions) == (None, ("L.1",))
    assert (first.rank, first.conditions) == (1, ("L.2",))


def test_an_initiative_touches_everybody_it_names() -> None:
    fact = msgspec.structs.replace(initiative("UNIT"), person_ids=(AN, TEN_PEOPLE[0]))
    assert len(subjects_touched(envelope("awards", 1, fact))) == 2


@pytest.mark.parametrize("fact", [registered(OTHER_UNIT), ranked(1, OTHER_UNIT)])
def test_a_unit_is_judged_as_soon_as_it_is_known(fact: Fact) -> None:
    rows = kept(recorded([fact]))
    assert eligibility_key(SubjectKey("unit", OTHER_UNIT), "CO_BO", YEAR) in rows


def test_a_member_s_new_award_changes_the_verdict_of_the_unit() -> None:
    story = advanced_collective().tell(enrolled(AN))
    key = eligibility_key(COLLECTIVE, "TTLDTT", YEAR)
    assert kept(recorded(story.facts))[key].answer is Answer.NO
    story.tell(granted("LDTT"))
    assert kept(recorded(story.facts))[key].answer is Answer.YES


def test_a_person_is_listed_under_the_unit_at_the_end_of_the_year() -> None:
    story = Story().tell(
        enrolled(on=date(2024, 2, 1)),
        transferred(AN, UNIT, OTHER_UNIT, date(2025, 3, 1)),
        left(AN, OTHER_UNIT, date(2026, 1, 1)),
    )
    history = folded(recorded(story.facts))[PERSON]
    listed = [unit_in(history, year) for year in (2023, 2024, 2025, 2026)]
    assert listed == [None, UNIT, OTHER_UNIT, OTHER_UNIT]


def affected_titles(log: Sequence[Envelope]) -> dict[str, list[str]]:
    return {
        f"{review.award} {review.year}": [each.award for each in review.affected]
        for review in all_reviews(log)
    }


def test_a_revoked_award_lists_those_whose_chain_counted_it() -> None:
    story = ministry_fighter().tell(granted("CSTD_BO"), revoked("CSTDCS", 2023))
    assert affected_titles(recorded(story.facts)) == {"CSTDCS 2023": ["CSTD_BO"]}


def test_a_chain_that_lost_two_awards_is_listed_under_both() -> None:
    story = ministry_fighter().tell(
        granted("CSTD_BO"), revoked("CSTDCS", 2022), revoked("CSTDCS", 2023)
    )
    assert affected_titles(recorded(story.facts)) == {
        "CSTDCS 2022": ["CSTD_BO"],
        "CSTDCS 2023": ["CSTD_BO"],
    }


def test_a_revoked_award_of_a_member_lists_the_titles_of_the_unit() -> None:
    story = advanced_collective().tell(
        granted("TTLDTT", unit=UNIT), revoked("LDTT", person=TEN_PEOPLE[0])
    )
    assert affected_titles(recorded(story.facts)) == {"LDTT 2024": ["TTLDTT"]}


def test_an_award_that_says_it_rested_on_the_revoked_one_is_listed() -> None:
    log = recorded([declared("CSTDCS", 2020), confirmed("CSTDCS", 2020)])
    rested_on = (log[-1].id, "bloc:1")
    story = [each.data for each in log]
    log = recorded([*story, granted("CSTD_BO", rested_on=rested_on), revoked("CSTDCS", 2020)])
    (review,) = all_reviews(log)
    assert [(each.award, each.facts) for each in review.affected] == [
        ("CSTD_BO", (rested_on[0],))
    ]


def test_an_award_revoked_itself_needs_no_review() -> None:
    story = national_fighter().tell(
        granted("CSTDTQ"), revoked("CSTD_BO", 2021), revoked("CSTDTQ")
    )
    assert affected_titles(recorded(story.facts)) == {"CSTD_BO 2021": [], "CSTDTQ 2024": []}


def registered_documents(log: Sequence[Envelope]) -> dict[str, register.Document]:
    documents: dict[str, register.Document] = {}
    for each in log:
        for kind, key in register.documents_touched(each):
            documents[key] = register.evolve(documents.get(key), each)
            assert isinstance(documents[key], register.DOCUMENTS[kind])
    return documents


def submitted() -> awards.NominationSubmitted:
    return awards.NominationSubmitted(
        nomination_id=named("nomination"),
        subject_kind="person",
        subject_id=AN,
        award="LDTT",
        year=YEAR,
        by_unit_id=UNIT,
        submitted_on=date(2025, 1, 5),
        verdict="yes",
        rested_on=("awards:1",),
    )


def returned() -> awards.NominationReturned:
    return awards.NominationReturned(
        nomination_id=named("nomination"),
        by_unit_id=UNIT,
        reason="thiếu biên bản",
        returned_on=date(2025, 1, 6),
    )


def decided() -> awards.NominationDecided:
    return awards.NominationDecided(
        nomination_id=named("nomination"),
        decision_id=named("decision 2024"),
        decided_on=date(2025, 1, 20),
    )


def issued() -> awards.DecisionIssued:
    return awards.DecisionIssued(
        decision_id=named("decision 2024"),
        number="9/QĐ-VPCP",
        authority="Bộ trưởng, Chủ nhiệm",
        year=YEAR,
        decided_on=date(2025, 1, 20),
        nomination_ids=(named("nomination"),),
    )


@pytest.mark.parametrize(
    ("facts", "state"),
    [
        ([submitted()], "submitted"),
        ([submitted(), returned()], "returned"),
        ([submitted(), returned(), submitted()], "submitted"),
        ([submitted(), decided()], "decided"),
    ],
)
def test_a_nomination_is_listed_in_its_state(facts: list[Fact], state: str) -> None:
    entry = registered_documents(recorded(facts))[str(named("nomination"))]
    assert isinstance(entry, register.NominationEntry)
    assert entry.state == state


@pytest.mark.parametrize(
    ("facts", "state", "fact"),
    [
        ([declared("LDTT", YEAR)], "declared", None),
        ([declared("LDTT", YEAR), confirmed("LDTT", YEAR)], "valid", "awards:2"),
        ([issued(), granted("LDTT")], "valid", "awards:2"),
        ([issued(), granted("LDTT"), revoked("LDTT")], "revoked", "awards:2"),
    ],
)
def test_an_award_is_listed_in_its_state(
    facts: list[Fact], state: str, fact: str | None
) -> None:
    entry = registered_documents(recorded(facts))[str(named(f"LDTT {YEAR} {AN}"))]
    assert isinstance(entry, register.AwardEntry)
    assert (entry.state, entry.fact) == (state, fact)
    assert (entry.revocation is not None) == (state == "revoked")


def test_a_hole_in_the_log_is_not_passed_over() -> None:
    with pytest.raises(DocumentMissing):
        registered_documents(recorded([revoked("LDTT")]))


def test_facts_of_no_concern_touch_nothing() -> None:
    assert register.documents_touched(envelope("awards", 1, rated("GOOD"))) == []
    assert subjects_touched(envelope("awards", 1, submitted())) == []
    assert subjects_touched(envelope("awards", 2, found("LDTT-2"))) == [PERSON]
