"""Where the parts are on this machine, and addresses as they may be shown."""

import re
from typing import Final

from worker.settings import Settings

HOST: Final = "127.0.0.1"

_PASSWORD: Final = re.compile(r"(?<=://)([^/@:]*):[^/@]*@|((?<=password=)[^&]*)")


def web_url(settings: Settings) -> str:
    """Where web listens on this machine, whatever its public address is."""
    return f"http://{HOST}:{settings.port}"


def sandbox_url(settings: Settings) -> str:
    """Where the sandbox listens."""
    return f"http://{HOST}:{settings.sandbox_port}"


def without_password(url: str) -> str:
    """Return a URL that may be shown on a screen."""
    return _PASSWORD.sub(lambda found: "***" if found[1] is None else f"{found[1]}:***@", url)
