"""Plays the faults of the API: some before the text is accepted, some after."""

import asyncio
import socket
import struct
from math import ceil

from fastapi import Request, Response

from worker.sandbox.behaviour import Create, CreateTurn, Look, LookTurn
from worker.sandbox.errors import TwilioError

_GARBAGE = b'{"sid": "SM\xff\xfe, and here a proxy <html> gave up'

_LONGEST_SILENCE_SECONDS = 600.0
_AT_ONCE = struct.pack("ii", 1, 0)
"""With this a socket that is closed drops what it holds and resets its peer."""


async def play(turn: CreateTurn | LookTurn, request: Request) -> Response | None:
    """Play what befalls a request, to send a text or about texts; no answer means that it goes on."""
    match turn.play:
        case Create.SLOW_BEFORE | Create.SLOW_AFTER | Look.SLOW:
            await asyncio.sleep(turn.seconds)
        case Create.SILENT_BEFORE | Create.SILENT_AFTER | Look.SILENT:
            return await _silence(request)
        case Create.RESET_BEFORE | Create.RESET_AFTER | Look.AWAY:
            return await _reset(request)
        case Create.ERROR_BEFORE | Create.ERROR_AFTER | Look.ERROR:
            raise TwilioError(20500)
        case Create.TOO_MANY_BEFORE | Look.TOO_MANY:
            raise TwilioError(20429, retry_after=ceil(turn.seconds))
        case Create.GARBAGE_AFTER | Look.GARBAGE:
            status = 201 if turn.play is Create.GARBAGE_AFTER else 200
            return Response(_GARBAGE, status_code=status, media_type="application/json")
    return None


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
