"""Who may call the API: ``Authorization: ODFHIR developerKey/customerKey``."""

from collections.abc import Callable
from typing import Annotated, Final

import structlog
from fastapi import BackgroundTasks, Depends, Request

from worker.api_key import Caller, Permission
from worker.errors import Forbidden, TooMany, Unauthorized
from worker.web.callers import Callers
from worker.web.rate_limit import RateLimit, address_of

log = structlog.get_logger()

SCHEME: Final = "ODFHIR"


def needs(permission: Permission) -> Callable[[Request, BackgroundTasks], Caller]:
    """Return the check that a request brings a known key with this permission."""

    def check(request: Request, afterwards: BackgroundTasks) -> Caller:
        caller = _admitted(request)
        if permission not in caller.permissions:
            raise Forbidden(f"This API key lacks the permission {permission}.")
        request.app.state.throttle.require(caller)
        callers: Callers = request.app.state.callers
        if callers.should_note(caller):
            afterwards.add_task(callers.note_use, caller)
        return caller

    return check


Reader = Annotated[Caller, Depends(needs(Permission.READ_ALL))]
"""Whoever may read."""

Texter = Annotated[Caller, Depends(needs(Permission.TEXTING_ASAP))]
"""Whoever may have texts sent."""

Teller = Annotated[Caller, Depends(needs(Permission.WEBHOOKS))]
"""Whoever may say who is told of events."""


def _admitted(request: Request) -> Caller:
    """Look up no key for an address that guesses: thirty at once, then one a second."""
    guesses: RateLimit = request.app.state.guesses
    address = address_of(request)
    if not guesses.is_free(address):
        raise TooMany("Too many unknown API keys have come from this address; try again later.")
    try:
        return _identify(request.headers.get("Authorization"), request.app.state.callers)
    except Unauthorized as error:
        guesses.count_miss(address)
        log.warning(
            "request.unauthorized",
            peer=address,
            path=request.scope["route"].path,  # as it is declared, whatever the caller put in it
            reason=error.sentence,
        )
        raise


def _identify(header: str | None, callers: Callers) -> Caller:
    scheme, _, pair = (header or "").strip().partition(" ")
    if scheme.upper() != SCHEME or not pair:
        raise Unauthorized("Send the header Authorization: ODFHIR developerKey/customerKey.")
    caller = callers.find(pair.strip())
    if caller is None and callers.are_none:
        raise Unauthorized("This server has no API keys yet; `asapcomms keys add` makes one.")
    if caller is None:
        raise Unauthorized("This API key is not known.")
    return caller
