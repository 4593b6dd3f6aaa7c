"""Whether a part is ready; a probe is its kind with the address to ask.

One of ``http`` is ready when its address answers 200, of ``redis`` when the server answers with its
data loaded, and of ``worker`` when one has fetched from that broker since a Unix time.
"""

import http.client
from urllib.parse import urlsplit

from worker.queue import server


def is_ready(probe: tuple[str, ...]) -> bool:
    """Ask once, for a second at most; a part without a probe is ready as long as it lives."""
    match probe:
        case ("http", url):
            return _says_ok(url)
        case ("redis", url):
            return server.answers(url)
        case ("worker", url, since, namespace):
            return server.worker_seen(url, float(since), namespace)
        case _:
            return True


def _says_ok(url: str) -> bool:
    where = urlsplit(url)
    connection = http.client.HTTPConnection(where.hostname or "", where.port, timeout=1)
    try:
        connection.request("GET", where.path)
        return connection.getresponse().status == http.client.OK
    except (OSError, http.client.HTTPException):
        return False
    finally:
        connection.close()
