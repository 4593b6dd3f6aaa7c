"""A form-encoded request, read with the standard library and with a limit."""

from collections.abc import Iterable
from urllib.parse import parse_qsl

from fastapi import Request

from worker.sandbox.errors import TwilioError

_LIMIT_BYTES = 64 * 1024


class Form:
    """Named values; a name may come more than once."""

    def __init__(self, pairs: Iterable[tuple[str, str]]) -> None:
        self._values: dict[str, tuple[str, ...]] = {}
        for name, value in pairs:
            self._values[name] = (*self._values.get(name, ()), value)

    def __contains__(self, name: str) -> bool:
        return name in self._values

    def one(self, name: str) -> str:
        """Return the last value of this name, empty if it did not come."""
        return self._values.get(name, ("",))[-1]

    def each(self, name: str) -> tuple[str, ...]:
        """Return every value of this name that is not empty."""
        return tuple(value for value in self._values.get(name, ()) if value)

    def without(self, *names: str) -> dict[str, tuple[str, ...]]:
        """Return all other values."""
        return {name: values for name, values in self._values.items() if name not in names}


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
