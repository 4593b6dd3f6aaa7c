"""The addresses of the staff pages: each looks first who comes, and takes no form but its own."""

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime
from functools import partial
from typing import Final

import structlog
from anyio import CapacityLimiter, to_thread
from fastapi import APIRouter, Request
from fastapi.responses import Response

from worker.errors import AsapError, NotFound
from worker.store.engine import Transaction
from worker.store.ledger import accounts, page_secret
from worker.web.answers import headers_of
from worker.web.parts import Parts
from worker.web.staff import history, messages, openings, sending, standstill, watching
from worker.web.staff.session import Session, Sessions
from worker.web.staff.signing_in import SigningIn
from worker.web.staff.visit import Visit, read_form

THREADS: Final = 4
"""How many of the front desk are served at a time; patients have threads of their own."""

_STALE: Final = (
    "This page was open for too long, so nothing was done. Please go back, reload it and try again."
)

_AGAIN: Final = "again"
"""In the address of a page that comes again by itself: nobody has clicked, so the session is not
kept for longer by it."""

Served = Response | tuple[Response, Session]
"""An answer, and where it begins another session that one too."""

Serve = Callable[["Staff", Visit], Served]

log = structlog.get_logger()


class Staff:
    """The handlers, over the parts of one office."""

    def __init__(self, parts: Parts, clock: Callable[[], datetime] | None = None) -> None:
        self.clock = clock or parts.store.now
        self.signing_in = SigningIn()
        self._parts = parts
        self._sessions: Sessions | None = None
        self._threads = CapacityLimiter(THREADS)
        self._one_at_a_time = CapacityLimiter(1)
        """A password takes long and much memory, and guesses are counted one by one."""

    async def serve(
        self, request: Request, serve: Serve, *, is_open: bool, is_form: bool
    ) -> Response:
        """Serve a page to whoever has signed in, or an open one to everybody."""
        limiter = self._one_at_a_time if is_open and is_form else self._threads
        form = await read_form(request)
        work = partial(self._serve, request, form, serve, is_open=is_open)
        return await to_thread.run_sync(work, limiter=limiter)

    def _serve(
        self, request: Request, form: dict[str, str], serve: Serve, *, is_open: bool
    ) -> Response:
        now, sessions = self.clock(), self._signing()
        visit = self._enter(request, form, sessions, now)
        session = visit.session
        try:
            if request.method == "POST" and not sessions.is_ours(session, form.get("token", "")):
                log.warning("staff.form-refused", route=request.scope["route"].path)
                answer: Response = visit.problem(403, _STALE)
            elif visit.account is None and not is_open:
                answer = visit.lead_to(visit.path("/sign-in"))
            else:
                served = serve(self, visit)
                answer, session = served if isinstance(served, tuple) else (served, session)
        except AsapError as error:
            answer = visit.problem(error.status, error.sentence)
            answer.headers.update(headers_of(error))
        if _AGAIN not in request.query_params:
            sessions.keep(session, request, answer, now)
        return answer

    def events(self, visit: Visit) -> Response:
        """Watch an opening for a browser, as long as its account is there."""

        def again() -> Visit | None:
            """Come anew: time has passed, and the account may be gone."""
            with self._parts.store.reading() as transaction:
                return self._known(transaction, replace(visit, now=self.clock()))

        return watching.events(visit, again, self._threads)

    def _enter(
        self, request: Request, form: dict[str, str], sessions: Sessions, now: datetime
    ) -> Visit:
        """Find out who comes; there is nothing at these addresses while nobody has an account."""
        session = sessions.read(request, now)
        visit = Visit(
            request=request,
            parts=self._parts,
            now=now,
            session=session,
            account=None,
            token=sessions.token(session),
            form=form,
        )
        with self._parts.store.reading() as transaction:
            if known := self._known(transaction, visit):
                return known
            if not accounts.exist(transaction):
                raise NotFound("There is nothing at this address.")
        return replace(visit, session=replace(session, account_num=0))

    def _known(self, transaction: Transaction, visit: Visit) -> Visit | None:
        """Look whose session it is, and why no text goes out; nobody's is no visit."""
        account = accounts.find(transaction, visit.session.account_num)
        if account is None:
            return None
        why = tuple(standstill.reasons(transaction, self._parts.settings, visit.dates))
        return replace(visit, account=account, standstill=why)

    def _signing(self) -> Sessions:
        if self._sessions is None:
            is_https = self._parts.settings.base_url.startswith("https:")
            secret = page_secret.read_or_make(self._parts.store)
            self._sessions = Sessions(secret, is_https=is_https)
        return self._sessions


router = APIRouter(include_in_schema=False)


def _page(path: str, serve: Serve, *, is_open: bool = False, is_form: bool = False) -> None:
    async def handle(request: Request) -> Response:
        staff: Staff = request.app.state.staff
        return await staff.serve(request, serve, is_open=is_open, is_form=is_form)

    router.add_api_route(path, handle, methods=["POST"] if is_form else ["GET", "HEAD"])


def _of_all(serve: Callable[[Visit], Served]) -> Serve:
    """Serve a page for which it is the same whose staff asks."""
    return lambda _, visit: serve(visit)


_page("/staff", _of_all(openings.show))
_page("/staff/history", _of_all(history.show))
_page("/staff/messages", _of_all(messages.show))
_page("/staff/messages/{clinic_num}", _of_all(messages.show_one))
_page("/staff/messages/{clinic_num}", _of_all(messages.take), is_form=True)
_page("/staff/send", _of_all(sending.show))
_page("/staff/send", _of_all(sending.take), is_form=True)
_page("/staff/sent/{request_id}", _of_all(sending.sent))
_page("/staff/openings/{schedule_num}", _of_all(watching.show))
_page("/staff/openings/{schedule_num}/events", Staff.events)
_page("/staff/openings/{schedule_num}/stop", _of_all(watching.halt), is_form=True)
_page("/staff/sign-in", lambda staff, visit: staff.signing_in.show(visit), is_open=True)
_page(
    "/staff/sign-in", lambda staff, visit: staff.signing_in.take(visit), is_open=True, is_form=True
)
_page("/staff/sign-out", lambda staff, visit: staff.signing_in.leave(visit), is_form=True)
