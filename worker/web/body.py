"""The body of a POST: JSON, and no longer than any request needs to be."""

from typing import Final

from fastapi import Request
from pydantic import ValidationError
from starlette.requests import ClientDisconnect

from schemas.asapcomm import AsapCommPost
from schemas.problem import sentence
from worker.errors import Refused, TooLarge, UnsupportedMedia

LONGEST_BODY: Final = 64 * 1024


async def read_post(request: Request) -> AsapCommPost:
    """Read and check the body; raises what is wrong with it in one sentence."""
    media_type = request.headers.get("Content-Type", "").partition(";")[0].strip().lower()
    if media_type != "application/json":
        raise UnsupportedMedia("Send the body as JSON with Content-Type: application/json.")
    raw = await read_bounded(request)
    try:
        return AsapCommPost.model_validate_json(raw)
    except ValidationError as error:
        if error.errors()[0]["type"] == "json_invalid":
            raise Refused("The body is not valid JSON.") from None
        raise Refused(f"The body cannot be used: {sentence(error)}") from None


async def read_bounded(request: Request) -> bytes:
    """Read a body, or raise what is wrong with its length."""
    raw = bytearray()
    try:
        async for chunk in request.stream():
            raw += chunk
            if len(raw) > LONGEST_BODY:
                raise TooLarge("The body is longer than 64 KiB.")
    except ClientDisconnect:
        raise Refused("The body ended early.") from None
    return bytes(raw)
