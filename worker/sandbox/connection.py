"""What an HTTP answer cannot say: silence, and a connection that breaks."""

import asyncio
import socket
import struct

from fastapi import Request, Response

_LONGEST_SILENCE_SECONDS = 600.0
_AT_ONCE = struct.pack("ii", 1, 0)
"""With this a socket that is closed drops what it holds and resets its peer."""


async def silence(request: Request) -> Response:
    """Say nothing until the caller has given up; the answer that is returned reaches nobody."""
    try:
        async with asyncio.timeout(_LONGEST_SILENCE_SECONDS):
            await _until_gone(request)
    except (TimeoutError, asyncio.CancelledError):  # a server that ends has waited long enough
        return await reset(request)
    return Response(status_code=204)


async def reset(request: Request) -> Response:
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
