"""A form-encoded request, read with the standard library and with a limit."""

from urllib.parse import parse_qsl

from fastapi import Request
from starlette.datastructures import ImmutableMultiDict

from worker.sandbox.errors import TwilioError

_LIMIT_BYTES = 64 * 1024

Form = ImmutableMultiDict[str, str]
"""Named values; a name may come more than once, and the last one counts."""


def parse(encoded: str) -> Form:
    """Read a query string or a form's body."""
    try:
        return Form(parse_qsl(encoded, keep_blank_values=True, max_num_fields=1000))
    except ValueError:
        raise TwilioError(20001, reason="The request has too many parameters") from None


async def read(request: Request) -> Form:
    """Read the request's body as a form."""
    return parse((await body(request)).decode("utf-8", "replace"))


async def body(request: Request) -> bytes:
    """Read the request's body, and stop when it grows too long."""
    got = bytearray()
    async for chunk in request.stream():
        got += chunk
        if len(got) > _LIMIT_BYTES:
            raise TwilioError(20413, limit=str(_LIMIT_BYTES))
    return bytes(got)
