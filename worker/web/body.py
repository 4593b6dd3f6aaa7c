"""The body of a POST: JSON, and no longer than any request needs to be."""

import asyncio
import re
from typing import Final, TypeVar

from fastapi import Request
from pydantic import BaseModel, ValidationError
from starlette.requests import ClientDisconnect

from schemas.problem import sentence
from worker.errors import Refused, TooLarge, TooSlow, UnsupportedMedia

LONGEST_BODY: Final = 64 * 1024
LONGEST_WAIT_SECONDS: Final = 10.0
"""For a whole body, however it comes in: a connection is not held for less than that."""

Body = TypeVar("Body", bound=BaseModel)

_PLACE: Final = re.compile(r"at line (\d+) column (\d+)$")

_BYTE_ORDER_MARK: Final = b"\xef\xbb\xbf"


async def read_post(request: Request, kind: type[Body]) -> Body:
    """Read and check the body; raises what is wrong with it in one sentence."""
    media_type = request.headers.get("Content-Type", "").partition(";")[0].strip().lower()
    if media_type != "application/json":
        raise UnsupportedMedia("Send the body as JSON with Content-Type: application/json.")
    raw = (await read_bounded(request)).removeprefix(_BYTE_ORDER_MARK)
    if not raw.strip():
        raise Refused("The body is empty.", "empty-body")
    try:
        return kind.model_validate_json(raw)
    except ValidationError as error:
        if error.errors()[0]["type"] == "json_invalid":
            raise Refused(_not_json(error), "not-json") from None
        raise Refused(f"The body cannot be used: {sentence(error)}", "wrong-field") from None


def _not_json(error: ValidationError) -> str:
    """Say where a body stops to be JSON, and nothing of what stands there."""
    found = _PLACE.search(error.errors()[0]["msg"])
    where = f", from line {found[1]}, column {found[2]} on" if found else ""
    return f"The body is not valid JSON{where}."


async def read_bounded(request: Request, longest: int = LONGEST_BODY) -> bytes:
    """Read a body, or raise what is wrong with its length or with the time it takes."""
    raw = bytearray()
    try:
        async with asyncio.timeout(LONGEST_WAIT_SECONDS):
            async for chunk in request.stream():
                raw += chunk
                if len(raw) > longest:
                    raise TooLarge(f"The body is longer than {longest // 1024} KiB.")
    except ClientDisconnect:
        raise Refused("The body ended early.", "body-ended-early") from None
    except TimeoutError:
        raise TooSlow(f"The body took longer than {LONGEST_WAIT_SECONDS:g} seconds.") from None
    return bytes(raw)
