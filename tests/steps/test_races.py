"""Many at once: one decides, the others find it decided."""

from collections import Counter
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from http import HTTPStatus
from typing import TypeVar
from uuid import uuid4

from tests.world.office import START, World
from worker.gateways.port import NoAnswer
from worker.steps import redelivery
from worker.store.ledger import redeliveries
from worker.store.ledger.tables import attempt
from worker.store.practice import tables

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

    num = world.row(tables.asapcomm)["asap_comm_num"]
    assert {(HTTPStatus.OK, num)} == {(each.status, each.asap_comm_num) for each in decided}
    assert 1 == len(world.rows(tables.schedule))


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


def test_one_confirmation_sent_by_many_is_one_text(world: World) -> None:
    """A text that is no offer is claimed in the ledger as well."""
    num = world.say()

    all_at_once(lambda _: world.send_text(num))

    assert 1 == len(world.gateway.texts)
    assert 1 == len(world.rows(tables.smstomobile))


def test_one_look_taken_by_many_is_one_question(world: World) -> None:
    """Clocks that find the same open attempt have the provider asked once."""
    world.gateway.answers = [NoAnswer("ReadTimeout")]
    num = world.offered()
    world.send(num)
    world.later(seconds=16)

    all_at_once(lambda _: world.settle(num))

    assert 1 == len(world.gateway.asked)


def test_one_text_resent_by_many_is_sent_once_more(world: World) -> None:
    """After the last look whoever comes first sends it again."""
    world.gateway.answers = [NoAnswer("ReadTimeout")]
    num = world.offered()
    world.send(num)
    world.later(seconds=200)

    def settle_and_send(_: int) -> None:
        if world.settle(num) is not None:
            world.send(num)

    all_at_once(settle_and_send)

    assert 2 == len(world.gateway.texts)
    states = {row["attempt_no"]: row["state"] for row in world.rows(attempt)}
    assert {1: "not_sent", 2: "accepted"} == states


def test_many_messengers_are_one_try(world: World) -> None:
    """A message that comes to every worker at once is not taken for one that kills them."""

    def begin(_: int) -> int:
        with world.store.writing() as transaction:
            return redeliveries.begin(
                transaction, "offer/1", world.now, world.now + redelivery.LONGEST
            )

    assert {1} == set(all_at_once(begin))
