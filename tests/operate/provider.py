"""A sandbox whose account's tokens are changed as in Twilio's console."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from tests.crash.crew import Crew
from tests.crash.http import answers, fetch
from tests.world.ports import free_port
from worker.up.procfile import find_program

_NAME: Final = "sandbox"


@dataclass
class Provider:
    """The process, and the file in which its account stands."""

    folder: Path
    port: int
    crew: Crew

    @property
    def url(self) -> str:
        """Where it listens."""
        return f"http://127.0.0.1:{self.port}"

    def texts(self) -> list[dict[str, Any]]:
        """Return every text that it has accepted."""
        found: list[dict[str, Any]] = fetch(f"{self.url}/texts.json")
        return found

    def set_tokens(self, primary: str, secondary: str = "") -> None:
        """Say which tokens the account has; it signs with the first and takes both."""
        lines = f"TWILIO_AUTH_TOKEN={primary}\nTWILIO_SECONDARY_AUTH_TOKEN={secondary}\n"
        (self.folder / ".env").write_text(lines)
        if self.crew.names:
            self.crew.kill(_NAME)
        else:
            command = (find_program("uvicorn"), "--factory")
            where = ("worker.sandbox.app:create_app", "--port", str(self.port))
            self.crew.start(_NAME, (*command, *where, "--no-access-log", "--log-level", "warning"))
        self.crew.wait_for(_NAME, lambda: answers(f"{self.url}/healthz"))


@contextmanager
def provider(folder: Path, token: str) -> Iterator[Provider]:
    """Run one; whatever it was sent before stays with it when its tokens change."""
    told = {"ASAPCOMMS_HOME": str(folder), "LOG_FORMAT": "json"}
    with Crew(folder, told) as crew:
        made = Provider(folder, free_port(), crew)
        made.set_tokens(token)
        yield made
