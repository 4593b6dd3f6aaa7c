"""The page on which a person reads the texts, and the fragments by which it stays fresh."""

from collections.abc import Awaitable, Callable
from datetime import UTC, datetime
from pathlib import Path
from urllib.parse import quote

from fastapi import APIRouter, Request, Response
from fastapi.responses import HTMLResponse, PlainTextResponse, RedirectResponse
from jinja2 import Environment, FileSystemLoader, StrictUndefined

from worker.sandbox import form
from worker.sandbox.inbox import Inbox
from worker.sandbox.numbers import REFUSED_TO, e164
from worker.sandbox.replies import Replies
from worker.sandbox.reserved import RESERVED, act
from worker.sandbox.script import Script
from worker.sandbox.threads import bubbles, number_label, threads
from worker.settings import Settings

_POLICY = (
    "default-src 'none'; style-src 'self'; script-src 'self'; img-src 'self'; connect-src 'self'; "
    "frame-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors "
)
_HEADERS = {
    "Cache-Control": "no-store",
    "Content-Security-Policy": f"{_POLICY}'none'",
    "Referrer-Policy": "no-referrer",  # a link in a text opens its patient's page
    "X-Content-Type-Options": "nosniff",
}


_FRAME_HEADERS = {**_HEADERS, "Content-Security-Policy": f"{_POLICY}'self'"}
_FROM_ELSEWHERE = frozenset({"cross-site", "same-site"})
_LONGEST_REPLY = 1600


class Pages:
    """The handlers, over one inbox."""

    def __init__(self, inbox: Inbox, replies: Replies, script: Script, settings: Settings) -> None:
        self._inbox = inbox
        self._replies = replies
        self._script = script
        self._zone = settings.zone
        self._offers_url = f"{settings.base_url}/asapcomms"
        self._templates = Environment(
            loader=FileSystemLoader(Path(__file__).parent / "templates"),
            autoescape=True,
            undefined=StrictUndefined,
            trim_blocks=True,
            lstrip_blocks=True,
        )
        self.router = APIRouter()
        for path, template in (
            ("/", "inbox.html"),
            ("/numbers", "numbers.html"),
            ("/conversations/{number}", "conversation.html"),
            ("/frames/conversations/{number}", "frame.html"),
            ("/fragments/conversations/{number}", "_bubbles.html"),
        ):
            self.router.add_api_route(path, self._page(template))
        self.router.add_api_route("/fragments/threads", self.threads)
        self.router.add_api_route("/conversations/{number}", self.reply, methods=["POST"])

    async def reply(self, request: Request, number: str) -> Response:
        """Take in what somebody typed as the patient, and show the conversation again."""
        if request.headers.get("sec-fetch-site") in _FROM_ELSEWHERE:
            return PlainTextResponse("Replies are typed on this page.", status_code=403)
        body = (await form.read(request)).get("body", "").strip()[:_LONGEST_REPLY]
        person = e164(number)
        if person is None:
            return PlainTextResponse("This is not a number that can text.", status_code=400)
        if body:
            self._replies.receive(person, self._office(person), body)
        return RedirectResponse(f"/conversations/{quote(person)}", status_code=303)

    async def threads(self, open: str | None = None) -> Response:  # noqa: A002 - reads well in the address
        """Answer the list of conversations alone."""
        return self._show("_threads.html", open)

    def _page(self, template: str) -> Callable[[Request], Awaitable[Response]]:
        """Return what shows a template, of one person where the address names a number."""

        async def show(request: Request) -> Response:
            return self._show(template, request.path_params.get("number"))

        return show

    def _office(self, person: str) -> str:
        """A reply goes to the number that texted last."""
        latest = (one for one in self._inbox.latest(person) if one.direction != "inbound")
        texted = next(latest, None)
        return self._replies.office_number if texted is None else texted.sender

    def _show(self, template: str, number: str | None) -> Response:
        now = datetime.now(UTC)
        html = self._templates.get_template(template).render(
            number=number,
            label=number_label(number or ""),
            act=act(number or "").sentence,
            has_stopped=number and self._inbox.opt_outs.block(number, self._office(number)),
            threads=threads(self._inbox, now, self._zone),
            bubbles=list(bubbles(self._inbox, number, now, self._zone)) if number else [],
            playing=self._script.names(),
            reserved=RESERVED,
            refused=REFUSED_TO,
            label_of=number_label,
            offers_url=self._offers_url,
        )
        return HTMLResponse(html, headers=_FRAME_HEADERS if template == "frame.html" else _HEADERS)
