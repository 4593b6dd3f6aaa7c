"""The HTTP client under Twilio's: bounded in time and size, and plain about refusals.

Twilio's own client waits for ever, drops Retry-After, and where an answer has no code gives its
HTTP status for one. It speaks through requests, which takes three times the CPU of urllib3 below it.
"""

import json
import logging
from collections.abc import Mapping
from contextvars import ContextVar
from datetime import datetime, timedelta
from email.utils import parsedate_to_datetime
from functools import cached_property
from typing import Any, Final
from urllib.parse import urlencode, urlsplit

import requests
from twilio.http import HttpClient
from twilio.http.response import Response
from urllib3 import BaseHTTPResponse, HTTPConnectionPool, Timeout, make_headers
from urllib3.exceptions import HTTPError

from worker.gateways.connection import BoundedAdapter, NotConnected, Timeouts
from worker.settings import is_loopback

CONNECTIONS: Final = 64
LONGEST_ANSWER_BYTES: Final = 4 * 1024 * 1024
"""A page of a hundred texts is a tenth of this."""

_CHUNK_BYTES: Final = 64 * 1024
_SUCCESS: Final = range(200, 300)
_MOST_SECONDS_DIGITS: Final = 9


class RefusedCall(Exception):
    """The provider answered, but not with success."""

    def __init__(self, status: int, code: int | None, retry_after: timedelta | None) -> None:
        super().__init__(f"HTTP status {status}")
        self.status = status
        self.code = code
        """Twilio's own, where the answer names one."""
        self.retry_after = retry_after


class AnswerTooLong(HTTPError):
    """More than any answer of the provider."""


class BoundedHttpClient(HttpClient):
    """Sends each request once; raises Refusal, NotConnected, and what urllib3 raises."""

    def __init__(self, base_url: str, limits: Timeouts) -> None:
        super().__init__(logging.getLogger(__name__), is_async=False)
        # Its one warning prints an address, and that of a list holds the number asked about.
        logging.getLogger("urllib3.connection").setLevel(logging.ERROR)
        self.answered_at: ContextVar[datetime | None] = ContextVar("answered_at", default=None)
        """When this thread's last answer was given, by the provider's clock; None if it did not say."""
        self._base_url = base_url
        self._timeout = Timeout(
            connect=limits.connect.total_seconds(), read=limits.read.total_seconds()
        )

    @cached_property
    def _pool(self) -> HTTPConnectionPool:
        """Connections to the provider, or to the proxy that the environment names, as requests does."""
        asked = requests.Request("GET", self._base_url).prepare()
        # No proxy can reach what listens on this machine only; a proxy for the rest is needed.
        proxies = {"no_proxy": "*"} if is_loopback(urlsplit(self._base_url).hostname or "") else {}
        told = requests.Session().merge_environment_settings(
            self._base_url, proxies, stream=None, verify=None, cert=None
        )
        return BoundedAdapter(pool_connections=1, pool_maxsize=CONNECTIONS).pool(asked, told)

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
        parts = urlsplit(url)
        query = "&".join(filter(None, (parts.query, urlencode(params or {}, doseq=True))))
        path = parts._replace(scheme="", netloc="", query=query).geturl()
        signed = make_headers(basic_auth=":".join(auth)) if auth else {}
        body = urlencode(data, doseq=True) if data else None
        answer, text = self._exchange(method.upper(), path, body, {**(headers or {}), **signed})
        if answer.status not in _SUCCESS:
            retry_after = _seconds(answer.headers.get("Retry-After", ""))
            raise RefusedCall(answer.status, _code(text), retry_after)
        self.answered_at.set(_moment(answer.headers.get("Date", "")))
        return Response(answer.status, text)

    def warm_up(self) -> None:
        """Open a connection, whatever the answer; a provider that is away is no matter yet."""
        try:
            self._exchange("HEAD", "/", None, {})
        except (OSError, HTTPError, NotConnected):
            return  # the first text will find out

    def _exchange(
        self, method: str, path: str, body: str | None, headers: Mapping[str, str]
    ) -> tuple[BaseHTTPResponse, str]:
        whole = urlsplit(self._base_url + path)
        is_for_proxy = self._pool.proxy is not None and whole.scheme == "http"
        target = whole if is_for_proxy else whole._replace(scheme="", netloc="")
        with self._pool.urlopen(
            method,
            target.geturl() or "/",
            body=body,
            headers=headers,
            retries=False,
            redirect=False,
            assert_same_host=False,  # a proxy is asked for another
            timeout=self._timeout,
            preload_content=False,
        ) as answer:
            text = bytearray()
            for chunk in answer.stream(_CHUNK_BYTES, decode_content=True):
                text += chunk
                if len(text) > LONGEST_ANSWER_BYTES:
                    raise AnswerTooLong
            return answer, text.decode("utf-8", "replace")


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
