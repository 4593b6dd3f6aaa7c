"""Who may call the API: ``Authorization: ODFHIR developerKey/customerKey``."""

import hmac
from collections.abc import Callable
from typing import Annotated, Final

import structlog
from fastapi import Depends, Request

from worker.api_key import ApiKey, Permission
from worker.errors import Forbidden, TooMany, Unauthorized
from worker.web.rate_limit import RateLimit, address_of

log = structlog.get_logger()

SCHEME: Final = "ODFHIR"


def needs(permission: Permission) -> Callable[[Request], ApiKey]:
    """Return the check that a request brings a known key with this permission."""

    def check(request: Request) -> ApiKey:
        key = _admitted(request)
        if permission not in key.permissions:
            raise Forbidden(f"This API key lacks the permission {permission}.")
        return key

    return check


Reader = Annotated[ApiKey, Depends(needs(Permission.READ_ALL))]
"""Whoever may read."""

Texter = Annotated[ApiKey, Depends(needs(Permission.TEXTING_ASAP))]
"""Whoever may have texts sent."""

Teller = Annotated[ApiKey, Depends(needs(Permission.WEBHOOKS))]
"""Whoever may say who is told of events."""


def _admitted(request: Request) -> ApiKey:
    """Compare no key for an address that guesses: thirty at once, then one a second."""
    guesses: RateLimit = request.app.state.guesses
    address = address_of(request)
    if not guesses.is_free(address):
        raise TooMany("Too many unknown API keys have come from this address; try again later.")
    try:
        return _identify(request.headers.get("Authorization"), request.app.state.settings.api_keys)
    except Unauthorized as error:
        guesses.count_miss(address)
        log.warning(
            "request.unauthorized",
            peer=address,
            path=request.scope["route"].path,  # as it is declared, whatever the caller put in it
            reason=error.sentence,
        )
        raise


def _identify(header: str | None, known: tuple[ApiKey, ...]) -> ApiKey:
    if not known:
        raise Unauthorized("This server has no API keys yet; its setting API_KEYS names them.")
    scheme, _, credentials = (header or "").strip().partition(" ")
    if scheme.upper() != SCHEME or not credentials:
        raise Unauthorized("Send the header Authorization: ODFHIR developerKey/customerKey.")
    given = credentials.strip().encode()
    matches = [key for key in known if hmac.compare_digest(given, _pair(key))]
    if not matches:
        raise Unauthorized("This API key is not known.")
    return matches[0]


def _pair(key: ApiKey) -> bytes:
    return f"{key.developer.get_secret_value()}/{key.customer.get_secret_value()}".encode()
