"""Work on covenants: comments that wait for an answer, signatures, titles to register."""

from __future__ import annotations

from typing import TYPE_CHECKING

from services.console.screens.lateness import half_of, unreported
from services.console.screens.mandates import signing_unit
from services.console.screens.tasks.state import Waiting, YearState

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import date

    from shared.access import Account


def of_bloc_head(state: YearState) -> Iterator[Waiting]:
    if state.files is None:
        return
    if not state.files:
        yield Waiting("write_covenant", 1, "/giao-uoc/soan")
    for file in state.files:
        covenant, here = file.covenant, f"/giao-uoc?giao-uoc={file.covenant.covenant_id}"
        if covenant.state == "draft":
            unanswered = sum(one.outcome is None for one in file.comments)
            if unanswered:
                yield Waiting("answer_comments", unanswered, f"{here}#gop-y")
            yield Waiting("draft_covenant", 1, here)
        missing = len(covenant.missing_unit_ids) if covenant.state == "open" else 0
        missing += sum(len(one.missing_unit_ids) for one in file.appendices)
        missing += sum(one.signature is None for one in file.accessions)
        if missing:
            yield Waiting("await_signatures", missing, f"{here}#chu-ky")


def to_report(state: YearState, unit: str | None, today: date) -> Iterator[Waiting]:
    """The half-year review: a unit's own report, or (none) all that are missing."""
    if state.bloc is None:
        return
    for file in state.files or ():
        until = half_of(state.bloc)
        owing = unreported(file, state.reports, until, today, final=state.final)
        silent = [str(one) for one in owing]
        if unit is None and silent:
            yield Waiting("await_progress", len(silent), "/giao-uoc/tien-do#cham")
        elif unit in silent:
            yield Waiting("report_progress", 1, "/giao-uoc/tien-do#bao-cao")


def to_sign(account: Account, state: YearState, today: date) -> Iterator[Waiting]:
    """What the account may sign, as head of a unit or by a mandate that counts today."""
    for file in state.files or ():
        covenant = file.covenant
        parts = [
            ("sign_appendix", a.missing_unit_ids, f"phu-luc-{a.number}")
            for a in file.appendices
        ]
        joining = tuple(one.unit_id for one in file.accessions if one.signature is None)
        parts.append(("sign_accession", joining, "tham-gia"))
        if covenant.state == "open":
            parts.insert(0, ("sign_covenant", covenant.missing_unit_ids, ""))
        for key, missing, part in parts:
            if signing_unit(missing, account, file.mandates, today) is not None:
                asked = f"?phan={part}" if part else ""
                yield Waiting(key, 1, f"/giao-uoc/{covenant.covenant_id}/ky{asked}")


def of_unit_officer(state: YearState, unit: str) -> Iterator[Waiting]:
    """Titles: none registered yet, or returned and not registered anew."""
    ours = [one for one in state.registrations if str(one.unit_id) == unit]
    standing = {(one.subject_id, one.award) for one in ours if one.returned is None}
    returned = {(one.subject_id, one.award) for one in ours if one.returned is not None}
    if returned - standing:
        yield Waiting("returned_titles", len(returned - standing), "/giao-uoc/dang-ky")
    party = any(
        unit in map(str, file.covenant.unit_ids) and file.covenant.state == "in_force"
        for file in state.files or ()
    )
    if party and not ours and not state.scorecards:
        yield Waiting("register_titles", 1, "/giao-uoc/dang-ky")
