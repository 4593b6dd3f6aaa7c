"""Work that kills whoever does it is begun a few times and then given up, with its reason."""

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from typing import Any
from uuid import uuid4

import pytest

from schemas.codes import ResponseStatus, SendStatus
from schemas.keys import AsapCommNum, PatNum
from schemas.messages import CreateAsapComm
from tests.world.office import APT, OP, START, World
from worker.errors import Deadlocked, Unavailable
from worker.gateways.port import NoAnswer
from worker.rules import skip
from worker.rules.attempt import LEASE, AttemptState, TextState
from worker.steps import create as creating
from worker.steps import redelivery
from worker.steps.text import claim, facts
from worker.steps.text.own_text_owner import OwnTextOwner
from worker.steps.text.reconcile import GIVEN_UP
from worker.store import locks
from worker.store.ledger import redeliveries, requests
from worker.store.ledger.tables import attempt, text
from worker.store.ledger.tables import trial as tried
from worker.store.practice import tables

A_WHILE = redelivery.LONGEST.total_seconds() + 1


class Killed(BaseException):
    """A worker that dies in the middle."""


def die(*_: object, **__: object) -> None:
    """Die."""
    raise Killed


def killed_while_sending(world: World, num: AsapCommNum, times: int) -> None:
    """Let a worker die over an offer again and again."""
    for _ in range(times):
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(facts, "lock", die)
            with pytest.raises(Killed):
                world.send(num)
        world.later(seconds=A_WHILE)


def test_an_offer_that_kills_its_worker_is_given_up(world: World) -> None:
    """After the first death five are counted, and the next worker writes down why nothing was sent."""
    num = world.offered()
    killed_while_sending(world, num, 6)

    world.send(num)

    row = world.row(tables.asapcomm)
    assert [] == world.gateway.texts
    assert (skip.TRIED_TOO_OFTEN.sentence, SendStatus.SEND_FAILED, ResponseStatus.FAILED) == (
        row["note"],
        row["sms_send_status"],
        row["response_status"],
    )


def test_an_offer_that_killed_some_is_sent_by_the_next(world: World) -> None:
    """Four deaths are no reason to give up, and nothing is remembered of them."""
    num = world.offered()
    killed_while_sending(world, num, 4)

    world.send(num)

    assert 1 == len(world.gateway.texts)
    assert [] == world.rows(tried)


def test_a_confirmation_that_kills_its_worker_is_given_up(world: World) -> None:
    """Every text is counted in the same way, and says why it was not sent."""
    num = world.say(expires_at=world.now.replace(year=2024))
    for _ in range(6):
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(OwnTextOwner, "prepare", die)
            with pytest.raises(Killed):
                world.send_text(num)
        world.later(seconds=A_WHILE)

    world.send_text(num)

    row = world.row(text)
    assert [] == world.gateway.texts
    assert (TextState.SKIPPED, skip.TRIED_TOO_OFTEN.sentence) == (row["state"], row["note"])
    assert [] == world.rows(tried)


def test_a_confirmation_that_is_on_its_way_is_not_given_up(world: World) -> None:
    """Whoever comes too often while its call has no answer yet leaves it alone."""
    num = world.say(expires_at=world.now.replace(year=2024))
    world.gateway.answers = [NoAnswer("told so")]
    world.send_text(num)
    world.change(text, state=TextState.WAITING)
    world.policy(max_attempts=0)
    world.later(seconds=A_WHILE)

    world.send_text(num)

    assert (TextState.WAITING, "") == (world.row(text)["state"], world.row(text)["note"])


def test_messages_that_come_twice_are_no_tries(world: World) -> None:
    """While one may still be at work another that begins as well counts for nothing."""
    num = world.offered()
    world.later(seconds=A_WHILE)
    for _ in range(20):
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(facts, "lock", die)
            with pytest.raises(Killed):
                world.send(num)

    assert [1] == [row["tries"] for row in world.rows(tried)]


def test_an_outage_is_no_try(world: World) -> None:
    """A database that goes away again and again gives nothing up."""
    num = world.offered()
    for _ in range(10):
        with pytest.MonkeyPatch.context() as patch:

            def away(*_: object) -> None:
                raise Unavailable("The database cannot be reached now.")

            patch.setattr(claim, "_claim_due", lambda *_, **__: away())
            with pytest.raises(Unavailable):
                world.send(num)
        world.later(seconds=A_WHILE)

    world.send(num)

    assert 1 == len(world.gateway.texts)


def test_a_request_that_kills_its_worker_is_answered(world: World) -> None:
    """Whoever asked is told, and nothing was written."""
    request_id = uuid4()
    message = CreateAsapComm(request_id=request_id, op=OP, aptNum=APT, dateTimeStart=START)
    world.store.write(
        lambda transaction: requests.add(transaction, request_id, message, "link", world.now)
    )
    for _ in range(6):
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(creating, "_facts", die)
            with pytest.raises(Killed):
                world.ask(request_id=request_id)
        world.later(seconds=A_WHILE)

    decided = world.ask(request_id=request_id)

    assert (503, creating.TRIED_TOO_OFTEN) == (decided.status, decided.sentence)
    assert [] == world.rows(tables.asapcomm)


def test_a_look_that_kills_its_worker_is_given_up(world: World) -> None:
    """An attempt over which five have died is left, and the Note says so."""
    world.gateway.answers = [NoAnswer("told so")]
    num = world.offered()
    world.send(num)
    for _ in range(5):
        world.later(seconds=LEASE.total_seconds() + 1)
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(world.gateway, "find", die)
            with pytest.raises(Killed):
                world.settle(num)
    world.later(seconds=LEASE.total_seconds() + 1)

    world.settle(num)

    assert AttemptState.GIVEN_UP == world.row(attempt)["state"]
    assert GIVEN_UP == world.row(tables.asapcomm)["note"]


def test_who_is_undone_while_counting_counts_again(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A deadlock of two that count is no outage: the text goes out all the same."""
    num = world.offered()
    world.later(seconds=A_WHILE)
    begin = redeliveries.begin
    undone = iter([Deadlocked("too busy"), Deadlocked("too busy")])

    def begin_later(*told: Any) -> int:
        for error in undone:
            raise error
        return begin(*told)

    monkeypatch.setattr(redeliveries, "begin", begin_later)
    world.send(num)

    assert 1 == len(world.gateway.texts)


@pytest.mark.timeout(60)
def test_a_deadlock_is_told_from_an_outage(world: World) -> None:
    """Two that wait for each other: one goes on, the other hears that it may begin again."""
    if world.store.engine.dialect.name == "sqlite":
        pytest.skip("SQLite has one writer at a time")
    both_hold_one = Barrier(2)

    def take(first: int, second: int) -> bool:
        try:
            with world.store.writing() as transaction:
                locks.take_patient(transaction, PatNum(first))
                both_hold_one.wait()
                transaction.locks.clear()  # so that the order is not refused
                locks.take_patient(transaction, PatNum(second))
        except Deadlocked:
            return False
        return True

    for num in (1, 2):
        with world.store.writing() as transaction:
            locks.take_patient(transaction, PatNum(num))
    with ThreadPoolExecutor(2) as threads:
        went_on = list(threads.map(take, (1, 2), (2, 1)))

    assert [False, True] == sorted(went_on)
