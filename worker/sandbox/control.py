"""The sandbox's own addresses: what to play, what has arrived, and that it lives."""

from datetime import UTC, datetime
from typing import Annotated

import structlog
from fastapi import APIRouter, Request, Response
from fastapi.responses import JSONResponse, PlainTextResponse
from pydantic import AfterValidator, BaseModel, ConfigDict, Field, ValidationError

from worker.sandbox import form
from worker.sandbox.behaviour import Behaviour
from worker.sandbox.inbox import Inbox
from worker.sandbox.numbers import known
from worker.sandbox.replies import Replies
from worker.sandbox.resource import receipt, resource
from worker.sandbox.script import Script

_log = structlog.get_logger()


class Reply(BaseModel):
    """A text from a person."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    person: Annotated[str, AfterValidator(known)] = Field(alias="from")
    office: Annotated[str, AfterValidator(known)] | None = Field(default=None, alias="to")
    body: str = Field(min_length=1, max_length=1600)


class Control:
    """The handlers, over one inbox and what is being played."""

    def __init__(self, inbox: Inbox, replies: Replies, script: Script) -> None:
        self._inbox = inbox
        self._replies = replies
        self._script = script
        self.router = APIRouter()
        for path, handler, method in (
            ("/healthz", self.healthz, "GET"),
            ("/texts.json", self.texts, "GET"),
            ("/counts.json", self.counts, "GET"),
            ("/opt-outs.json", self.opt_outs, "GET"),
            ("/replies", self.reply, "POST"),
            ("/behaviour", self.behaviour, "GET"),
            ("/behaviour", self.behave, "PUT"),
            ("/behaviour", self.behave_well, "DELETE"),
        ):
            self.router.add_api_route(path, handler, methods=[method])

    async def healthz(self) -> Response:
        """Say that the process lives."""
        return PlainTextResponse("ok")

    async def texts(self) -> Response:
        """Answer every text that ever arrived, oldest first."""
        now = datetime.now(UTC)
        return JSONResponse([receipt(message, now) for message in self._inbox.everything()])

    async def counts(self) -> Response:
        """Answer how many texts were accepted, by link and by recipient with body."""
        return JSONResponse(self._inbox.counts.shown())

    async def opt_outs(self) -> Response:
        """Answer who has said STOP to which number."""
        return JSONResponse(self._inbox.opt_outs.shown())

    async def reply(self, request: Request) -> Response:
        """Take a reply in, as if a person had typed it."""
        if not request.headers.get("content-type", "").startswith("application/json"):
            return PlainTextResponse("A reply is JSON.", status_code=415)
        try:
            reply = Reply.model_validate_json(await form.body(request))
        except ValidationError as error:
            return PlainTextResponse(_reasons(error), status_code=400)
        office = reply.office or self._replies.office_number
        message = self._replies.receive(reply.person, office, reply.body)
        return JSONResponse(resource(message, message.received_at), status_code=201)

    async def behaviour(self) -> Response:
        """Answer what is being played, and how much of it is left."""
        return JSONResponse(self._script.shown())

    async def behave(self, request: Request) -> Response:
        """Play something from now on, and nothing else."""
        try:
            wanted = Behaviour.model_validate_json(await form.body(request))
        except ValidationError as error:
            return PlainTextResponse(_reasons(error), status_code=400)
        self._script.change(wanted)
        _log.info("behaviour.changed", plays=self._script.names())
        return await self.behaviour()

    async def behave_well(self) -> Response:
        """Play nothing from now on."""
        self._script.change(Behaviour())
        _log.info("behaviour.changed", plays=[])
        return await self.behaviour()


def _reasons(error: ValidationError) -> str:
    return "\n".join(
        f"{'.'.join(str(part) for part in detail['loc']) or 'behaviour'}: {detail['msg']}"
        for detail in error.errors()
    )
