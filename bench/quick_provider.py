"""A provider that takes every text at once, or after a while, and costs next to nothing itself.

``python -m bench.quick_provider PORT SECONDS``: answers each call after so many seconds.
``GET /count`` tells how many texts it has taken, ``GET /times`` when, in Unix time.
"""

import asyncio
import json
import sys
import time
from typing import Final, cast

_HEAD: Final = b"HTTP/1.1 %s\r\nContent-Type: application/json\r\nContent-Length: %d\r\n\r\n%s"
_LENGTH: Final = b"content-length:"

arrived: dict[str, float] = {}
"""When each recipient's text came, by the number as it stands in the form."""


class Caller(asyncio.Protocol):
    """One connection, kept open."""

    def __init__(self, seconds: float) -> None:
        self._seconds = seconds
        self._read = b""

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Remember where answers go."""
        self._transport = cast("asyncio.Transport", transport)

    def data_received(self, data: bytes) -> None:
        """Answer each request that is whole."""
        self._read += data
        while b"\r\n\r\n" in self._read:
            head, _, rest = self._read.partition(b"\r\n\r\n")
            lengths = [
                int(line[len(_LENGTH) :])
                for line in head.lower().split(b"\r\n")
                if line.startswith(_LENGTH)
            ]
            body, self._read = rest[: sum(lengths)], rest[sum(lengths) :]
            if len(body) < sum(lengths):
                self._read = data
                return
            self._answer(head, body)

    def _answer(self, head: bytes, body: bytes) -> None:
        if head.startswith(b"GET /count"):
            self._write(b"200 OK", {"count": len(arrived)})
        elif head.startswith(b"GET /times"):
            self._write(b"200 OK", arrived)
        else:
            to = body.partition(b"To=")[2].partition(b"&")[0].decode()
            arrived.setdefault(to, time.time())
            answer = {"sid": f"SM{len(arrived):032x}", "status": "queued", "num_segments": "1"}
            loop = asyncio.get_running_loop()
            loop.call_later(self._seconds, self._write, b"201 Created", answer)

    def _write(self, status: bytes, answer: object) -> None:
        told = json.dumps(answer).encode()
        if not self._transport.is_closing():
            self._transport.write(_HEAD % (status, len(told), told))


async def main() -> None:
    """Serve until the end."""
    port, seconds = int(sys.argv[1]), float(sys.argv[2])
    server = await asyncio.get_running_loop().create_server(
        lambda: Caller(seconds), "127.0.0.1", port
    )
    await server.serve_forever()


if __name__ == "__main__":
    asyncio.run(main())
