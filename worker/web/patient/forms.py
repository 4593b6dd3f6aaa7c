"""What a page's form sends, signed, so that only a page that was shown can be answered."""

import base64
import hashlib
import hmac
from dataclasses import dataclass
from datetime import datetime
from typing import Self
from urllib.parse import parse_qsl

from schemas.keys import AsapCommNum
from schemas.wire import NEVER
from worker.rules.answer import Answer
from worker.steps.answer import Asked


@dataclass(frozen=True, slots=True, kw_only=True)
class Form:
    """The hidden fields of an answer: what the page had shown when it was given."""

    offer: AsapCommNum
    after: int
    was: datetime
    slot: datetime
    """The opening that is accepted; never, for a decline."""

    def fields(self, secret: bytes, short_guid: str) -> dict[str, str]:
        """Return the fields with their signature."""
        return {
            "offer": str(self.offer),
            "after": str(self.after),
            "was": self.was.isoformat(),
            "slot": self.slot.isoformat(),
            "token": _token(secret, short_guid, self),
        }

    @classmethod
    def read(cls, fields: dict[str, str]) -> Self:
        """Read the fields; raises ValueError or KeyError where they are not ours."""
        return cls(
            offer=AsapCommNum(int(fields["offer"])),
            after=int(fields["after"]),
            was=datetime.fromisoformat(fields["was"]),
            slot=datetime.fromisoformat(fields["slot"]),
        )


def read_answer(body: bytes, secret: bytes, short_guid: str) -> Asked | None:
    """Read what was sent; None where no page of ours asked for it."""
    try:
        fields = dict(parse_qsl(body.decode("ascii"), strict_parsing=True, max_num_fields=10))
        form = Form.read(fields)
    except (ValueError, KeyError):
        return None
    token = fields.get("token", "")
    if not hmac.compare_digest(token.encode(), _token(secret, short_guid, form).encode()):
        return None
    say = Answer.ACCEPT
    if form.slot == NEVER:
        say = Answer.STOP if fields.get("stop") else Answer.DECLINE
    return Asked(
        short_guid=short_guid,
        answer=say,
        asap_comm_num=form.offer,
        after=form.after,
        was_start=form.was,
        slot_start=form.slot,
    )


def _token(secret: bytes, short_guid: str, form: Form) -> str:
    """Bind an answer to its link, its offer, and everything that the page said."""
    said = "\n".join(
        [short_guid, str(form.offer), str(form.after), form.was.isoformat(), form.slot.isoformat()]
    )
    digest = hmac.new(secret, said.encode(), hashlib.sha256).digest()
    return base64.urlsafe_b64encode(digest[:18]).decode()
