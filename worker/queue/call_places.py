"""Places for threads that call the provider, so that a silent one never holds all of them."""

from collections.abc import Iterator
from contextlib import contextmanager
from threading import BoundedSemaphore


class CallPlaces:
    """Counts the threads of a process that decide a request and then may call for it."""

    def __init__(self, count: int) -> None:
        self._free = BoundedSemaphore(count)

    @contextmanager
    def taken(self) -> Iterator[bool]:
        """Take a place for the block if one is free; say whether it was."""
        is_free = self._free.acquire(blocking=False)
        try:
            yield is_free
        finally:
            if is_free:
                self._free.release()
