"""A request to send, checked as Twilio checks it."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from urllib.parse import urlsplit

from worker.sandbox import numbers
from worker.sandbox.errors import TwilioError
from worker.sandbox.form import Form

_LONGEST_BODY = 1600
_LONGEST_URL = 4000
_LONGEST_VALIDITY = 36_000
_SOONEST, _LATEST = timedelta(seconds=300), timedelta(days=35)
_SERVICE = re.compile(r"MG[0-9a-fA-F]{32}")
_HOST = re.compile(r"[a-z0-9.:-]+", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Draft:
    """What is to be sent, to whom, how and when."""

    to: str
    sender: str | None
    service_sid: str | None
    body: str
    media: int
    send_at: datetime | None
    parameters: Mapping[str, tuple[str, ...]]


def draft(form: Form, now: datetime) -> Draft:
    """Check a request in Twilio's order; raises the first error that Twilio would name."""
    to, sender, service = form.one("To"), form.one("From"), form.one("MessagingServiceSid")
    if sender.startswith("MG"):
        sender, service = "", sender  # a service may be named as the sender
    if not to:
        raise TwilioError(21604)
    if not sender and not service:
        raise TwilioError(21603)
    if service and not _SERVICE.fullmatch(service):
        raise TwilioError(21705, service=service)
    _check_content(form)
    return Draft(
        to=numbers.recipient(to, sender or service),
        sender=numbers.sender(sender) if sender else None,
        service_sid=service or None,
        body=form.one("Body"),
        media=len(form.each("MediaUrl")),
        send_at=_send_at(form, now) if service else None,
        parameters=_other_parameters(form),
    )


def _check_content(form: Form) -> None:
    body = form.one("Body")
    if not body and not form.each("MediaUrl") and not form.one("ContentSid"):
        raise TwilioError(21602)
    if len(body) > _LONGEST_BODY:
        raise TwilioError(21617)


def _other_parameters(form: Form) -> Mapping[str, tuple[str, ...]]:
    callback, validity = form.one("StatusCallback"), form.one("ValidityPeriod")
    if callback and not _is_url(callback):
        raise TwilioError(21609, url=callback)
    if validity and not (validity.isdecimal() and 1 <= int(validity) <= _LONGEST_VALIDITY):
        raise TwilioError(21624)
    return form.without("To", "From", "MessagingServiceSid", "Body")


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
    kind, text = form.one("ScheduleType"), form.one("SendAt")
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
