"""Many at once: one decides, the others find it decided."""

from collections import Counter
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from http import HTTPStatus
from typing import TypeVar
from uuid import uuid4

from tests.world.office import START, World
from worker.store import practice_tables as tables

T = TypeVar("T")

AT_ONCE = 16
CALLS = 50


def all_at_once(call: Callable[[int], T]) -> list[T]:
    """Call from many threads."""
    with ThreadPoolExecutor(AT_ONCE) as threads:
        return list(threads.map(call, range(CALLS)))


def test_one_request_decided_by_many_is_one_offer(world: World) -> None:
    """A message delivered to every worker at once makes one row, one blockout, one answer."""
    request_id = uuid4()

    decided = all_at_once(lambda _: world.ask(request_id=request_id))

    assert {(HTTPStatus.OK, 1)} == {(each.status, each.asap_comm_num) for each in decided}
    assert (1, 1) == (len(world.rows(tables.asapcomm)), len(world.rows(tables.schedule)))


def test_one_slot_asked_for_by_many_is_offered_once(world: World) -> None:
    """Separate requests for the same appointment and slot: one wins, the others name it."""
    decided = all_at_once(lambda _: world.ask())

    assert {HTTPStatus.OK: 1, HTTPStatus.CONFLICT: CALLS - 1} == Counter(
        each.status for each in decided
    )


def test_one_offer_sent_by_many_is_one_text(world: World) -> None:
    """Every worker is told to send the offer at once: the provider gets one text."""
    num = world.offered()

    all_at_once(lambda _: world.send(num))

    assert 1 == len(world.gateway.texts)
    assert 1 == len(world.rows(tables.smstomobile))


def test_the_daily_limit_holds_against_many(world: World) -> None:
    """Offers of different slots to one patient, sent at once, do not pass the limit together."""
    world.preference("WebSchedAsapTextLimit", "")
    for n in range(CALLS):
        world.appointment(900 + n)
    nums = [
        world.offered(apt=900 + n, start=START.replace(day=17 + n // 8, hour=9 + n % 8))
        for n in range(CALLS)
    ]
    world.preference("WebSchedAsapTextLimit", "2")

    all_at_once(lambda n: world.send(nums[n]))

    assert 2 == len(world.gateway.texts)
