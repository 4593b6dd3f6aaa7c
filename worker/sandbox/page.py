"""The page on which a person reads the texts, and the fragments by which it stays fresh."""

from datetime import UTC, datetime
from pathlib import Path

from fastapi import APIRouter, Response
from fastapi.responses import HTMLResponse
from jinja2 import Environment, FileSystemLoader, StrictUndefined

from worker.sandbox.inbox import Inbox
from worker.sandbox.threads import bubbles, number_label, threads
from worker.settings import Settings

_HEADERS = {
    "Cache-Control": "no-store",
    "Content-Security-Policy": "default-src 'none'; style-src 'self'; script-src 'self'; "
    "img-src 'self'; connect-src 'self'; base-uri 'none'; form-action 'none'; "
    "frame-ancestors 'none'",
    "Referrer-Policy": "no-referrer",  # a link in a text opens its patient's page
    "X-Content-Type-Options": "nosniff",
}


class Pages:
    """The handlers, over one inbox."""

    def __init__(self, inbox: Inbox, settings: Settings) -> None:
        self._inbox = inbox
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
        for path, handler in (
            ("/", self.inbox),
            ("/conversations/{number}", self.conversation),
            ("/fragments/threads", self.threads),
            ("/fragments/conversations/{number}", self.bubbles),
        ):
            self.router.add_api_route(path, handler, methods=["GET"])

    async def inbox(self) -> Response:
        """Show every conversation."""
        return self._show("inbox.html", number=None)

    async def conversation(self, number: str) -> Response:
        """Show the texts to one number beside the conversations."""
        return self._show("conversation.html", number=number)

    async def threads(self, open: str | None = None) -> Response:  # noqa: A002 - reads well in the address
        """Answer the list of conversations alone."""
        return self._show("_threads.html", number=open)

    async def bubbles(self, number: str) -> Response:
        """Answer the texts of one conversation alone."""
        return self._show("_bubbles.html", number=number)

    def _show(self, template: str, number: str | None) -> Response:
        now = datetime.now(UTC)
        html = self._templates.get_template(template).render(
            number=number,
            label=number_label(number or ""),
            threads=threads(self._inbox, now, self._zone),
            bubbles=bubbles(self._inbox, number, now, self._zone) if number else [],
            offers_url=self._offers_url,
        )
        return HTMLResponse(html, headers=_HEADERS)
