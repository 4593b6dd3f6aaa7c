"""The HTTP client under Twilio's: bounded in time, reused connections, Retry-After kept.

Twilio's own client waits for ever and drops Retry-After.
"""

import logging
from datetime import timedelta
from typing import Any, Final
from urllib.parse import urlsplit

import requests
from requests.adapters import HTTPAdapter
from twilio.http import HttpClient
from twilio.http.response import Response

CONNECT_SECONDS: Final = 3.0
READ_SECONDS: Final = 8.0
CONNECTIONS: Final = 64

_TOO_MANY_REQUESTS: Final = 429


class Throttled(Exception):
    """Twilio did not process the request and asks to wait."""

    def __init__(self, retry_after: timedelta | None) -> None:
        super().__init__("429")
        self.retry_after = retry_after


class BoundedHttpClient(HttpClient):
    """Sends each request once; raises what requests raises, and Throttled on 429."""

    def __init__(self, base_url: str) -> None:
        super().__init__(logging.getLogger(__name__), is_async=False)
        self._base_url = base_url
        self._session = requests.Session()
        adapter = HTTPAdapter(pool_connections=1, pool_maxsize=CONNECTIONS, max_retries=0)
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
        allow_redirects: bool = False,  # noqa: FBT001, FBT002
    ) -> Response:
        """Send a request to Twilio, or to whatever stands at the base URL."""
        answer = self._session.request(
            method.upper(),
            self._base_url + urlsplit(url)._replace(scheme="", netloc="").geturl(),
            params=params,
            data=data,
            headers=headers,
            auth=auth,
            timeout=(CONNECT_SECONDS, READ_SECONDS),
            allow_redirects=allow_redirects,
        )
        if answer.status_code == _TOO_MANY_REQUESTS:
            raise Throttled(_seconds(answer.headers.get("Retry-After")))
        return Response(int(answer.status_code), answer.text)

    def warm_up(self) -> None:
        """Open a connection, whatever the answer; a provider that is away is no matter yet."""
        try:
            self._session.get(
                self._base_url, timeout=(CONNECT_SECONDS, CONNECT_SECONDS), allow_redirects=False
            )
        except requests.RequestException:
            return  # the first text will find out


def _seconds(retry_after: Any) -> timedelta | None:  # noqa: ANN401 - a header or nothing
    text = str(retry_after or "")
    return timedelta(seconds=int(text)) if text.isdecimal() else None
