"""Histories folded and judged in a batch: the verdicts a fact can touch, or all of them."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

from services.awards.law import History, RuleSet
from services.awards.law.history import Entry
from services.awards.law.reads import Reads
from services.awards.projections.eligibility import (
    Change,
    Question,
    eligibility_key,
    every_question,
    judged,
    questions_touched,
)
from services.awards.projections.histories import (
    Addition,
    SubjectKey,
    people_of,
    with_entries,
)
from services.awards.projections.kinship import closure, predecessors_of
from services.awards.views.beside import Beside
from services.awards.views.tables import HISTORIES, VERDICTS
from shared.readmodel import Batch


@dataclass(frozen=True)
class Judging:
    """Judges by one rule set. Histories are read at once, verdicts are put into the batch."""

    rules: RuleSet
    reads: Reads
    beside: Beside

    def take(self, added: Sequence[Addition], batch: Batch) -> None:
        """Add to histories, and judge anew what that can touch."""
        lists: dict[SubjectKey, dict[str, list[Entry]]] = {}
        for subject, name, entry in added:
            lists.setdefault(subject, {}).setdefault(name, []).append(entry)
        batch.fetch(HISTORIES, map(str, lists))
        begun: set[SubjectKey] = set()
        for subject, entries in lists.items():
            before = batch.get(HISTORIES, str(subject))
            if before is None:
                begun.add(subject)
                before = History(subject.kind, subject.id)
            batch.put(HISTORIES, str(subject), with_entries(before, entries))
        changes = [Change(*each, each.subject in begun) for each in added]
        touched = questions_touched(
            self.reads, self.rules.years, changes, lambda key: folded(batch, key)
        )
        self._judge(touched, batch)

    def judge_all(self, subjects: Collection[SubjectKey], batch: Batch) -> None:
        """Judge everything there is to judge about subjects, from histories that are there."""
        years = self.rules.years
        self._judge(
            {key: every_question(self.rules, key.kind, years) for key in subjects}, batch
        )

    def judge_people(self, people: Collection[SubjectKey], batch: Batch) -> None:
        """`judge_all` of people, of whom there may be many."""
        for rows in self.beside.judged([folded(batch, key) for key in people]):
            subject = str(rows[0].subject) if rows else ""
            for row in rows:
                batch.put(VERDICTS, eligibility_key(subject, row.award, row.year), row)

    def _judge(self, touched: Mapping[SubjectKey, Collection[Question]], batch: Batch) -> None:
        units = [key for key in touched if key.kind == "unit"]
        batch.fetch(HISTORIES, {str(unit) for unit in units})
        members = {str(each) for unit in units for each in people_of(folded(batch, unit))}
        batch.fetch(HISTORIES, members)
        for key in sorted(touched):
            history = folded(batch, key)
            people = [folded(batch, person) for person in people_of(history)]
            earlier = closure(key, lambda each: predecessors_of(folded(batch, each)))
            taken_over = [folded(batch, unit) for unit in earlier]
            subject = str(key)
            for row in judged(self.rules, history, people, sorted(touched[key]), taken_over):
                batch.put(VERDICTS, eligibility_key(subject, row.award, row.year), row)


def folded(batch: Batch, key: SubjectKey) -> History:
    """A history as the batch has it; an empty one where nothing is known."""
    return batch.get(HISTORIES, str(key)) or History(key.kind, key.id)
