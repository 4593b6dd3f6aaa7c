"""One request to the staff pages: who comes, with what, and what is shown."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any, Final
from urllib.parse import parse_qsl, urlencode

from fastapi import Request
from fastapi.responses import HTMLResponse, Response

from worker.errors import Forbidden, Refused
from worker.office import wall_time
from worker.store.ledger.accounts import Account
from worker.web.body import read_bounded
from worker.web.parts import Parts
from worker.web.patient.wording import DEFAULT, Dates, messages
from worker.web.rendering import Templates
from worker.web.staff.session import Session

TEMPLATES: Final = Templates(Path(__file__).parent / "templates", "watch.js")

_MOST_FIELDS: Final = 1000


@dataclass(frozen=True, slots=True, kw_only=True)
class Visit:
    """Everything that a page is made of."""

    request: Request
    parts: Parts
    now: datetime
    session: Session
    account: Account | None
    token: str
    """What a form on the page must bring back."""
    form: Mapping[str, str]
    standstill: Sequence[str] = ()
    """Why no text goes out at the moment; nothing where they do."""

    @property
    def local(self) -> datetime:
        """This moment on the office's clock."""
        return wall_time(self.now, self.parts.settings.zone)

    @property
    def dates(self) -> Dates:
        """Writes times as the front desk reads them."""
        return Dates(messages(DEFAULT)["dates"], self.local)

    def sender(self, what: str) -> Account:
        """Return who has signed in; raises Forbidden where they may only look."""
        if self.account is None or not self.account.role.may_send:
            raise Forbidden(f"Your account may look, but not {what}.")
        return self.account

    def path(self, below: str = "", **query: object) -> str:
        """Return the address of a staff page."""
        asked = f"?{urlencode(query)}" if query else ""
        return f"{self.request.scope['root_path']}/staff{below}{asked}"

    def page(self, template: str, status: int = 200, /, **shown: Any) -> HTMLResponse:  # noqa: ANN401
        """Render a page."""
        return TEMPLATES.page(
            template,
            status,
            me=self.account,
            path=self.path,
            token=self.token,
            dates=self.dates,
            standstill=self.standstill,
            **shown,
        )

    def problem(self, status: int, sentence: str) -> HTMLResponse:
        """Say what went wrong."""
        return self.page("problem.html", status, sentence=sentence)

    def lead_to(self, path: str) -> Response:
        """Lead the browser to another page."""
        return Response(status_code=303, headers={**TEMPLATES.headers, "Location": path})


async def read_form(request: Request) -> dict[str, str]:
    """Read what a form has sent; of a field that comes twice the last counts.

    A NUL, which PostgreSQL cannot keep, is left out.
    """
    if request.method != "POST":
        return {}
    body = await read_bounded(request)
    try:
        pairs = parse_qsl(body.decode(), keep_blank_values=True, max_num_fields=_MOST_FIELDS)
    except ValueError:
        raise Refused("What was sent is no form of these pages.") from None
    return {name: value.replace("\x00", "") for name, value in pairs}
