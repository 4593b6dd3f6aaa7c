"""The Messages API: create, list, fetch, update and delete."""

from base64 import b64decode
from dataclasses import replace
from datetime import UTC, datetime
from hmac import compare_digest

import structlog
from fastapi import APIRouter, Depends, Request, Response
from fastapi.responses import JSONResponse

from worker.sandbox import faults, form
from worker.sandbox.behaviour import Create, CreateTurn, EndingTurn, LookTurn, ReceiptsTurn
from worker.sandbox.courier import Courier
from worker.sandbox.course import Status, standing
from worker.sandbox.draft import draft
from worker.sandbox.errors import TwilioError
from worker.sandbox.inbox import Inbox
from worker.sandbox.listing import Query, listing
from worker.sandbox.message import Message, fate
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
        self._account_sid = settings.twilio_account_sid
        tokens = (settings.twilio_auth_token, settings.twilio_secondary_auth_token)
        self._tokens = [token.get_secret_value() for token in tokens if token.get_secret_value()]
        self._service_number = settings.twilio_from_number or SANDBOX_NUMBER
        """The number that a Messaging Service chooses."""
        everything = messages_path("{account_sid}") + ".json"
        one = messages_path("{account_sid}") + "/{sid}.json"
        self.router = APIRouter(dependencies=[Depends(self._sign_in)])
        self.router.add_api_route(everything, self.create, methods=["POST"])
        self.router.add_api_route(everything, self.index, methods=["GET"])
        self.router.add_api_route(one, self.fetch, methods=["GET"])
        self.router.add_api_route(one, self.update, methods=["POST"])
        self.router.add_api_route(one, self.delete, methods=["DELETE"])

    async def create(self, request: Request, account_sid: str) -> Response:
        """Accept a text, unless something else is to be played."""
        asked = draft(await form.read(request), account_sid, datetime.now(UTC))
        if self._inbox.opt_outs.block(asked.to, asked.sender or self._service_number):
            raise TwilioError(21610)
        turn = self._script.next(CreateTurn, asked.to)
        if turn and turn.play is Create.REFUSE_BEFORE:
            sender = asked.sender or asked.service_sid or ""
            raise TwilioError(turn.code, to=asked.to, sender=sender)
        if turn and not turn.play.is_after and (answer := await faults.play(turn, request)):
            return answer
        message = self._accept(asked)
        if turn and turn.play.is_after and (answer := await faults.play(turn, request)):
            return answer
        return JSONResponse(resource(message, message.received_at), status_code=201)

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
        if asked.get("Body"):
            raise TwilioError(20001, reason="Body can only be made empty")
        if status := asked.get("Status"):
            message = _canceled(message, status, now)
            self._courier.follow(message)
        if "Body" in asked:
            message = replace(message, body="", redacted_at=now)
        if message is not self._inbox.find(sid):
            self._inbox.keep(message)
        return JSONResponse(resource(message, now))

    async def delete(self, request: Request, sid: str) -> Response:
        """Forget a text that is complete."""
        now = datetime.now(UTC)
        message = self._find(request, sid)
        if not standing(message, now).complete:
            raise TwilioError(20009)
        self._inbox.keep(replace(message, body="", deleted_at=now))
        return Response(status_code=204)

    async def _sign_in(self, request: Request, account_sid: str) -> None:
        """Raise Twilio's 20003 unless the account in the path signed in with one of its tokens."""
        scheme, _, encoded = request.headers.get("authorization", "").partition(" ")
        try:
            pair = b64decode(encoded, validate=True)
        except ValueError:
            pair = b""
        known = [f"{self._account_sid}:{token}".encode() for token in self._tokens]
        is_known = any(compare_digest(pair, one) for one in known)
        if not is_known or scheme.lower() != "basic" or account_sid != self._account_sid:
            raise TwilioError(20003)

    def _accept(self, asked: Message) -> Message:
        ending = self._script.next(EndingTurn, asked.to)
        message = replace(
            asked,
            sender=asked.sender or self._service_number,
            received_at=datetime.now(UTC),
            fate=fate(ending, self._script.next(ReceiptsTurn, asked.to)),
        )
        self._inbox.keep(message)
        self._courier.follow(message)
        _log.info("text.accepted", sid=message.sid)
        return message

    async def _before_looking(self, request: Request, to: str) -> Response | None:
        turn = self._script.next(LookTurn, to)
        return await faults.play(turn, request) if turn else None

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
    return replace(message, canceled_at=now)
