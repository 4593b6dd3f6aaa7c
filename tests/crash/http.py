"""HTTP on this machine, by the standard library alone."""

import json
import urllib.error
import urllib.request
from typing import Any


def fetch(url: str) -> Any:
    """Read JSON."""
    with urllib.request.urlopen(url, timeout=30) as answer:  # noqa: S310 - loopback
        return json.load(answer)


def answers(url: str) -> bool:
    """Whether an address answers with success."""
    try:
        with urllib.request.urlopen(url, timeout=2):  # noqa: S310 - loopback
            return True
    except (urllib.error.URLError, OSError):
        return False


def send(method: str, url: str, content: object, headers: dict[str, str] | None = None) -> int:
    """Send JSON; the answer's status."""
    told = {"Content-Type": "application/json", **(headers or {})}
    asked = urllib.request.Request(  # noqa: S310 - loopback
        url, json.dumps(content).encode(), told, method=method
    )
    with urllib.request.urlopen(asked, timeout=60) as answer:  # noqa: S310 - loopback
        return int(answer.status)
