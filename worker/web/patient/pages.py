"""The address in a text: GET shows the page, POST takes an answer."""

import re
from collections.abc import Callable
from datetime import datetime
from functools import partial
from pathlib import Path
from typing import Final

import structlog
from anyio import CapacityLimiter, to_thread
from fastapi import APIRouter, Request
from fastapi.responses import Response

from schemas.keys import AsapCommNum
from worker import traces
from worker.errors import Refused, TooLarge, TooSlow, Unavailable
from worker.office import FrontDesk
from worker.queue import kinds, messages
from worker.queue.broker import WakingBroker
from worker.queue.client import OUTAGES
from worker.rules.attempt import Purpose, TextKey
from worker.rules.template import OfficeContact
from worker.steps.answer import answer, confirmation_of
from worker.steps.look import look, only_practice
from worker.steps.page import Page, mark_viewed
from worker.store.ledger import page_secret, requests, webhooks
from worker.store.ledger.answers import StoredAnswer
from worker.web.body import read_bounded
from worker.web.doorway import raw_below
from worker.web.patient.fetchers import is_person
from worker.web.patient.forms import read_answer
from worker.web.patient.showing import Sight, notice, sight
from worker.web.patient.wording import LANGUAGES, choose
from worker.web.rate_limit import RateLimit, address_of
from worker.web.rendering import Templates

LONGEST_FORM: Final = 4096

THREADS: Final = 6
"""How many patients are served at a time. Python runs one thread; with forty of them two hundred
answers took longer in all, and most of them found the slot still free and waited for its lock.
Callbacks and the office's own requests have other threads, so a crowd does not hold them up."""

log = structlog.get_logger()

_GUID: Final = re.compile(r"[A-Za-z0-9]{1,64}(?![A-Za-z0-9])")
"""A link's own part; what stands behind it is the sentence's, though a phone may send it along."""

_PAGES: Final = Templates(Path(__file__).parent / "templates")
_STATUS: Final = {"missing": 404, "busy": 429, "away": 503}

router = APIRouter(include_in_schema=False)


@router.api_route("/a/{short_guid:path}", methods=["GET", "HEAD"])
async def show(request: Request, short_guid: str) -> Response:
    """Show what a link leads to."""
    pages: Patients = request.app.state.patients
    return await pages.show(request, short_guid)


@router.post("/a/{short_guid:path}")
async def take(request: Request, short_guid: str) -> Response:
    """Take an answer."""
    pages: Patients = request.app.state.patients
    return await pages.take(request, short_guid)


class Patients:
    """The handlers, over the front desk of one office."""

    def __init__(
        self,
        desk: FrontDesk,
        broker: WakingBroker,
        clock: Callable[[], datetime] | None = None,
    ) -> None:
        self.desk = desk
        self.clock = clock or desk.store.now
        self.limits = RateLimit()
        self._threads = CapacityLimiter(THREADS)
        self._broker = broker
        self._secret: bytes | None = None

    async def show(self, request: Request, short_guid: str) -> Response:
        """Show what a link leads to; only a person's look is written down."""
        if not self.limits.admits(address_of(request)):
            return self._notice(request, "busy")
        return await self._in_turn(request, partial(self._show, request, _own_part(short_guid)))

    async def take(self, request: Request, short_guid: str) -> Response:
        """Take an answer, and lead back to the page, which shows what came of it."""
        if not self.limits.admits(address_of(request)):
            return self._notice(request, "busy")
        try:
            body = await _read(request)
        except TooSlow:
            answer = self._notice(request, "away")
            answer.status_code = TooSlow.status
            answer.headers["Connection"] = "close"
            return answer
        return await self._in_turn(
            request, partial(self._take, request, _own_part(short_guid), body)
        )

    async def _in_turn(self, request: Request, serve: Callable[[], Response]) -> Response:
        try:
            return await to_thread.run_sync(serve, limiter=self._threads)
        except Unavailable as error:
            log.warning("page.unavailable", reason=error.sentence)
            return self._notice(request, "away")

    def _show(self, request: Request, short_guid: str) -> Response:
        now = self.clock()
        shown = look(short_guid, self.desk, now) if short_guid else None
        if shown is None:
            self.limits.count_miss(address_of(request))
            return self._notice(request, "missing", only_practice(self.desk))
        if is_person(request.method, request.headers):
            self._mark_viewed(shown.page, now)
        language = _language(request, shown.language)
        return self._render(
            sight(shown, short_guid, language, self._signing(), self.desk, now), 200
        )

    def _mark_viewed(self, page: Page, now: datetime) -> None:
        """Write that the page was opened; it is shown also where that cannot be written now."""
        try:
            mark_viewed(page, self.desk, now)
        except Unavailable as error:
            log.warning("page.view-not-kept", reason=error.sentence)

    def _take(self, request: Request, short_guid: str, body: bytes) -> Response:
        if not short_guid:
            self.limits.count_miss(address_of(request))
            return self._notice(request, "missing", only_practice(self.desk))
        asked = read_answer(body, self._signing(), short_guid)
        if asked is not None:
            with traces.span("answer", parent=self._trace_of(asked.asap_comm_num)):
                stored = answer(asked, self.desk, self.clock())
                if stored is not None:
                    self._have_confirmed(stored)
                    self._have_told()
        asked_for = request.query_params.get("lang")
        query = f"?lang={asked_for}" if asked_for in LANGUAGES else ""
        location = f"{_way_up(request)}{short_guid}{query}"
        return Response(status_code=303, headers={**_PAGES.headers, "Location": location})

    def _trace_of(self, num: AsapCommNum) -> str | None:
        """Find the trace that an offer is part of, where anything is traced."""
        if not traces.is_on():
            return None
        with self.desk.store.reading() as transaction:
            return requests.origin(transaction, TextKey(Purpose.OFFER, num)).traceparent

    def _have_confirmed(self, stored: StoredAnswer) -> None:
        """Put the confirmation on the queue; the clock does it otherwise."""
        text_num = confirmation_of(stored, self.desk)
        if text_num is None:
            return
        try:
            messages.put(self._broker, kinds.SEND_TEXT, text_num)
        except OUTAGES as error:
            log.warning("confirmation.not-queued", error=type(error).__name__)

    def _have_told(self) -> None:
        """Put on the queue whoever is told of events; the clock does it otherwise."""
        try:
            with self.desk.store.reading() as transaction:
                nums = webhooks.active(transaction)
            for num in nums:
                messages.put(self._broker, kinds.DELIVER, num)
        except (Unavailable, *OUTAGES) as error:
            log.warning("webhook.not-queued", error=type(error).__name__)

    def _notice(self, request: Request, kind: str, office: OfficeContact | None = None) -> Response:
        return self._render(notice(_language(request, ""), kind, office), _STATUS[kind])

    def _render(self, what: Sight, status: int) -> Response:
        other = next(name for name in LANGUAGES if name != what.language)
        page = _PAGES.page("page.html", status, sight=what, other=other)
        page.headers.update({"Content-Language": what.language, "Vary": "Accept-Language"})
        if what.kind in {"busy", "away"}:
            page.headers["Retry-After"] = "60"
        return page

    def _signing(self) -> bytes:
        if self._secret is None:
            self._secret = page_secret.read_or_make(self.desk.store)
        return self._secret


def _own_part(written: str) -> str:
    """Return a link's own part, without what a phone took along; nothing where there is none."""
    found = _GUID.match(written)
    return found[0] if found else ""


def _way_up(request: Request) -> str:
    """Lead from below a link back beside it; a path from the root is a proxy's to know."""
    below_link = raw_below(request.scope).removeprefix(b"/a/")
    return "../" * below_link.count(b"/")


def _language(request: Request, of_patient: str) -> str:
    accepted = request.headers.get("Accept-Language", "")
    return choose(request.query_params.get("lang"), of_patient, accepted)


async def _read(request: Request) -> bytes:
    """Read a form, and no more than a form of ours has; what is longer or broken off is none."""
    try:
        return await read_bounded(request, LONGEST_FORM)
    except (Refused, TooLarge):
        return b""
