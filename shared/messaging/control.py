"""The control channel: what an operator asks of a running service, as NATS requests.

A service answers on `control.<service>.<verb>`; the server lets nobody but the operator's user
publish there. JSON in, JSON out: `{"result": …}`, or `{"error": {"code": …, "detail": …}}`.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, TypeVar

import msgspec
import structlog
from nats.errors import NoRespondersError

from shared.decoders import decoder
from shared.errors import code_of

if TYPE_CHECKING:
    from nats.aio.client import Client
    from nats.aio.msg import Msg

log = structlog.get_logger()

A = TypeVar("A")

ANSWER_SECONDS = 30.0
# Room below the server's `max_payload` for what is around a page of rows.
PAGE_BYTES = 256 * 1024


class QuestionUnreadable(Exception):
    """What was asked does not fit its form: command and service are of different releases."""


class VerbUnknown(Exception):
    """The service has no such verb: command and service are of different releases."""


class AnswerTooLarge(Exception):
    """The answer does not fit into one message; ask for less at once."""


class ServiceSilent(Exception):
    """Nobody answers for the service on the control channel."""


class Refusal(msgspec.Struct, frozen=True):
    """Why a service did not do what was asked; `code` is stable, the detail may change."""

    code: str
    detail: str


class ControlRefused(Exception):
    """The service answered that it will not, or cannot, do it."""

    def __init__(self, service: str, refusal: Refusal) -> None:
        self.service = service
        self.refusal = refusal
        super().__init__(f"{service}: {refusal.code}: {refusal.detail}")


class Nothing(msgspec.Struct, frozen=True):
    """A question without any parameter."""


@dataclass(frozen=True)
class Verb:
    """One thing an operator may ask for: its name, the form of the question, who answers."""

    name: str
    question: type[msgspec.Struct]
    answer: Callable[[Any], Awaitable[object]]


class _Answered(msgspec.Struct):
    result: msgspec.Raw = msgspec.Raw(b"null")
    error: Refusal | None = None


@dataclass
class Control:
    """Answers an operator's questions to one service until cancelled.

    Questions are answered side by side: a comparison that takes minutes holds up nobody. Of
    several replicas of a service one answers.
    """

    client: Client
    service: str
    verbs: Sequence[Verb]
    _answering: set[asyncio.Task[None]] = field(default_factory=set, init=False)

    async def run(self) -> None:
        verbs = {f"control.{self.service}.{verb.name}": verb for verb in self.verbs}

        async def on_question(message: Msg) -> None:
            task = asyncio.create_task(self._answer(verbs.get(message.subject), message))
            self._answering.add(task)
            task.add_done_callback(self._answering.discard)

        subject = f"control.{self.service}.>"
        subscription = await self.client.subscribe(subject, self.service, on_question)
        try:
            await asyncio.Event().wait()
        finally:
            for task in self._answering:
                task.cancel()
            if not self.client.is_closed:
                await subscription.unsubscribe()

    async def _answer(self, verb: Verb | None, message: Msg) -> None:
        try:
            answer = await self._result(verb, message)
        except Exception as error:  # noqa: BLE001 (whoever asked is told, whatever it was)
            log.warning(
                "control_refused",
                subject=message.subject,
                reason=f"{type(error).__name__}: {error}",
            )
            answer = msgspec.json.encode({"error": Refusal(code_of(type(error)), str(error))})
        await message.respond(answer)

    async def _result(self, verb: Verb | None, message: Msg) -> bytes:
        if verb is None:
            raise VerbUnknown(f"{self.service} does not know {message.subject}")
        try:
            question = decoder(verb.question).decode(message.data or b"{}")
        except msgspec.MsgspecError as error:
            raise QuestionUnreadable(f"{message.subject}: {error}") from error
        answer = msgspec.json.encode({"result": await verb.answer(question)})
        if len(answer) > self.client.max_payload:
            raise AnswerTooLarge(f"{message.subject}: {len(answer)} bytes")
        return answer


async def ask(
    client: Client,
    service: str,
    verb: str,
    question: msgspec.Struct,
    answer: type[A],
    seconds: float = ANSWER_SECONDS,
) -> A:
    """Ask a running service. Raises `ServiceSilent`, or `ControlRefused` with its reason."""
    subject = f"control.{service}.{verb}"
    try:
        reply = await client.request(subject, msgspec.json.encode(question), timeout=seconds)
    except (NoRespondersError, TimeoutError) as error:
        raise ServiceSilent(f"{service} does not answer {verb}") from error
    answered = decoder(_Answered).decode(reply.data)
    if answered.error is not None:
        raise ControlRefused(service, answered.error)
    return decoder(answer).decode(answered.result)
