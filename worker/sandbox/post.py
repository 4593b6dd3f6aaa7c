"""Posts one form over HTTP, bounded in time and size, and follows nobody elsewhere."""

import asyncio
import ssl
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache
from urllib.parse import urlencode

import httptools

from worker.sandbox.address import Address

_LONGEST_ANSWER_BYTES = 64 * 1024
_CHUNK_BYTES = 16 * 1024


class NotConnected(Exception):
    """No connection came about: nobody has seen the form."""


class NotAnswered(Exception):
    """The form was sent, and no answer came that can be read."""


@dataclass(slots=True)
class Answer:
    """An HTTP answer; httptools fills it."""

    status: int = 0
    body: bytearray = field(default_factory=bytearray)
    is_complete: bool = False

    def on_body(self, data: bytes) -> None:
        """Keep a part of the body."""
        self.body += data

    def on_message_complete(self) -> None:
        """Note that nothing more belongs to it."""
        self.is_complete = True


async def post(address: Address, form: Mapping[str, str], headers: Mapping[str, str]) -> Answer:
    """Post a form once; raises NotConnected or NotAnswered."""
    try:
        async with asyncio.timeout(address.connect_seconds):
            reader, writer = await asyncio.open_connection(
                address.host, address.port, ssl=_tls() if address.is_tls else None
            )
    except (OSError, UnicodeError) as error:  # a timeout is an OSError; a host may be no name
        raise NotConnected(type(error).__name__) from None
    try:
        async with asyncio.timeout(address.read_seconds):
            writer.write(_request(address, form, headers))
            return await _answer(reader)
    except (OSError, httptools.HttpParserError) as error:
        raise NotAnswered(type(error).__name__) from None
    finally:
        writer.close()


@cache
def _tls() -> ssl.SSLContext:
    return ssl.create_default_context()  # takes long: every authority is read


def _request(address: Address, form: Mapping[str, str], headers: Mapping[str, str]) -> bytes:
    body = urlencode(form).encode()
    lines = {
        "Host": address.named,
        "Content-Type": "application/x-www-form-urlencoded; charset=UTF-8",
        "Content-Length": str(len(body)),
        "User-Agent": "TwilioProxy/1.1",
        "Accept": "*/*",
        "Connection": "close",
        **headers,
    }
    head = "".join(f"{name}: {value}\r\n" for name, value in lines.items())
    return f"POST {address.target} HTTP/1.1\r\n{head}\r\n".encode() + body


async def _answer(reader: asyncio.StreamReader) -> Answer:
    answer = Answer()
    parser = httptools.HttpResponseParser(answer)
    while not answer.is_complete and len(answer.body) < _LONGEST_ANSWER_BYTES:
        data = await reader.read(_CHUNK_BYTES)
        if not data:
            break  # an answer without a length ends with its connection
        parser.feed_data(data)
    answer.status = parser.get_status_code()
    if not answer.status:
        raise ConnectionError
    return answer
