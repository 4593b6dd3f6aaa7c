"""A storm is over when it has ended, whatever went wrong in it."""

import threading
import time
from random import Random
from typing import Any

import pytest

from tests.crash.storm import Storm


class Lane:
    """Takes requests, slowly, or refuses them."""

    def __init__(self, error: Exception | None = None) -> None:
        self.asked = 0
        self._error = error

    def post(self, _: object) -> None:
        """Take one."""
        time.sleep(0.2)
        if self._error is not None:
            raise self._error
        self.asked += 1


def rage(lane: Any, *faults: Any) -> None:
    """Let four guests ask."""
    guests: Any = range(4)
    Storm(guests, 0.1, faults, 0).rage(lane, Random(1))  # noqa: S311 - no secret


def test_nobody_asks_on_after_a_fault_that_failed() -> None:
    """Else its error would be shown by whatever test comes later."""

    def fail(*_: object) -> None:
        raise OSError("the server did not start")

    lane, before = Lane(), threading.active_count()
    with pytest.raises(OSError, match="did not start"):
        rage(lane, fail)

    assert (4, before) == (lane.asked, threading.active_count())


def test_a_request_that_was_never_taken_is_told() -> None:
    """It fails the storm."""
    with pytest.raises(AssertionError, match="never accepted"):
        rage(Lane(AssertionError("the request was never accepted")))
