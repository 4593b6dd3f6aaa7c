"""What a page's form sends, signed, so that only a page that was shown can be answered."""

import base64
import hashlib
import hmac
from datetime import datetime
from typing import Final
from urllib.parse import parse_qsl

from schemas.keys import AsapCommNum
from schemas.wire import NEVER
from worker.rules.answer import Answer
from worker.steps.answer import Asked

_NAMES: Final = ("offer", "after", "was", "slot")
"""The hidden fields of an answer: what the page had shown when it was given."""


def signed(
    secret: bytes, short_guid: str, *, offer: AsapCommNum, after: int, was: datetime, slot: datetime
) -> dict[str, str]:
    """Return the fields with their signature; the slot is never, for a decline."""
    said = (str(offer), str(after), was.isoformat(), slot.isoformat())
    fields = dict(zip(_NAMES, said, strict=True))
    return {**fields, "token": _token(secret, short_guid, fields)}


def read_answer(body: bytes, secret: bytes, short_guid: str) -> Asked | None:
    """Read what was sent; None where no page of ours asked for it."""
    try:
        fields = dict(parse_qsl(body.decode("ascii"), strict_parsing=True, max_num_fields=10))
        token = _token(secret, short_guid, fields)
    except (ValueError, KeyError):
        return None
    if not hmac.compare_digest(fields.get("token", "").encode(), token.encode()):
        return None
    slot = datetime.fromisoformat(fields["slot"])
    say = Answer.ACCEPT
    if slot == NEVER:
        say = Answer.STOP if fields.get("stop") else Answer.DECLINE
    return Asked(
        short_guid=short_guid,
        answer=say,
        asap_comm_num=AsapCommNum(int(fields["offer"])),
        after=int(fields["after"]),
        was_start=datetime.fromisoformat(fields["was"]),
        slot_start=slot,
    )


def _token(secret: bytes, short_guid: str, fields: dict[str, str]) -> str:
    """Bind an answer to its link, its offer, and everything that the page said."""
    said = "\n".join([short_guid, *(fields[name] for name in _NAMES)])
    digest = hmac.new(secret, said.encode(), hashlib.sha256).digest()
    return base64.urlsafe_b64encode(digest[:18]).decode()
