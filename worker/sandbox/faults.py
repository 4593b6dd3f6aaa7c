"""Plays the faults of the API: some before the text is accepted, some after."""

import asyncio
import socket
import struct
from math import ceil

from fastapi import Request, Response

from worker.sandbox.behaviour import Create, CreateTurn, Look, LookTurn, Turn
from worker.sandbox.errors import TwilioError
from worker.sandbox.message import Message

_GARBAGE = b'{"sid": "SM\xff\xfe, and here a proxy <html> gave up'

_LONGEST_SILENCE_SECONDS = 600.0
_AT_ONCE = struct.pack("ii", 1, 0)
"""With this a socket that is closed drops what it holds and resets its peer."""


async def before_accepting(turn: CreateTurn, request: Request, asked: Message) -> Response | None:
    """Play what keeps a text from being accepted; no answer means that it goes on."""
    match turn.play:
        case Create.SLOW_BEFORE:
            await asyncio.sleep(turn.seconds)
        case Create.SILENT_BEFORE:
            return await _silence(request)
        case Create.RESET_BEFORE:
            return await _reset(request)
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
            return await _silence(request)
        case Create.RESET_AFTER:
            return await _reset(request)
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
            return await _silence(request)
        case Look.AWAY:
            return await _reset(request)
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


async def _silence(request: Request) -> Response:
    """Say nothing until the caller has given up; the answer that is returned reaches nobody."""
    try:
        async with asyncio.timeout(_LONGEST_SILENCE_SECONDS):
            await _until_gone(request)
    except (TimeoutError, asyncio.CancelledError):  # a server that ends has waited long enough
        return await _reset(request)
    return Response(status_code=204)


async def _reset(request: Request) -> Response:
    """Reset the TCP connection, as a host does that died; the answer that is returned reaches nobody.

    ASGI has no word for it, but what uvicorn receives with belongs to what holds the connection.
    """
    transport = getattr(getattr(request.receive, "__self__", None), "transport", None)
    if transport is None:
        raise RuntimeError("A connection can only be reset under uvicorn.")
    if not transport.is_closing():
        connection = transport.get_extra_info("socket")
        connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, _AT_ONCE)
        transport.abort()
    await _until_gone(request)
    return Response(status_code=204)


async def _until_gone(request: Request) -> None:
    while (await request.receive())["type"] != "http.disconnect":
        pass
