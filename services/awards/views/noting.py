"""A copy filled in two steps: what facts add is noted; then everybody is judged, once.

Verdicts hang on the histories as they stand at last: judging them once, when everything was
read, says what judging them at each fact says in the end. People come first, then units, whose
verdicts look at the histories of their people and predecessors.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import groupby
from typing import TYPE_CHECKING
from uuid import UUID

from services.awards.projections.histories import (
    Addition,
    SubjectKey,
    additions,
    with_entries,
)
from services.awards.views.judging import Judging, folded
from services.awards.views.tables import HISTORIES, LISTS, NOTED, Noted

if TYPE_CHECKING:
    from services.awards.law.history import Entry
    from shared.contracts import Envelope
    from shared.readmodel import Batch

# How much is worked out in one transaction, while facts of the log wait.
NOTES_AT_ONCE = 2000
UNITS_AT_ONCE = 25
ADDITIONS_AT_ONCE = 500
# How far the work came: the note that was taken last, the unit judged last; or all of them.
TAKEN, JUDGED, REST = "taken ", "judged ", "rest"


def note(facts: Sequence[Envelope], batch: Batch) -> None:
    """Keep what facts add to histories, each subject's under the first fact that touches it."""
    added: dict[SubjectKey, dict[str, list[Entry]]] = {}
    first: dict[SubjectKey, str] = {}
    for fact in facts:
        for subject, name, entry in additions(fact):
            lists = added.get(subject)
            if lists is None:
                lists = added[subject] = {}
                first[subject] = f"{fact.source}:{fact.position:012}"
            lists.setdefault(name, []).append(entry)
    for subject, lists in added.items():
        noted = Noted(**{name: tuple(entries) for name, entries in lists.items()})
        batch.put(NOTED, f"{subject}/{first[subject]}", noted)


def work_out(judging: Judging, batch: Batch, done: str) -> str | None:
    """Work out a stretch more than what is `done`; how far it is then, none at the end."""
    if done == REST:
        return _take_rest(judging, batch)
    if done.startswith(JUDGED):
        return _judge_units(judging, batch, done.removeprefix(JUDGED))
    return _take_notes(judging, batch, done.removeprefix(TAKEN))


def _take_notes(judging: Judging, batch: Batch, after: str) -> str:
    """Make the next histories of what was noted; those of people are judged at once."""
    notes = NOTED.page(batch.connection, after=after, limit=NOTES_AT_ONCE)
    by_subject = [(each, list(found)) for each, found in groupby(notes, _subject_text)]
    if len(notes) == NOTES_AT_ONCE and len(by_subject) > 1:
        # There may be more of the last one.
        by_subject.pop()
    if not by_subject:
        judging.beside.end()
        return JUDGED
    batch.fetch(HISTORIES, [subject for subject, _ in by_subject])
    subjects = [_subject(each) for each, _ in by_subject]
    for subject, (text, found) in zip(subjects, by_subject, strict=True):
        lists: dict[str, list[Entry]] = {}
        for _, noted in found:
            for name, entries in _entries(noted):
                lists.setdefault(name, []).extend(entries)
        batch.put(HISTORIES, text, with_entries(folded(batch, subject), lists))
    judging.judge_people([each for each in subjects if each.kind == "person"], batch)
    last, _ = by_subject[-1][1][-1]
    batch.delete_between(NOTED, after, last)
    return f"{TAKEN}{last}"


def _judge_units(judging: Judging, batch: Batch, after: str) -> str:
    units = HISTORIES.keys(batch.connection, after=after or "unit/", limit=UNITS_AT_ONCE)
    judging.judge_all([_subject(key) for key in units], batch)
    return f"{JUDGED}{units[-1]}" if units else REST


def _take_rest(judging: Judging, batch: Batch) -> str | None:
    """What was noted of a subject after its turn is taken as facts are, one after the other."""
    notes = NOTED.page(batch.connection, limit=ADDITIONS_AT_ONCE)
    judging.take(
        [
            Addition(_subject(_subject_text(note)), name, entry)
            for note in notes
            for name, entries in _entries(note[1])
            for entry in entries
        ],
        batch,
    )
    if not notes:
        return None
    last, _ = notes[-1]
    batch.delete_between(NOTED, "", last)
    return REST


def _entries(noted: object) -> list[tuple[str, tuple[Entry, ...]]]:
    found = ((name, getattr(noted, name)) for name in LISTS)
    return [(name, entries) for name, entries in found if entries]


def _subject_text(note: tuple[str, object]) -> str:
    return note[0].rpartition("/")[0]


def _subject(text: str) -> SubjectKey:
    kind, _, found = text.partition("/")
    return SubjectKey("unit" if kind == "unit" else "person", UUID(found))
