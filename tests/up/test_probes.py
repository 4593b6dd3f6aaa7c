"""Whether a part is ready."""

import http.server
import threading

from worker.up.processes import is_ready


def test_only_200_is_ok() -> None:
    """A part that answers anything else is not ready."""
    server = http.server.HTTPServer(("127.0.0.1", 0), http.server.SimpleHTTPRequestHandler)
    url = f"http://127.0.0.1:{server.server_port}"
    thread = threading.Thread(target=server.serve_forever, args=[0.05])
    thread.start()
    try:
        assert is_ready(("http", f"{url}/"))
        assert not is_ready(("http", f"{url}/nothing"))
    finally:
        server.shutdown()
        thread.join()
        server.server_close()
    assert not is_ready(("http", f"{url}/"))


def test_a_broker_that_is_away_is_not_ready() -> None:
    """A part that needs a broker is not ready without it."""
    assert not is_ready(("redis", "redis://127.0.0.1:1"))
    assert not is_ready(("worker", "redis://127.0.0.1:1", "0", "dramatiq"))


def test_a_part_without_a_probe_is_ready() -> None:
    """A part that cannot be asked is ready as long as it lives."""
    assert is_ready(())
