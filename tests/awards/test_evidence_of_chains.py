"""Evidence is exact for long histories too: periods, anchors, spent years, successors."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from random import Random

import hypothesis
from hypothesis import strategies as st

from services.awards.law import Answer, RuleSet, Verdict, judge
from services.awards.law.verdict import SubjectKind
from tests.awards.samples import RULES, YEAR, inside
from tests.awards.telling import Case, Kept, gathered

# Each line at most once, and no two that say the same of the same thing: those can replace
# each other, and then neither is missed.
OF_A_PERSON = (
    "enrolled 2015-01-05",
    *(f"rating {year} GOOD" for year in range(2017, 2023)),
    "rating 2021 COMPLETED",
    "rating 2023 EXCELLENT",
    "rating 2024 EXCELLENT",
    *(f"award CSTDCS {year}" for year in (2019, 2020, 2021, 2023, 2024)),
    "declared CSTDCS 2022",
    "revoked CSTDCS 2021",
    "award CSTD_BO 2021",
    "award CSTD_BO 2024",
    "award BK_BO 2018 thematic",
    "award BK_BO 2019",
    "declared BK_BO 2022",
    "revoked BK_BO 2019",
    "award BK_TTG 2018",
    "declared BK_TTG 2017",
    "award HCLD_3 2019",
    "award HCLD_2 2018",
    "award HCLD_3 2022 thematic",
    "finding P-07 2022",
    "finding P-07 2022 not met",
    "finding P-07 2020",
    *(f"finding {code} 2024" for code in ("BKB-I0", "BKT-I0", "L3-I0", "L2-I0", "L1-I0")),
    "finding BKT-I3 2024",
    "discipline reprimand 2018-03-01 to 2019-03-01",
    "discipline warning 2020-06-01",
    "discipline of 2020-06-01 ended 2020-09-01",
    "initiative UNIT 2023",
    "initiative UNIT 2024",
    "initiative NATION 2022",
)
OF_A_UNIT = (
    "founded 2001-05-01",
    "dissolved 2024-07-01",
    *(f"rating {year} EXCELLENT" for year in (2018, 2019, 2020, 2022, 2024)),
    "rating 2021 GOOD",
    "rating 2023 GOOD",
    "award TTLDXS 2021",
    "declared TTLDXS 2023",
    "revoked TTLDXS 2021",
    "award BK_BO 2018",
    "award BK_BO 2021",
    "award BK_BO 2023",
    "award BK_TTG 2018",
    "award HCLD_3 2018",
    "declared HCLD_2 2018",
    "award CO_BO 2020",
    "award CO_BO 2022 thematic",
    "declared CO_BO 2024",
    "award CO_CP 2021",
    "revoked CO_CP 2021",
    *(f"finding {code} 2024" for code in ("BKB-C0", "BKB-C2", "BKT-C0", "L3-C0", "L2-C0")),
    "finding FLAG 2024",
    "finding FLAG 2024 not met",
    "succeeded @old 2020-01-01",
    "merged from @other 2020-01-01",
    "@old: rating 2017 EXCELLENT",
    "@old: award BK_TTG 2016",
    "@old: founded 1999-01-01",
    "@other: award BK_TTG 2015",
    "@other: award CO_BO 2019",
)
POOLS: dict[SubjectKind, tuple[str, ...]] = {"person": OF_A_PERSON, "unit": OF_A_UNIT}
Told = tuple[SubjectKind, tuple[str, ...]]


@st.composite
def stories(draw: st.DrawFn) -> Told:
    """What is known of a subject: some of its pool, in any order."""
    kind = draw(st.sampled_from(sorted(POOLS)))
    order = draw(st.permutations(POOLS[kind]))
    dropped = draw(st.sets(st.sampled_from(order), max_size=len(order)))
    return kind, tuple(line for line in order if line not in dropped)


def entries(told: Told) -> list[Kept]:
    kind, lines = told
    return Case("", "", (), "", kind, "", YEAR, RULES.name, lines, "", ()).kept()


def verdicts(kind: SubjectKind, kept: Sequence[Kept], rules: RuleSet = RULES) -> list[Verdict]:
    histories = gathered(kind, list(kept))
    subject = histories.pop("")
    before = list(histories.values())
    return [
        judge(rules, title.code, YEAR, subject, (), before)
        for title in rules.titles_for(kind)
        if title.family == "commendation" or title.code in {"CSTD_BO", "CSTDTQ"}
    ]


def said(verdict: Verdict) -> list[tuple[str, Answer, str, dict[str, str]]]:
    return [(e.code, e.answer, e.reason, e.values) for e in inside(verdict.conditions)]


@hypothesis.settings(max_examples=25, deadline=None)
@hypothesis.given(stories())
def test_exactly_the_cited_facts_matter(told: Told) -> None:
    kind, kept = told[0], entries(told)
    with_all = verdicts(kind, kept)
    for removed in kept:
        without_it = verdicts(kind, [each for each in kept if each is not removed])
        for before, after in zip(with_all, without_it, strict=True):
            what = f"{before.award} without {removed}"
            if removed[2].fact in before.facts:
                assert said(before) != said(after), what
            else:
                assert before == after, what


@hypothesis.settings(max_examples=40, deadline=None)
@hypothesis.given(stories(), st.randoms(use_true_random=False))
def test_the_order_of_facts_and_of_rules_does_not_matter(told: Told, random: Random) -> None:
    kind, kept = told[0], entries(told)
    shuffled = random.sample(kept, len(kept))
    assert verdicts(kind, shuffled) == verdicts(kind, kept)
    titles = random.sample(list(RULES.titles.items()), len(RULES.titles))
    turned = replace(RULES, titles=dict(titles))
    by_award = {each.award: each for each in verdicts(kind, kept, turned)}
    assert by_award == {each.award: each for each in verdicts(kind, kept)}
