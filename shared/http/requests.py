"""How endpoints read and write: access, idempotency, versions, positions, waiting.

An endpoint takes `Annotated[Write, Depends(writing(PERMISSION))]` or
`Annotated[Read, Depends(reading(PERMISSION))]`; one without either is refused by a test.
"""

from __future__ import annotations

from collections.abc import Callable, Coroutine, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Annotated, Any, TypeVar
from uuid import UUID

from fastapi import Query, Request, Response
from fastapi.responses import JSONResponse

from shared.access import EVERYBODY, Account, NotSignedIn, Permission
from shared.eventstore import Attribution, Command
from shared.http.admission import place_of
from shared.http.problems import MalformedRequest, NotReady, NotYetVisible
from shared.messaging.moments import sequence_at
from shared.telemetry.traces import trace_id, traceparent_of

if TYPE_CHECKING:
    import sqlalchemy as sa

    from shared.readmodel import Copies
    from shared.runtime import Runtime

T = TypeVar("T")

WAIT_SECONDS = 10.0

After = Annotated[
    Sequence[str],
    Query(
        description="Answer once these positions have arrived: `Thidua-Position` of a write",
        examples=[["covenant:41"]],
    ),
]
At = Annotated[
    str | None,
    Query(
        description=(
            "Answer as things stood: at a sequence of the stream (`120`), at a fact "
            "(`covenant:41`), or at a time with its offset. `Thidua-At` tells the sequence"
        ),
        examples=["covenant:41", "120", "2024-12-01T08:00:00+07:00"],
    ),
]
CREATED = 201
NO_CONTENT = 204


@dataclass
class Read:
    """One reading request that is allowed; it has waited for what it asked to see.

    `at` is the place in the stream that it asks about, none for now.
    """

    account: Account
    runtime: Runtime
    at: int | None = None

    async def ask(self, model: Copies, question: Callable[[sa.Connection], T]) -> T:
        if self.at is None:
            return await model.ask(question)
        return await model.ask_at(self.at, question)


@dataclass
class Write:
    """One writing request of an account that holds the role; the scope is still to be named."""

    account: Account
    permission: Permission
    runtime: Runtime
    request: Request
    body: bytes
    _scope_named: bool = field(default=False, init=False)

    def within(self, *scopes: UUID, narrower: Permission | None = None) -> None:
        """Refuse unless the account's role covers one of these units or blocs.

        `narrower` takes the endpoint's permission's place where the form decides who may.
        """
        (narrower or self.permission).check_scope(self.account, *scopes)
        self._scope_named = True

    async def until_seen(self, model: Copies) -> None:
        """Wait until a read model has seen everything that is stored here.

        For who decides by what it counts. Raises `NotYetVisible`.
        """
        recorder = self.runtime.commands.application.event_recorder
        head = await recorder.database.run(recorder.head)
        with place_of(self.request).aside():
            seen = await model.wait_for({self.runtime.name: head}, WAIT_SECONDS)
        if not seen:
            raise NotYetVisible(f"{model.name} did not see {self.runtime.name}:{head} in time")

    async def __call__(
        self, use_case: Callable[[], object], *, created: UUID | None = None
    ) -> Response:
        """Run the use case as one command and answer with its position and version.

        Raises what the use case refuses with, and `NotAllowed` for an account that holds only
        a scoped role when the endpoint named no scope: forgetting opens no door.
        """
        return await self._run(
            Command(
                use_case=use_case,
                attribution=_attribution(self.request, self.account),
                status=NO_CONTENT if created is None else CREATED,
                body=None if created is None else {"id": str(created)},
                key=self.request.headers.get("idempotency-key"),
                fingerprint=self._fingerprint(),
                expected_version=_expected_version(self.request),
                name=self.permission.name,
            )
        )

    async def unremembered(
        self, use_case: Callable[[], object], answer: dict[str, str]
    ) -> Response:
        """Run the use case as one command of whose body nothing is kept, not even a digest.

        An `Idempotency-Key` has no effect: its row would name the account beside a digest of
        what it sent. The use case itself refuses to happen twice. Raises as a call does.
        """
        return await self._run(
            Command(
                use_case=use_case,
                attribution=_attribution(self.request, self.account),
                status=CREATED,
                body=answer,
                expected_version=_expected_version(self.request),
                name=self.permission.name,
            )
        )

    async def _run(self, command: Command) -> Response:
        if not self._scope_named and self.permission.roles != EVERYBODY:
            self.permission.check_scope(self.account)
        answer = await self.runtime.commands.run(command)
        headers = {"Thidua-Position": f"{self.runtime.name}:{answer.position}"}
        if answer.version is not None:
            headers["ETag"] = f'"{answer.version}"'
        if answer.body is None:
            return Response(status_code=answer.status, headers=headers)
        return JSONResponse(answer.body, status_code=answer.status, headers=headers)

    def _fingerprint(self) -> bytes:
        line = f"{self.request.method} {self.request.scope['path']}\n"
        return line.encode() + self.body


def reading(permission: Permission) -> Callable[..., Coroutine[Any, Any, Read]]:
    """The dependency of an endpoint that reads, as things stand or as they stood."""

    async def dependency(
        request: Request, response: Response, after: After = (), at: At = None
    ) -> Read:
        runtime, account = await admit(request, permission)
        await _wait(request, runtime, after)
        if at is None:
            return Read(account, runtime)
        sequence = await sequence_at(runtime.history, at)
        response.headers["Thidua-At"] = str(sequence)
        return Read(account, runtime, sequence)

    dependency.permission = permission  # type: ignore[attr-defined]  # for the table of access
    return dependency


def following(permission: Permission) -> Callable[..., Coroutine[Any, Any, Read]]:
    """The dependency of an endpoint that has no past: what is new, uploads, files."""

    async def dependency(request: Request, after: After = ()) -> Read:
        runtime, account = await admit(request, permission)
        await _wait(request, runtime, after)
        return Read(account, runtime)

    dependency.permission = permission  # type: ignore[attr-defined]  # for the table of access
    return dependency


def writing(permission: Permission) -> Callable[[Request], Coroutine[Any, Any, Write]]:
    """The dependency of an endpoint that writes."""

    async def dependency(request: Request) -> Write:
        runtime, account = await admit(request, permission)
        after = request.headers.get("thidua-after", "")
        await _wait(
            request, runtime, [part.strip() for part in after.split(",") if part.strip()]
        )
        return Write(account, permission, runtime, request, await request.body())

    dependency.permission = permission  # type: ignore[attr-defined]  # for the table of access
    return dependency


async def admit(request: Request, permission: Permission) -> tuple[Runtime, Account]:
    runtime: Runtime = request.app.state.runtime
    scheme, _, token = request.headers.get("authorization", "").partition(" ")
    if scheme.lower() != "bearer" or not token:
        raise NotSignedIn("sign in and send the token as `Authorization: Bearer …`")
    account = await runtime.tokens.account(token)
    permission.check_role(account)
    if not runtime.opened:
        raise NotReady(f"{runtime.name} is opening its store; try again shortly")
    return runtime, account


async def _wait(request: Request, runtime: Runtime, wanted: Sequence[str]) -> None:
    positions: dict[str, int] = {}
    for part in wanted:
        source, _, position = part.partition(":")
        if not position.isdecimal():
            raise MalformedRequest(f"{part!r} is not a position; write `<service>:<number>`")
        positions[source] = max(positions.get(source, 0), int(position))
    if not positions:
        return
    with place_of(request).aside():
        for model in runtime.read_models:
            if not await model.wait_for(positions, WAIT_SECONDS):
                raise NotYetVisible(
                    f"{', '.join(wanted)} did not arrive in {model.name} in time"
                )


def _expected_version(request: Request) -> int | None:
    tag = request.headers.get("if-match")
    if tag is None:
        return None
    number = tag.strip('"')
    if not number.isdecimal():
        raise MalformedRequest(f'If-Match {tag!r} is not a version; send the ETag, e.g. "3"')
    return int(number)


def _attribution(request: Request, account: Account) -> Attribution:
    traceparent = traceparent_of(request.headers.get("traceparent"))
    return Attribution(
        actor=account.login,
        correlation=request.headers.get("thidua-correlation") or trace_id(traceparent),
        causation=None,
        traceparent=traceparent,
    )
