"""The id of a request that writes: the same for the same Idempotency-Key."""

from typing import Final
from uuid import NAMESPACE_URL, UUID, uuid4, uuid5

from fastapi import Request

from worker.api_key import Caller
from worker.errors import Refused

LONGEST_KEY: Final = 255


def read_request_id(request: Request, caller: Caller, what: str = "") -> UUID:
    """The Idempotency-Key makes the id, within the caller's own keys; without one it is random.

    ``what`` tells requests of one kind from those of another that have the same key.
    """
    given = request.headers.get("Idempotency-Key")
    if given is None:
        return uuid4()
    if not given.strip() or len(given) > LONGEST_KEY:
        raise Refused(f"Idempotency-Key must have 1 to {LONGEST_KEY} characters.", "wrong-key")
    parts = (caller.identity, what, given)
    return uuid5(NAMESPACE_URL, "\n".join(part for part in parts if part))


def wants_no_wait(request: Request) -> bool:
    """Say whether the client will ask for the outcome later."""
    return "respond-async" in request.headers.get("Prefer", "").lower()
