"""Plays the faults of the API: some before the text is accepted, some after."""

import asyncio
from math import ceil

from fastapi import Request, Response

from worker.sandbox.behaviour import Create, CreateTurn, Look, LookTurn, Turn
from worker.sandbox.connection import reset, silence
from worker.sandbox.draft import Draft
from worker.sandbox.errors import TwilioError

_GARBAGE = b'{"sid": "SM\xff\xfe, and here a proxy <html> gave up'


async def before_accepting(turn: CreateTurn, request: Request, asked: Draft) -> Response | None:
    """Play what keeps a text from being accepted; no answer means that it goes on."""
    match turn.play:
        case Create.SLOW_BEFORE:
            await asyncio.sleep(turn.seconds)
        case Create.SILENT_BEFORE:
            return await silence(request)
        case Create.RESET_BEFORE:
            return await reset(request)
        case Create.ERROR_BEFORE:
            raise TwilioError(20500)
        case Create.TOO_MANY_BEFORE:
            raise _too_many(turn)
        case Create.REFUSE_BEFORE:
            sender = asked.sender or asked.service_sid or ""
            raise TwilioError(turn.code, to=asked.to, sender=sender)
        case _:
            pass
    return None


async def after_accepting(turn: CreateTurn, request: Request) -> Response | None:
    """Play what spoils the answer about an accepted text; no answer means the usual one."""
    match turn.play:
        case Create.SLOW_AFTER:
            await asyncio.sleep(turn.seconds)
        case Create.SILENT_AFTER:
            return await silence(request)
        case Create.RESET_AFTER:
            return await reset(request)
        case Create.ERROR_AFTER:
            raise TwilioError(20500)
        case Create.GARBAGE_AFTER:
            return _garbage(201)
        case _:
            pass
    return None


async def before_looking(turn: LookTurn, request: Request) -> Response | None:
    """Play what befalls a look at the texts; no answer means the usual one."""
    match turn.play:
        case Look.SLOW:
            await asyncio.sleep(turn.seconds)
        case Look.SILENT:
            return await silence(request)
        case Look.AWAY:
            return await reset(request)
        case Look.ERROR:
            raise TwilioError(20500)
        case Look.TOO_MANY:
            raise _too_many(turn)
        case Look.GARBAGE:
            return _garbage(200)
    return None


def _too_many(turn: Turn) -> TwilioError:
    return TwilioError(20429, retry_after=ceil(turn.seconds))


def _garbage(status: int) -> Response:
    return Response(_GARBAGE, status_code=status, media_type="application/json")
