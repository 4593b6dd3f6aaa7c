"""Signing in and out of the staff pages."""

from typing import Final

import structlog
from fastapi.responses import Response

from worker.store.ledger import accounts, names
from worker.web.rate_limit import MISS, RateLimit, address_of
from worker.web.staff.session import Session
from worker.web.staff.visit import Visit

log = structlog.get_logger()

_AT_ONCE: Final = 10
_EVERY_SECONDS: Final = 60
_NAME_AT_ONCE: Final = 30
_NAME_EVERY_SECONDS: Final = 10
"""Guesses that an address has, and those at one name from all addresses: more, because whoever
knows the name could keep its owner out."""

_LONGEST_PASSWORD: Final = 1000
_WRONG: Final = "Name or password is not right."
_TOO_MANY: Final = "There were too many wrong passwords. Please wait a minute and try again."


class SigningIn:
    """The page to sign in, which guesses at no more than a few passwords."""

    def __init__(self) -> None:
        self.addresses = RateLimit(burst=_AT_ONCE * MISS, per_second=MISS / _EVERY_SECONDS)
        self.names = RateLimit(burst=_NAME_AT_ONCE * MISS, per_second=MISS / _NAME_EVERY_SECONDS)

    def show(self, visit: Visit) -> Response:
        """Show the page, unless somebody has signed in already."""
        if visit.account is not None:
            return visit.lead_to(visit.path())
        return visit.page("sign_in.html", name="", problem="")

    def take(self, visit: Visit) -> tuple[Response, Session]:
        """Compare name and password; whoever signs in gets a session that nobody knew before."""
        name = names.known_as(visit.form.get("name", ""))[: names.LONGEST]
        password = visit.form.get("password", "")[:_LONGEST_PASSWORD]
        address = address_of(visit.request)
        if not (self.addresses.is_free(address) and self.names.is_free(name)):
            return self._again(visit, 429, _TOO_MANY)
        with visit.parts.store.reading() as transaction:
            account, known = accounts.find_named(transaction, name)
        if not accounts.is_password(known, password) or account is None:
            self.addresses.count_miss(address)
            self.names.count_miss(name)
            log.warning("staff.sign-in-refused", peer=address)
            return self._again(visit, 403, _WRONG)
        with visit.parts.store.writing() as transaction:
            accounts.sign_in(transaction, account.account_num, visit.now)
        log.info("staff.signed-in", account=account.name, peer=address)
        return visit.lead_to(visit.path()), Session.new(account.account_num)

    def leave(self, visit: Visit) -> tuple[Response, Session]:
        """Sign out of this browser."""
        return visit.lead_to(visit.path("/sign-in")), Session.new()

    def _again(self, visit: Visit, status: int, problem: str) -> tuple[Response, Session]:
        answer = visit.page(
            "sign_in.html", status, name=visit.form.get("name", ""), problem=problem
        )
        if status == 429:  # noqa: PLR2004
            answer.headers["Retry-After"] = "60"
        return answer, visit.session
