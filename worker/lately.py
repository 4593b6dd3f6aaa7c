"""Answers that are kept for some seconds, however often somebody asks."""

from collections.abc import Callable
from threading import Lock
from time import monotonic
from typing import Final, Generic, TypeVar

KEPT_SECONDS: Final = 3.0

T = TypeVar("T")


class Lately(Generic[T]):
    """Keeps what was seen for some seconds, so that it costs the same however often it is asked."""

    def __init__(self, see: Callable[[], T], keeps_seconds: float = KEPT_SECONDS) -> None:
        self._see = see
        self._keeps_seconds = keeps_seconds
        self._alone = Lock()
        self._seen: tuple[float, T] | None = None

    def __call__(self) -> T:
        """Return what was not older than that when it was asked for.

        Who asks meanwhile waits for the one who looks, and does not look again however long that took.
        """
        asked_at = monotonic()
        with self._alone:
            if self._seen is None or asked_at - self._seen[0] > self._keeps_seconds:
                self._seen = monotonic(), self._see()
            return self._seen[1]
