"""The rate limit of one address, how much it may ask for: enough for a clinic full of phones, too little for guessing."""

import ipaddress
import math
import threading
import time
from collections import OrderedDict
from collections.abc import Callable
from typing import Final

from fastapi import Request

BURST: Final = 600.0
PER_SECOND: Final = 20.0
REQUEST: Final = 1.0
MISS: Final = 20.0
"""What a guess costs: thirty at once, then one a second."""

MOST_ADDRESSES: Final = 10_000
"""The one that was quiet longest is forgotten first."""


class RateLimit:
    """A bucket of tokens for each address, in this process's memory only.

    Several web processes each have their own; a guess needs so many tries that this changes nothing.
    """

    def __init__(
        self,
        clock: Callable[[], float] = time.monotonic,
        burst: float = BURST,
        per_second: float = PER_SECOND,
    ) -> None:
        self._clock = clock
        self._burst = burst
        self._per_second = per_second
        self._left: OrderedDict[str, tuple[float, float]] = OrderedDict()
        self._lock = threading.Lock()

    def admits(self, address: str) -> bool:
        """Say whether a request may be served, and count it; one that is refused costs nothing."""
        return self._take(address, REQUEST)

    def is_free(self, address: str) -> bool:
        """Say whether an address owes nothing; asking costs nothing."""
        return self._take(address, 0.0)

    def count_miss(self, address: str) -> None:
        """Count a link that leads nowhere or a key that is not known; what the bucket lacks is owed, and filled up first."""
        self._take(address, MISS, at_least=-math.inf)

    def _take(self, address: str, cost: float, at_least: float = 0.0) -> bool:
        now, name = self._clock(), network(address)
        with self._lock:
            left, at = self._left.pop(name, (self._burst, now))
            left = min(self._burst, left + (now - at) * self._per_second)
            is_enough = left - cost >= at_least
            self._left[name] = (left - cost if is_enough else left, now)
            if len(self._left) > MOST_ADDRESSES:
                self._left.popitem(last=False)
        return is_enough


def address_of(request: Request) -> str:
    """Say where a request comes from; a proxy's word counts only where uvicorn is told to trust it."""
    return request.client.host if request.client else ""


def network(address: str) -> str:
    """Take an IPv6 customer's whole network as one address: it has more than anybody can count."""
    try:
        known = ipaddress.ip_address(address)
    except ValueError:
        return address
    if known.version == 4:  # noqa: PLR2004
        return address
    if known.ipv4_mapped:
        return str(known.ipv4_mapped)
    return str(ipaddress.ip_network((known, 64), strict=False))
