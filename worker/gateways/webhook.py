"""Calls of end points: bounded in time and bytes, and never into a network where none may go.

The address that a name leads to is checked right where the connection is made, so that a name which
leads elsewhere a moment later leads nowhere. Redirects are not followed, and no proxy is used: which
address it would connect to nobody could check.
"""

from collections.abc import Collection, Mapping
from functools import partial
from typing import Final
from urllib.parse import urlsplit

from requests.utils import DEFAULT_CA_BUNDLE_PATH
from urllib3 import HTTPConnectionPool, HTTPSConnectionPool, Timeout
from urllib3.exceptions import HTTPError

from worker.gateways.connection import NotAdmitted, NotConnected, guarded
from worker.rules.webhook import Network, may_reach

SECONDS: Final = 5.0
"""Until the connection stands, and again for the whole answer."""

LONGEST_ANSWER_BYTES: Final = 16 * 1024
"""What an end point says besides its status is read so far, and thrown away."""


class EndpointCaller:
    """Keeps a connection to one end point while several events go there."""

    def __init__(self, url: str, allowed: Collection[Network], seconds: float = SECONDS) -> None:
        parts = urlsplit(url)
        is_tls = parts.scheme == "https"
        limits = Timeout(connect=seconds, read=seconds)
        host, port = parts.hostname or "", parts.port
        self._target = parts._replace(scheme="", netloc="").geturl() or "/"
        self._pool: HTTPConnectionPool = (
            HTTPSConnectionPool(
                host, port, timeout=limits, maxsize=1, ca_certs=DEFAULT_CA_BUNDLE_PATH
            )
            if is_tls
            else HTTPConnectionPool(host, port, timeout=limits, maxsize=1)
        )
        self._pool.ConnectionCls = guarded(
            partial(may_reach, allowed=allowed, is_tls=is_tls), is_tls=is_tls
        )

    def call(self, body: bytes, headers: Mapping[str, str]) -> int | str:
        """Hand over one event; returns the status of the answer, or in a word why there is none."""
        try:
            with self._pool.urlopen(
                "POST",
                self._target,
                body=body,
                headers={
                    "Content-Type": "application/json",
                    "User-Agent": "asapcomms",
                    **headers,
                },
                retries=False,
                redirect=False,
                preload_content=False,
            ) as answer:
                read = answer.read(LONGEST_ANSWER_BYTES + 1, decode_content=False)
                if len(read) > LONGEST_ANSWER_BYTES:
                    answer.close()
                return answer.status
        except NotAdmitted:
            return "not-allowed"
        except NotConnected:
            return "not-connected"
        except (HTTPError, OSError) as error:
            return type(error).__name__

    def close(self) -> None:
        """Close the connection."""
        self._pool.close()
