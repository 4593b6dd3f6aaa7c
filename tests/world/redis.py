"""A real Redis-protocol server of the tests' own, on a Unix socket."""

import shutil
import signal
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from time import monotonic, sleep

from redis import Redis

from tests.world import memory
from worker.queue import server
from worker.settings import Settings


def wait_until_ready(url: str, process: "subprocess.Popen[bytes]") -> None:
    """Wait until a server that was started answers; one that ends, or is late, fails the test."""
    until = monotonic() + 10
    while not server.answers(url):
        assert process.poll() is None, "the Redis server ended before it answered"
        assert monotonic() < until, "the Redis server did not answer in time"
        sleep(0.02)


class RedisServer:
    """A server that a test may stop and start again; what it holds survives that."""

    def __init__(self, folder: Path) -> None:
        self._settings = Settings(asapcomms_home=folder, redis_url="")
        self._process: subprocess.Popen[bytes] | None = None

    @property
    def url(self) -> str:
        """Where it answers."""
        return self._settings.redis

    def start(self) -> None:
        """Start it and wait until it answers."""
        process = subprocess.Popen(server.command(self._settings))
        self._process = process
        wait_until_ready(self.url, process)

    def stop(self) -> None:
        """End it at once, as a power cut would; stopped before is fine."""
        if self._process is not None:
            self._process.kill()
            self._process.wait()
            self._process = None

    def suspend(self) -> None:
        """Have it take what it gets and answer nothing."""
        self._signal(signal.SIGSTOP)

    def resume(self) -> None:
        """Let it answer again."""
        self._signal(signal.SIGCONT)

    def _signal(self, number: signal.Signals) -> None:
        if self._process is not None:
            self._process.send_signal(number)

    def restart(self) -> None:
        """Take it away and bring it back."""
        self.stop()
        self.start()

    def lose(self) -> None:
        """Take it away with all that it holds."""
        self.stop()
        shutil.rmtree(self._settings.home / "appendonlydir", ignore_errors=True)

    @contextmanager
    def client(self) -> Iterator[Redis]:
        """Look into it."""
        with Redis.from_url(self.url) as client:
            yield client

    def empty(self) -> None:
        """Forget everything."""
        with self.client() as client:
            client.flushall()


@contextmanager
def running() -> Iterator[RedisServer]:
    """Run a server in a folder whose path is short enough for a socket everywhere."""
    with tempfile.TemporaryDirectory(dir=memory.short()) as folder:
        made = RedisServer(Path(folder))
        made.start()
        try:
            yield made
        finally:
            made.stop()
