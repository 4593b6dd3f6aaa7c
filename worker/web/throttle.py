"""How often one key may call, where that is limited as by Open Dental's own API."""

import math
import time
from collections.abc import Callable
from typing import Final, Self

from worker.api_key import Caller, Permission
from worker.errors import TooMany
from worker.settings import Settings
from worker.web.rate_limit import RateLimit

READER_SECONDS: Final = 5.0
TEXTER_SECONDS: Final = 1.0
"""Between two calls, as Open Dental's page on its API's permissions has it: free and paid ones."""


class Throttle:
    """Lets a key call again after some seconds, in this process; a changed pair counts as the old one."""

    def __init__(self, clock: Callable[[], float] = time.monotonic, *, is_on: bool = True) -> None:
        self._is_on = is_on
        self._limits = {
            seconds: RateLimit(clock, burst=1.0, per_second=1 / seconds)
            for seconds in (READER_SECONDS, TEXTER_SECONDS)
        }

    @classmethod
    def of(cls, settings: Settings) -> Self:
        """Build the one that the settings ask for."""
        return cls(is_on=settings.api_throttle == "opendental")

    def require(self, caller: Caller) -> None:
        """Count a call; raises TooMany where it comes too soon after the last that was served."""
        if not self._is_on:
            return
        is_reader = caller.permissions <= {Permission.READ_ALL}
        seconds = READER_SECONDS if is_reader else TEXTER_SECONDS
        if not self._limits[seconds].admits(caller.identity):
            after = math.ceil(seconds)
            raise TooMany(f"This API key may call once in {after} s; try again then.", after)
