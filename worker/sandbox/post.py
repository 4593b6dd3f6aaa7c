"""Posts one form over HTTP, bounded in time and size, and follows nobody elsewhere.

How patiently is told in the fragment of the address, as Twilio lets it be.
"""

import asyncio
import ssl
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache
from urllib.parse import parse_qsl, quote, urlencode, urlsplit

import httptools

_LONGEST_ANSWER_BYTES = 64 * 1024
_CHUNK_BYTES = 16 * 1024

_LIMITS: Mapping[str, tuple[int, int, int]] = {
    "ct": (100, 10_000, 5_000),
    "rt": (100, 15_000, 15_000),
    "tt": (100, 15_000, 15_000),
    "rc": (0, 5, 1),
}
"""Least, most and default: milliseconds to connect, to read and in all; number of retries."""

_POLICIES = frozenset({"4xx", "5xx", "ct", "rt"})
_PORTS = {"http": 80, "https": 443}
_SAFE = "/%:=&?~+!$,;'@()*[]-._"


@dataclass(frozen=True, slots=True)
class Address:
    """A callback's address, taken apart."""

    url: str
    """As it was given, without the fragment: what is signed."""
    host: str
    port: int
    is_tls: bool
    named: str
    """The Host header."""
    target: str
    connect_seconds: float
    read_seconds: float
    total_seconds: float
    retries: int
    retries_on: frozenset[str]
    """4xx, 5xx, ct for a connection that does not come about, rt for an answer that does not."""


def address(url: str) -> Address:
    """Take a callback's address apart; what its fragment says wrongly counts for nothing."""
    plain, _, fragment = url.partition("#")
    parts = urlsplit(plain)
    asked = dict(parse_qsl(fragment))
    host, port = parts.hostname or "", parts.port or _PORTS[parts.scheme]
    policy = set(asked.get("rp", "ct").split(","))
    name = f"[{host}]" if ":" in host else host
    query = f"?{parts.query}" if parts.query else ""
    return Address(
        url=plain,
        host=host,
        port=port,
        is_tls=parts.scheme == "https",
        named=name if port == _PORTS[parts.scheme] else f"{name}:{port}",
        target=quote(f"{parts.path or '/'}{query}", safe=_SAFE),
        connect_seconds=_number(asked, "ct") / 1000,
        read_seconds=_number(asked, "rt") / 1000,
        total_seconds=_number(asked, "tt") / 1000,
        retries=_number(asked, "rc"),
        retries_on=_POLICIES if "all" in policy else _POLICIES & policy,
    )


def _number(asked: Mapping[str, str], name: str) -> int:
    least, most, default = _LIMITS[name]
    text = asked.get(name, "")
    return int(text) if text.isdecimal() and least <= int(text) <= most else default


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


async def post(
    address: Address, form: Mapping[str, str], headers: Mapping[str, str]
) -> tuple[str, str, bytes]:
    """Post a form once; return what came of it in the words of a retry policy, a report, and the body."""
    try:
        async with asyncio.timeout(address.connect_seconds):
            reader, writer = await asyncio.open_connection(
                address.host, address.port, ssl=_tls() if address.is_tls else None
            )
    except (OSError, UnicodeError) as error:  # a timeout is an OSError; a host may be no name
        return "ct", f"not connected: {type(error).__name__}", b""
    try:
        async with asyncio.timeout(address.read_seconds):
            writer.write(_request(address, form, headers))
            answer = await _answer(reader)
    except (OSError, httptools.HttpParserError) as error:
        return "rt", f"no answer: {type(error).__name__}", b""
    finally:
        writer.close()
    return f"{answer.status // 100}xx", str(answer.status), bytes(answer.body)


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
