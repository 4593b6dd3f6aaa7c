"""What receipts do to a text, in whatever order they come."""

from collections.abc import Iterable
from functools import reduce
from itertools import pairwise, permutations
from typing import Final

import pytest
from hypothesis import given
from hypothesis import strategies as st

from schemas.codes import SmsDeliveryStatus
from worker.rules.receipt import (
    FAILURES,
    LAST_RANK,
    MessageStatus,
    delivery,
    is_final,
    rank,
)

STATUSES: Final = tuple(MessageStatus)
FINALS: Final = {"delivered", "undelivered", "failed", "canceled", "read", "partially_delivered"}
NEW: Final = ("", "teleported", "Delivered", "DELIVERED", "x" * 500)

statuses = st.sampled_from([*STATUSES, *NEW])

TABLE: Final = [
    ("accepted", 1, SmsDeliveryStatus.PENDING),
    ("scheduled", 1, SmsDeliveryStatus.PENDING),
    ("queued", 2, SmsDeliveryStatus.PENDING),
    ("sending", 3, SmsDeliveryStatus.PENDING),
    ("sent", 4, SmsDeliveryStatus.DELIVERY_UNCONF),
    ("delivered", 5, SmsDeliveryStatus.DELIVERY_CONF),
    ("read", 5, SmsDeliveryStatus.DELIVERY_CONF),
    ("partially_delivered", 5, SmsDeliveryStatus.DELIVERY_UNCONF),
    ("undelivered", 5, SmsDeliveryStatus.FAIL_WITH_CHARGE),
    ("failed", 5, SmsDeliveryStatus.FAIL_NO_CHARGE),
    ("canceled", 5, SmsDeliveryStatus.FAIL_NO_CHARGE),
    ("receiving", 0, SmsDeliveryStatus.PENDING),
    ("received", 0, SmsDeliveryStatus.PENDING),
]


def test_all_statuses() -> None:
    """Twilio has 13 statuses, and each is in the table."""
    assert 13 == len(STATUSES)
    assert set(STATUSES) == {status for status, _, _ in TABLE}


@pytest.mark.parametrize(("status", "expected_rank", "shown"), TABLE)
def test_each_status(status: str, expected_rank: int, shown: SmsDeliveryStatus) -> None:
    """Each status has its rank, and its word in Open Dental's text window."""
    assert (expected_rank, shown) == (rank(status), delivery(status))


@pytest.mark.parametrize("status", NEW)
def test_new_status(status: str) -> None:
    """A status that nobody knows yet moves nothing."""
    assert (0, False, SmsDeliveryStatus.PENDING) == (
        rank(status),
        is_final(status),
        delivery(status),
    )


@pytest.mark.parametrize("length", [1, 2, 3, 4])
def test_every_order(length: int) -> None:
    """In every order of up to four receipts a text only goes forward, and its first end stays."""
    wrong = [order for order in permutations(STATUSES, length) if not goes_forward(order)]

    assert [] == wrong


@given(order=st.lists(statuses, max_size=12))
def test_any_order(order: list[str]) -> None:
    """Repeated, late and unknown receipts move a text no other way."""
    assert goes_forward(order)


@given(order=st.lists(statuses, max_size=8), again=st.integers(min_value=1, max_value=3))
def test_replays(order: list[str], again: int) -> None:
    """The same receipts once more change nothing."""
    once = reduce(furthest, order, "")

    assert once == reduce(furthest, order * again, once)


def furthest(known: str, reported: str) -> str:
    """Return what a receipt makes of a text: the statement that writes it asks for a higher rank."""
    return reported if rank(reported) > rank(known) else known


def goes_forward(order: Iterable[str]) -> bool:
    """Say whether a text goes through receipts as it must; told apart from the code's own ranks."""
    told = list(order)
    seen = [""]
    for status in told:
        seen.append(furthest(seen[-1], status))
    ranks = [rank(status) for status in seen]
    ends = [status for status in told if status in FINALS]
    reached = max((rank(status) for status in told), default=0)
    return (
        all(before <= after for before, after in pairwise(ranks))
        and rank(seen[-1]) == reached
        and (not ends or seen[-1] == ends[0])
    )


def test_ends() -> None:
    """A text ends in six ways, two of which mean that the patient does not have it."""
    assert {status for status in STATUSES if is_final(status)} == FINALS
    assert {"undelivered", "failed"} == FAILURES
    assert {LAST_RANK} == {rank(status) for status in FINALS}
