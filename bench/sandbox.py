"""What the sandbox got, and when."""

import json
import time
from collections.abc import Collection, Mapping
from datetime import datetime
from typing import Final
from urllib.request import urlopen

from bench.processes import Failed

_LOOK_SECONDS: Final = 0.5


def arrivals(url: str, numbers: Collection[str], seconds: float) -> Mapping[str, float]:
    """Wait until each number has its text; returns the Unix time of each; raises Failed.

    The sandbox keeps the times, so looking seldom costs no accuracy.
    """
    until = time.monotonic() + seconds
    while missing := set(numbers) - (got := _arrivals(url)).keys():
        if time.monotonic() > until:
            raise Failed(f"{len(missing)} of {len(numbers)} texts did not arrive in time.")
        time.sleep(_LOOK_SECONDS)
    return got


def _arrivals(url: str) -> dict[str, float]:
    with urlopen(f"{url}/texts.json", timeout=10) as answer:  # noqa: S310 - http, and this machine
        texts = json.load(answer)
    return {text["to"]: datetime.fromisoformat(text["received_at"]).timestamp() for text in texts}
