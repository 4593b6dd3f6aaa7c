"""A request to send, checked as Twilio checks it."""

import re
from datetime import UTC, datetime, timedelta
from urllib.parse import urlsplit

from worker.rules.segments import count_segments
from worker.sandbox import numbers
from worker.sandbox.errors import TwilioError
from worker.sandbox.form import Form
from worker.sandbox.message import Message, new_sid

_OWN_FIELDS = frozenset({"To", "From", "MessagingServiceSid", "Body"})
_LONGEST_BODY = 1600
_LONGEST_URL = 4000
_LONGEST_VALIDITY = 36_000
_SOONEST, _LATEST = timedelta(seconds=300), timedelta(days=35)
_SERVICE = re.compile(r"MG[0-9a-fA-F]{32}")
_HOST = re.compile(r"[a-z0-9.:-]+", re.IGNORECASE)


def draft(form: Form, account_sid: str, now: datetime) -> Message:
    """Check a request in Twilio's order; raises the first error that Twilio would name.

    Its sender is empty where a Messaging Service is to choose one.
    """
    to, sender, service = (form.get(name, "") for name in ("To", "From", "MessagingServiceSid"))
    if sender.startswith("MG"):
        sender, service = "", sender  # a service may be named as the sender
    if not to:
        raise TwilioError(21604)
    if not sender and not service:
        raise TwilioError(21603)
    if service and not _SERVICE.fullmatch(service):
        raise TwilioError(21705, service=service)
    _check_content(form)
    body, media = form.get("Body", ""), len(_media(form))
    return Message(
        sid=new_sid(media=media > 0),
        account_sid=account_sid,
        direction="outbound-api",
        to=numbers.recipient(to, sender or service),
        sender=numbers.sender(sender) if sender else "",
        service_sid=service or None,
        body=body,
        segments=count_segments(body),
        media=media,
        received_at=now,
        send_at=_send_at(form, now) if service else None,
        parameters=_other_parameters(form),
    )


def _check_content(form: Form) -> None:
    body = form.get("Body", "")
    if not body and not _media(form) and not form.get("ContentSid", ""):
        raise TwilioError(21602)
    if len(body) > _LONGEST_BODY:
        raise TwilioError(21617)


def _media(form: Form) -> list[str]:
    return [url for url in form.getlist("MediaUrl") if url]


def _other_parameters(form: Form) -> dict[str, tuple[str, ...]]:
    callback, validity = form.get("StatusCallback", ""), form.get("ValidityPeriod", "")
    if callback and not _is_url(callback):
        raise TwilioError(21609, url=callback)
    if validity and not (validity.isdecimal() and 1 <= int(validity) <= _LONGEST_VALIDITY):
        raise TwilioError(21624)
    return {name: tuple(form.getlist(name)) for name in form if name not in _OWN_FIELDS}


def _is_url(text: str) -> bool:
    """Twilio wants http or https and a host without an underscore."""
    try:
        parts = urlsplit(text)
        host = parts.hostname or ""
    except ValueError:
        return False
    known = parts.scheme in {"http", "https"}
    return known and len(text) <= _LONGEST_URL and _HOST.fullmatch(host) is not None


def _send_at(form: Form, now: datetime) -> datetime | None:
    """When a scheduled text leaves; without a Messaging Service Twilio sends it at once instead."""
    kind, text = form.get("ScheduleType", ""), form.get("SendAt", "")
    if not kind:
        return None
    if kind != "fixed":
        raise TwilioError(35126)
    if not text:
        raise TwilioError(35111)
    try:
        at = datetime.fromisoformat(text)
    except ValueError:
        raise TwilioError(35114) from None
    at = at if at.tzinfo else at.replace(tzinfo=UTC)
    if not _SOONEST < at - now <= _LATEST:
        raise TwilioError(35115)
    return at
