"""The HTTP client under Twilio's: bounded in time and size, and plain about refusals.

Twilio's own client waits for ever, drops Retry-After, and where an answer has no code gives its
HTTP status for one.
"""

import json
import logging
from contextvars import ContextVar
from datetime import datetime, timedelta
from email.utils import parsedate_to_datetime
from ipaddress import ip_address
from typing import Any, Final
from urllib.parse import urlsplit

import requests
from twilio.http import HttpClient
from twilio.http.response import Response

from worker.gateways.connection import BoundedAdapter, NotConnected
from worker.gateways.limits import Limits

CONNECTIONS: Final = 64
LONGEST_ANSWER_BYTES: Final = 4 * 1024 * 1024
"""A page of a hundred texts is a tenth of this."""

_CHUNK_BYTES: Final = 64 * 1024
_SUCCESS: Final = range(200, 300)
_MOST_SECONDS_DIGITS: Final = 9


class Refusal(Exception):
    """The provider answered, but not with success."""

    def __init__(self, status: int, code: int | None, retry_after: timedelta | None) -> None:
        super().__init__(f"HTTP status {status}")
        self.status = status
        self.code = code
        """Twilio's own, where the answer names one."""
        self.retry_after = retry_after


class AnswerTooLong(requests.RequestException):
    """More than any answer of the provider."""


class BoundedHttpClient(HttpClient):
    """Sends each request once; raises Refusal, NotConnected, and what requests raises."""

    def __init__(self, base_url: str, limits: Limits) -> None:
        super().__init__(logging.getLogger(__name__), is_async=False)
        # Its one warning prints an address, and that of a list holds the number asked about.
        logging.getLogger("urllib3.connection").setLevel(logging.ERROR)
        self.answered_at: ContextVar[datetime | None] = ContextVar("answered_at", default=None)
        """When this thread's last answer was given, by the provider's clock; None if it did not say."""
        self._base_url = base_url
        self._seconds = (limits.connect.total_seconds(), limits.read.total_seconds())
        # No proxy can reach what listens on this machine only; a proxy for the rest is needed.
        self._proxies = {"no_proxy": "*"} if _is_this_machine(base_url) else None
        self._session = requests.Session()
        adapter = BoundedAdapter(pool_connections=1, pool_maxsize=CONNECTIONS, max_retries=0)
        self._session.mount("http://", adapter)
        self._session.mount("https://", adapter)

    def request(
        self,
        method: str,
        url: str,
        params: dict[str, Any] | None = None,
        data: dict[str, Any] | None = None,
        headers: dict[str, str] | None = None,
        auth: tuple[str, str] | None = None,
        timeout: float | None = None,  # noqa: ARG002 - ours holds
        allow_redirects: bool = False,  # noqa: ARG002, FBT001, FBT002 - a text never goes elsewhere
    ) -> Response:
        """Send a request to Twilio, or to whatever stands at the base URL."""
        path = urlsplit(url)._replace(scheme="", netloc="").geturl()
        answer, text = self._exchange(
            method.upper(), path, params=params, data=data, headers=headers, auth=auth
        )
        if answer.status_code not in _SUCCESS:
            retry_after = _seconds(answer.headers.get("Retry-After", ""))
            raise Refusal(answer.status_code, _code(text), retry_after)
        self.answered_at.set(_moment(answer.headers.get("Date", "")))
        return Response(answer.status_code, text)

    def warm_up(self) -> None:
        """Open a connection, whatever the answer; a provider that is away is no matter yet."""
        try:
            self._exchange("GET", "/")
        except (OSError, NotConnected):
            return  # the first text will find out

    def _exchange(self, method: str, path: str, **content: Any) -> tuple[requests.Response, str]:  # noqa: ANN401 - as requests takes them
        with self._session.request(
            method,
            self._base_url + path,
            timeout=self._seconds,
            allow_redirects=False,
            proxies=self._proxies,
            stream=True,
            **content,
        ) as answer:
            body = bytearray()
            for chunk in answer.iter_content(_CHUNK_BYTES):
                body += chunk
                if len(body) > LONGEST_ANSWER_BYTES:
                    raise AnswerTooLong
            return answer, body.decode("utf-8", "replace")


def _is_this_machine(url: str) -> bool:
    host = urlsplit(url).hostname or ""
    try:
        return host == "localhost" or ip_address(host).is_loopback
    except ValueError:
        return False


def _code(text: str) -> int | None:
    """Read Twilio's code from an answer; a page of some proxy has none."""
    try:
        code = json.loads(text)["code"]
    except (ValueError, TypeError, LookupError, RecursionError):
        return None
    return code if type(code) is int else None


def _moment(date: str) -> datetime | None:
    """Read a Date; without a zone it says nothing."""
    try:
        told = parsedate_to_datetime(date)
    except ValueError:
        return None
    return told if told.tzinfo else None


def _seconds(retry_after: str) -> timedelta | None:
    """Read how long to wait; Twilio gives seconds, and a date is left to our own pauses."""
    if not retry_after.isdecimal() or len(retry_after) > _MOST_SECONDS_DIGITS:
        return None
    return timedelta(seconds=int(retry_after))
