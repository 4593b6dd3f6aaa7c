"""The Messages API: create, list, fetch, update and delete."""

from datetime import UTC, datetime

import structlog
from fastapi import APIRouter, Depends, Request, Response
from fastapi.responses import JSONResponse

from worker.rules.segments import count_segments
from worker.sandbox import faults, form, reserved
from worker.sandbox.access import Access
from worker.sandbox.courier import Courier
from worker.sandbox.course import Status, standing
from worker.sandbox.draft import Draft, draft
from worker.sandbox.errors import TwilioError
from worker.sandbox.fate import Fate, fate
from worker.sandbox.inbox import Inbox
from worker.sandbox.listing import listing
from worker.sandbox.message import Message, new_sid
from worker.sandbox.query import Query
from worker.sandbox.resource import messages_path, resource
from worker.sandbox.script import Script
from worker.settings import SANDBOX_NUMBER, Settings

_log = structlog.get_logger()


class MessagesApi:
    """The handlers, over one inbox and what is being played."""

    def __init__(self, inbox: Inbox, courier: Courier, script: Script, settings: Settings) -> None:
        self._inbox = inbox
        self._courier = courier
        self._script = script
        self._service_number = settings.twilio_from_number or SANDBOX_NUMBER
        """The number that a Messaging Service chooses."""
        everything = messages_path("{account_sid}") + ".json"
        one = messages_path("{account_sid}") + "/{sid}.json"
        self.router = APIRouter(dependencies=[Depends(Access(settings))])
        self.router.add_api_route(everything, self.create, methods=["POST"])
        self.router.add_api_route(everything, self.index, methods=["GET"])
        self.router.add_api_route(one, self.fetch, methods=["GET"])
        self.router.add_api_route(one, self.update, methods=["POST"])
        self.router.add_api_route(one, self.delete, methods=["DELETE"])

    async def create(self, request: Request, account_sid: str) -> Response:
        """Accept a text, unless something else is to be played."""
        asked = draft(await form.read(request), datetime.now(UTC))
        self._check_opt_out(asked)
        turn = reserved.act(asked.to).create or self._script.next_create(asked.to)
        if turn and (answer := await faults.before_accepting(turn, request, asked)):
            return answer
        now = datetime.now(UTC)
        message = self._accept(asked, account_sid, now)
        if turn and (answer := await faults.after_accepting(turn, request)):
            return answer
        return JSONResponse(resource(message, now), status_code=201)

    async def index(self, request: Request, account_sid: str) -> Response:
        """Answer one page of texts."""
        query = Query.of(form.parse(request.url.query))
        if answer := await self._before_looking(request, query.to or ""):
            return answer
        return JSONResponse(listing(self._inbox, account_sid, query, datetime.now(UTC)))

    async def fetch(self, request: Request, sid: str) -> Response:
        """Answer one text."""
        message = self._find(request, sid)
        if answer := await self._before_looking(request, message.to):
            return answer
        return JSONResponse(resource(message, datetime.now(UTC)))

    async def update(self, request: Request, sid: str) -> Response:
        """Call a scheduled text off, or take the words out of one."""
        asked = await form.read(request)
        now = datetime.now(UTC)
        message = self._find(request, sid)
        if asked.one("Body"):
            raise TwilioError(20001, reason="Body can only be made empty")
        if status := asked.one("Status"):
            message = _canceled(message, status, now)
            self._courier.follow(message)
        if "Body" in asked:
            message = message.redact(now)
        if message is not self._inbox.find(sid):
            self._inbox.keep(message)
        return JSONResponse(resource(message, now))

    async def delete(self, request: Request, sid: str) -> Response:
        """Forget a text that is complete."""
        now = datetime.now(UTC)
        message = self._find(request, sid)
        if not standing(message, now).complete:
            raise TwilioError(20009)
        self._inbox.keep(message.delete(now))
        return Response(status_code=204)

    def _accept(self, asked: Draft, account_sid: str, now: datetime) -> Message:
        message = Message(
            sid=new_sid(media=asked.media > 0),
            account_sid=account_sid,
            direction="outbound-api",
            to=asked.to,
            sender=asked.sender or self._service_number,
            service_sid=asked.service_sid,
            body=asked.body,
            segments=count_segments(asked.body),
            media=asked.media,
            received_at=now,
            send_at=asked.send_at,
            parameters=dict(asked.parameters),
            fate=self._fate(asked.to),
        )
        self._inbox.keep(message)
        self._courier.follow(message)
        _log.info("text.accepted", sid=message.sid)
        return message

    def _check_opt_out(self, asked: Draft) -> None:
        if self._inbox.opt_outs.block(asked.to, asked.sender or self._service_number):
            raise TwilioError(21610)

    def _fate(self, to: str) -> Fate:
        act = reserved.act(to)
        ending = act.ending or self._script.next_ending(to)
        return fate(ending, act.receipts or self._script.next_receipts(to))

    async def _before_looking(self, request: Request, to: str) -> Response | None:
        turn = self._script.next_look(to)
        return await faults.before_looking(turn, request) if turn else None

    def _find(self, request: Request, sid: str) -> Message:
        message = self._inbox.find(sid)
        if message is None:
            raise TwilioError(20404, path=request.url.path)
        return message


def _canceled(message: Message, status: str, now: datetime) -> Message:
    if status != Status.CANCELED:
        raise TwilioError(20001, reason="Status can only be made canceled")
    if standing(message, now).status is not Status.SCHEDULED:
        raise TwilioError(30409)
    return message.cancel(now)
