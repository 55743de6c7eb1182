"""The files a service takes in, handed out over HTTP: a sample, and everything there is.

Annotations are evaluated where they stand: they name the permission of the service.
"""

import asyncio
from typing import Annotated

from fastapi import APIRouter, Depends, Query, Response

from shared.access import Permission
from shared.catalogue import DEFAULT_LOCALE, Locale, catalogue
from shared.http.problems import MalformedRequest
from shared.http.requests import Read, following
from shared.http.routes import api_router
from shared.intake import Recording, Taking
from shared.sheets.writing import MEDIA_TYPES, Form, written

Locales = Annotated[Locale, Query(description="The language of headings")]


def sheet_router(recording: Recording, permission: Permission) -> APIRouter:
    """The files a service takes in, handed out: a sample, and everything there is."""
    routes = api_router("/sheets", tag="intakes")

    @routes.get("/{kind}/sample")
    async def read_sample(
        kind: str,
        read: Annotated[Read, Depends(following(permission))],
        form: Form = "xlsx",
        locale: Locales = DEFAULT_LOCALE,
    ) -> Response:
        """A file with the headings, an example, and what each column is for."""
        del read
        layout = taking_of(recording, kind).layout
        content = await asyncio.to_thread(
            written,
            form,
            layout.headings(locale),
            [layout.example()],
            layout.notes(locale),
            catalogue().text("intake.notes", locale),
        )
        return _file(content, form, f"{kind}-sample")

    @routes.get("/{kind}")
    async def export_sheet(
        kind: str,
        read: Annotated[Read, Depends(following(permission))],
        form: Form = "xlsx",
        locale: Locales = DEFAULT_LOCALE,
    ) -> Response:
        """Everything there is, in the form that is taken in; taken in, it changes nothing."""
        del read
        found = taking_of(recording, kind)
        rows = await found.exported(locale)
        content = await asyncio.to_thread(written, form, found.layout.headings(locale), rows)
        return _file(content, form, kind)

    return routes


def taking_of(recording: Recording, kind: str) -> Taking:
    """What takes in lists of a kind. Raises `MalformedRequest` for a kind there is not."""
    found = recording.takings.get(kind)
    if found is None:
        kinds = ", ".join(recording.takings)
        raise MalformedRequest(f"{kind!r} is no kind of list here; there are: {kinds}")
    return found


def _file(content: bytes, form: Form, name: str) -> Response:
    headers = {
        "Content-Disposition": f'attachment; filename="{name}.{form}"',
        "Cache-Control": "private, no-store",
    }
    return Response(content, media_type=MEDIA_TYPES[form], headers=headers)
