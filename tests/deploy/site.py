"""A demo practice with a Redis and a sandbox of its own, for processes that somebody else starts."""

import json
import os
import subprocess
import tempfile
import time
import urllib.request
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any, Final

import pytest

from tests.crash.house import sandbox
from tests.world import redis
from tests.world.ports import free_port
from worker.demo import practice as demo
from worker.settings import Settings

ROOT: Final = Path(__file__).parents[2]
DEPLOY: Final = ROOT / "deploy"

DEMO_KEY: Final = "demo/demo"

_PATIENCE_SECONDS: Final = 60.0
_APPOINTMENTS: Final = range(12101, 12121)
"""Those that the demo practice has to play with."""


@dataclass
class Site:
    """What the service's processes need to be told, and how its door is knocked at."""

    folder: Path
    environment: dict[str, str]
    offered: Iterator[int] = field(default_factory=lambda: iter(_APPOINTMENTS))

    @property
    def url(self) -> str:
        """Where web listens."""
        return f"http://127.0.0.1:{self.environment['PORT']}"

    def variables(self, bin_folder: Path, **more: str) -> dict[str, str]:
        """Return a whole environment: nothing of this checkout, and these programs first."""
        path = f"{bin_folder}:{os.environ['PATH']}"
        return {"PATH": path, "LANG": "C.UTF-8", **self.environment, **more}

    @contextmanager
    def run(
        self, command: Sequence[str], environment: Mapping[str, str], url: str = ""
    ) -> Iterator[Path]:
        """Run a supervisor until the service behind it is ready; yields the file of its words."""
        words = self.folder / "words"
        with words.open("ab") as out:
            process = subprocess.Popen(
                command, cwd=self.folder, env=environment, stdout=out, stderr=subprocess.STDOUT
            )
        try:
            self.wait_until_ready(url or self.url, lambda: process.poll() is None, words)
            yield words
        finally:
            process.terminate()
            process.wait(timeout=30)

    def wait_until_ready(self, url: str, lives: Callable[[], bool], words: Path) -> None:
        """Wait for web, its database, and somebody who works behind it."""
        until = time.monotonic() + _PATIENCE_SECONDS
        while not self._is_ready(url):
            if not lives() or time.monotonic() > until:
                pytest.fail(f"not ready:\n{words.read_text()[-4000:]}")
            time.sleep(0.1)

    def ask(self, url: str = "", key: str = DEMO_KEY) -> dict[str, Any]:
        """Offer tomorrow's opening to somebody; returns the answer, before or after its text is sent."""
        body = json.dumps(self.opening()).encode()
        made: dict[str, Any] = json.loads(fetch(f"{url or self.url}/asapcomms", body, key=key))
        return made

    def opening(self) -> dict[str, Any]:
        """Return what is asked for in the name of the next patient of the demo practice."""
        zone = Settings(_env_file=None, time_zone=self.environment["TIME_ZONE"]).zone  # type: ignore[call-arg]
        tomorrow = datetime.now(UTC).astimezone(zone).date() + timedelta(1)
        return {"op": 2, "aptNum": next(self.offered), "dateTimeStart": f"{tomorrow} 14:00:00"}

    def offer(self, url: str = "", key: str = DEMO_KEY) -> dict[str, Any]:
        """Offer tomorrow's opening to somebody and return the offer when its text is sent."""
        base = url or self.url
        made = self.ask(base, key)
        until = time.monotonic() + _PATIENCE_SECONDS
        while made["SmsSendStatus"] != "SendSuccessful":
            assert time.monotonic() < until, made
            time.sleep(0.1)
            made = json.loads(fetch(f"{base}/asapcomms/{made['AsapCommNum']}", key=key))
        return made

    @staticmethod
    def _is_ready(url: str) -> bool:
        try:
            fetch(f"{url}/readyz")
        except OSError:
            return False
        return True


def fetch(url: str, body: bytes | None = None, key: str = DEMO_KEY, **options: Any) -> bytes:
    """Ask as a program of the office does; raises OSError where the answer is no good one."""
    headers = {"Authorization": f"ODFHIR {key}", "Content-Type": "application/json"}
    asked = urllib.request.Request(url, body, headers)  # noqa: S310 - this machine
    with urllib.request.urlopen(asked, timeout=30, **options) as answer:  # noqa: S310
        read: bytes = answer.read()
    return read


@contextmanager
def site(own_provider: str | None = None, **told: str) -> Iterator[Site]:
    """Make one, in a folder whose path is short enough for sockets.

    Its provider is a sandbox of its own, unless somebody has one.
    """
    with tempfile.TemporaryDirectory(dir="/tmp") as name, ExitStack() as stack:
        folder = Path(name)
        server = stack.enter_context(redis.running())
        provider = own_provider or stack.enter_context(sandbox(folder))
        port = str(free_port())
        home = folder / "home"
        environment = {
            "ASAPCOMMS_HOME": str(home),
            "DATABASE_URL": f"sqlite:///{home}/asapcomms.db",
            "REDIS_URL": server.url,
            "TWILIO_API_URL": provider,
            "SANDBOX_PORT": provider.rpartition(":")[2],
            "API_KEYS": DEMO_KEY,
            "TIME_ZONE": "America/Los_Angeles",
            "PORT": port,
            "PUBLIC_URL": f"http://127.0.0.1:{port}",
            "LOG_FORMAT": "json",
            **told,
        }
        demo.prepare(
            Settings(
                _env_file=None,  # type: ignore[call-arg]
                asapcomms_home=home,
                time_zone=environment["TIME_ZONE"],
            )
        )
        yield Site(folder, environment)
