"""Places for threads that call the provider, so that a silent one never holds all of them."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from threading import BoundedSemaphore


class CallPlaces:
    """Counts the threads of a process that have decided a request and call for it."""

    def __init__(self, count: int) -> None:
        self._free = BoundedSemaphore(count)

    @contextmanager
    def one(self) -> Iterator[Callable[[], bool]]:
        """Give a way to take a place that is kept until the end of the block; it says if one was free.

        It is asked for when there is something to call for, and again by whoever begins again.
        """
        has_place = False

        def take() -> bool:
            nonlocal has_place
            has_place = has_place or self._free.acquire(blocking=False)
            return has_place

        try:
            yield take
        finally:
            if has_place:
                self._free.release()
