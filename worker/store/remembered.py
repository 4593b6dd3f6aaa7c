"""What an office rarely changes, kept in this process's memory for a second or two.

Preferences, clinics, their telephone numbers, operatories, appointment types and definitions are.
Consent, appointments, the schedule and what is known of numbers never are.
"""

import time
from collections.abc import Callable, Hashable
from typing import Final, TypeVar

SECONDS: Final = 1.5
"""A preference that was changed holds after this long; a burst reads it once."""

T = TypeVar("T")


class Remembered:
    """Values by their key, each until it is too old; two threads may read one at the same time."""

    def __init__(self, seconds: float) -> None:
        self._seconds = seconds
        self._known: dict[Hashable, tuple[float, object]] = {}

    def get(self, key: Hashable, read: Callable[[], T]) -> T:
        """Return the value of a key, read anew where it is not known or too old."""
        now = time.monotonic()
        until, value = self._known.get(key, (0.0, None))
        if now < until:
            return value  # type: ignore[return-value] # of a key it is what read returned before
        fresh = read()
        self._known[key] = (now + self._seconds, fresh)
        return fresh
