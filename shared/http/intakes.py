"""Lists taken in from files, over HTTP: sample, upload, preview, commit, progress, export.

Annotations are evaluated where they stand: they name the permission of the service.
"""

import asyncio
from collections.abc import AsyncIterator, Sequence
from datetime import UTC, datetime
from typing import Annotated, Literal
from uuid import UUID

import msgspec
from fastapi import APIRouter, Depends, Query
from fastapi.responses import StreamingResponse
from pydantic import BaseModel

from shared.access import Permission
from shared.catalogue.formats import HERE
from shared.http.called import FILE_SENT, sent_file
from shared.http.paging import DEFAULT_LIMIT, Cursor, Limit, Page, decode_cursor, page_of
from shared.http.requests import Read, Write, following, writing
from shared.http.routes import api_router
from shared.http.sheets import taking_of
from shared.intake import (
    HeadingsMissing,
    Intake,
    IntakeAlreadyCommitted,
    IntakeHasWrongRows,
    IntakeUnknown,
    Mode,
    NothingToCommit,
    Recording,
    arranged,
)
from shared.readmodel import Copies
from shared.sheets import SheetTooLarge, SheetTooLong, SheetUnreadable, read_apart
from shared.sheets.legacy import Alphabet

INTAKE_STATUSES: dict[type[Exception], int] = {
    SheetUnreadable: 422,
    SheetTooLong: 422,
    SheetTooLarge: 413,
    HeadingsMissing: 422,
    IntakeUnknown: 404,
    IntakeAlreadyCommitted: 409,
    IntakeHasWrongRows: 409,
    NothingToCommit: 409,
}
LOOK_AGAIN_SECONDS = 0.25
FINAL = ("recorded", "refused")

Shown = Literal["new", "changed", "unchanged", "wrong", "refused"]


class IntakeAnswer(BaseModel):
    """An upload: how many rows are new, changed, unchanged or wrong, and how far it is.

    `alphabet` is what the text was typed in; it was changed to Unicode. `decided` counts the
    rows looked at where all are recorded in one go.
    """

    id: UUID
    kind: str
    columns: list[str]
    file_name: str
    alphabet: Alphabet
    uploaded_at: datetime
    expires_at: datetime
    state: Literal["ready", "recording", "recorded", "refused"]
    mode: Mode | None
    new: int
    changed: int
    unchanged: int
    wrong: int
    recorded: int
    refused: int
    decided: int


class WrongCell(BaseModel):
    """What is wrong with a cell: a stable code, and what its text needs."""

    column: str
    code: str
    values: dict[str, str]


class RowAnswer(BaseModel):
    """A row of the file by its number there; `before` is what stands where it changes."""

    number: int
    status: Literal["new", "changed", "unchanged", "wrong"]
    cells: dict[str, str]
    before: dict[str, str]
    wrong: list[WrongCell]
    refusal: str | None


class CommitForm(BaseModel):
    """`all`: every row or none at all; `good`: those that are right, the others are left."""

    mode: Mode


def intake_router(
    recording: Recording, permission: Permission, models: Sequence[Copies]
) -> APIRouter:
    """The endpoints of a service that takes in lists; `models` are what it judges rows by."""
    routes = api_router("/intakes", tag="intakes")

    async def wanted(intake_id: UUID) -> Intake:
        return await recording.intakes.get(
            list(recording.takings), intake_id, datetime.now(UTC)
        )

    @routes.post("", status_code=201, openapi_extra=FILE_SENT)
    async def upload_list(
        write: Annotated[Write, Depends(writing(permission))],
        kind: str,
        name: Annotated[str, Query(description="What the file is called")] = "",
    ) -> IntakeAnswer:
        """Look at a file, row by row; nothing is recorded yet.

        The body is the file itself; or a form with the parts `file` and `called`: what things
        of other services are called, as JSON, `{"person": {"CB00123": "<id>"}}`.
        """
        found = taking_of(recording, kind)
        content, called = await sent_file(write)
        sheet = await read_apart(content)
        rows = await asyncio.to_thread(arranged, found.layout, sheet)
        for model in models:
            await write.until_seen(model)
        judged = await found.judge(rows, datetime.now(HERE).date(), called)
        intake = await recording.intakes.add(
            kind, name, sheet.alphabet, judged, write.account.login, datetime.now(UTC)
        )
        return _answer(intake, recording)

    @routes.get("/{intake_id}")
    async def read_intake(
        intake_id: UUID, read: Annotated[Read, Depends(following(permission))]
    ) -> IntakeAnswer:
        del read
        return _answer(await wanted(intake_id), recording)

    @routes.get("/{intake_id}/rows")
    async def list_rows(
        intake_id: UUID,
        read: Annotated[Read, Depends(following(permission))],
        status: Shown | None = None,
        limit: Limit = DEFAULT_LIMIT,
        cursor: Cursor = None,
    ) -> Page[RowAnswer]:
        """Rows in the order of the file. What is recorded is no longer among them."""
        del read
        intake = await wanted(intake_id)
        place = decode_cursor(cursor)
        after = 0 if place is None else int(place[0])
        rows = await recording.intakes.rows(intake.id, status, after, limit + 1)
        items = [
            RowAnswer(
                number=row.number,
                status=row.status,
                cells=row.cells,
                before=row.before,
                wrong=[WrongCell(**msgspec.structs.asdict(each)) for each in row.wrong],
                refusal=refusal,
            )
            for row, refusal in rows
        ]
        return page_of(items, limit, lambda row: [row.number])

    @routes.post("/{intake_id}/commit", status_code=202)
    async def commit_intake(
        intake_id: UUID,
        form: CommitForm,
        write: Annotated[Write, Depends(writing(permission))],
    ) -> IntakeAnswer:
        """Record it, all or only the good rows; how far it is, is told by the intake."""
        write.permission.check_scope(write.account)
        await recording.intakes.begin(await wanted(intake_id), form.mode)
        recording.wake()
        return _answer(await wanted(intake_id), recording)

    @routes.delete("/{intake_id}", status_code=204)
    async def discard_intake(
        intake_id: UUID, write: Annotated[Write, Depends(writing(permission))]
    ) -> None:
        """Forget an upload."""
        write.permission.check_scope(write.account)
        await recording.intakes.discard(await wanted(intake_id))

    @routes.get("/{intake_id}/progress", response_class=StreamingResponse)
    async def follow_intake(
        intake_id: UUID, read: Annotated[Read, Depends(following(permission))]
    ) -> StreamingResponse:
        """Server-sent events: the intake each time it came further, until it ends."""
        del read
        await wanted(intake_id)

        async def events() -> AsyncIterator[str]:
            before = ""
            while True:
                intake = await wanted(intake_id)
                told = _answer(intake, recording).model_dump_json()
                if told != before:
                    yield f"event: intake\ndata: {told}\n\n"
                    before = told
                if intake.state in FINAL:
                    return
                await asyncio.sleep(LOOK_AGAIN_SECONDS)

        return StreamingResponse(events(), media_type="text/event-stream")

    return routes


def _answer(intake: Intake, recording: Recording) -> IntakeAnswer:
    told = msgspec.structs.asdict(intake)
    told.pop("actor")
    done = intake.recorded + intake.refused
    columns = recording.takings[intake.kind].layout.columns
    return IntakeAnswer(
        **told,
        columns=[column.key for column in columns],
        decided=recording.decided.get(intake.id, done),
    )
