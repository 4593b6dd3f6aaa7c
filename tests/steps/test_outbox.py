"""What the clock finds, whatever the queue has lost."""

from datetime import timedelta
from typing import Any, Final
from uuid import uuid4

import pytest

from schemas.asapcomm import AsapCommPost
from tests.world.office import APT, OP, START, World
from worker.gateways.port import NotSent
from worker.queue import kinds
from worker.queue.kinds import Kind
from worker.rules.attempt import AttemptState, Purpose
from worker.steps.outbox import AT_ONCE, Rounds
from worker.store.ledger import requests, senders
from worker.store.ledger import tables as own
from worker.store.ledger.event_tables import delivery, endpoint
from worker.store.practice import tables

SWEPT: Final = [kind for kind in kinds.KINDS if kind is not kinds.END_BLOCKOUT]
"""Blockouts are looked for day by day, and only where the office wants it."""

LONG: Final = timedelta(days=30)


def accepted(world: World) -> str:
    """Write a request as web does, and leave it at that."""
    request_id = uuid4()
    with world.store.writing() as transaction:
        body = AsapCommPost(op=OP, aptNum=APT, dateTimeStart=START)
        requests.add(transaction, request_id, body, "guid", world.now)
    return str(request_id)


def test_a_request_without_an_answer_is_found(world: World) -> None:
    """A request that web accepted and no worker has seen is due after the settling time."""
    request_id = accepted(world)
    world.later(seconds=6)

    assert [request_id] == [found.request_id for found in world.sweep()[kinds.CREATE]]


def test_a_fresh_request_is_left_to_web(world: World) -> None:
    """A request that was just put on the queue is not put there again."""
    accepted(world)

    assert [] == world.sweep()[kinds.CREATE]


def test_a_due_offer_is_found(world: World) -> None:
    """An offer whose message was lost is due, with its request's id for the logs."""
    request_id = uuid4()
    num = world.offered(request_id=request_id)
    world.later(seconds=6)

    (found,) = world.sweep()[kinds.SEND]
    assert (num, str(request_id)) == (found.asap_comm_num, found.request_id)


def test_an_offer_that_waited_for_the_window_is_found_at_once(world: World) -> None:
    """Seconds matter: a scheduled offer is due the moment its time has come."""
    world.now = world.now.replace(hour=6, minute=59, second=58)
    world.offered()
    world.later(seconds=2)

    assert 1 == len(world.sweep()[kinds.SEND])


def test_an_offer_that_is_not_due_is_not_found(world: World) -> None:
    """An offer for the morning is left alone at night."""
    world.now = world.now.replace(hour=23)
    world.offered()
    world.later(minutes=1)

    assert [] == world.sweep()[kinds.SEND]


def test_a_sent_offer_is_not_found(world: World) -> None:
    """What is done is done."""
    world.send(world.offered())
    world.later(minutes=1)

    found = world.sweep()
    assert ([], [], []) == (found[kinds.CREATE], found[kinds.SEND], found[kinds.RECONCILE])


def test_a_pause_is_kept(world: World) -> None:
    """An offer that the provider did not take for now is found when its pause is over."""
    world.gateway.answers = [NotSent("busy", is_permanent=False)]
    world.send(world.offered())
    world.later(seconds=10)
    during = world.sweep()[kinds.SEND]
    world.later(seconds=6)

    assert ([], 1) == (during, len(world.sweep()[kinds.SEND]))


def test_rows_of_open_dentals_own_window_are_found(world: World) -> None:
    """An offer that staff made in Open Dental is sent like our own."""
    world.add(
        tables.asapcomm,
        f_key=APT,
        sms_send_status=2,
        date_time_sms_scheduled=world.office.local(world.now),
        date_time_entry=world.office.local(world.now),
    )
    world.later(seconds=6)

    assert [None] == [found.request_id for found in world.sweep()[kinds.SEND]]


def left_open(world: World, kind: Kind, position: int) -> None:
    """Write a row that nobody can bring to its end, each a second older than the one before."""
    at = world.now - timedelta(hours=1) - timedelta(seconds=position)
    common: dict[str, Any] = {"received_at": at}
    match kind:
        case kinds.APPLY_INBOUND:
            words = {"sender": "1", "recipient": "2", "body": "", "opt_out_type": ""}
            world.add(own.inbound, message_sid=f"SM{position}", **words, **common)
        case kinds.APPLY_RECEIPT:
            word = {"message_sid": "SM", "status": "sent", "error_code": 0, "sender": ""}
            world.add(own.receipt, attempt_id=f"{position}", **word, **common)
        case kinds.FINISH_ANSWER:
            said = {"asap_comm_num": position, "answer": "accept", "was_start": START}
            world.add(own.answer, page=f"{position}", after=0, answered_at=at, **said)
        case kinds.CREATE:
            asked = {"op": OP, "apt_num": APT, "slot_start": START, "short_guid": ""}
            world.add(own.request, request_id=f"{position}", **asked, **common)
        case kinds.DELIVER:
            told = {"url": f"https://example.com/{position}", "secret": "", "failures": 0}
            num = world.add(endpoint, created_at=at, **told)
            world.add(delivery, endpoint_num=num, event_num=position, tries=0, due_at=at)
        case kinds.CREATE_OPENING:
            world.add(own.opening, request_id=f"{position}", body="{}", **common)
        case kinds.EXPIRE:
            asked = {"op": OP, "apt_num": APT, "slot_start": START, "short_guid": ""}
            ended = {"decided_at": at, "asap_comm_num": position, "open_until": START - LONG}
            world.add(own.request, request_id=f"{position}", **asked, **ended, **common)
        case kinds.SEND_TEXT:
            world.say(subject=position, due_at=at, expires_at=at)
            world.change(own.text, created_at=at)
        case kinds.SEND:
            told = {"date_time_entry": START - LONG, "date_time_sms_scheduled": START - LONG}
            world.add(tables.asapcomm, f_key=position, sms_send_status=2, **told)
        case _:
            state = AttemptState.ACCEPTED if kind is kinds.ASK_RECEIPT else AttemptState.UNKNOWN
            text = {"purpose": Purpose.OFFER, "subject": position, "attempt_no": 1, "token": ""}
            call = {"recipient": "1", "body": "", "lease_owner": "", "state": state}
            world.add(
                own.attempt, attempt_id=f"{position}", began_at=at, next_at=at, **text, **call
            )


def test_each_kind_of_work_is_looked_for(world: World) -> None:
    """Whatever the queue loses, the clock finds its row."""
    assert SWEPT == list(world.sweep())


@pytest.mark.parametrize("kind", SWEPT, ids=lambda kind: kind.actor)
def test_no_row_stands_in_the_way_of_others(world: World, kind: Kind) -> None:
    """What fails again and again is looked at in turn with what is behind it."""
    for position in range(1, 6):
        left_open(world, kind, position)
    rounds = Rounds(at_once=2)
    found = []
    for _ in range(5):
        found.append(world.sweep(rounds)[kind])
        world.later(seconds=31)

    one, two, three, again, _ = found
    assert [2, 2, 1] == [len(rows) for rows in (one, two, three)]
    assert 5 == len({repr(row) for row in [*one, *two, *three]})
    assert one == again


def test_five_hundred_texts_that_fail_hide_no_other(world: World) -> None:
    """The newest of so many is reached when the first portion's turn is over."""
    for position in range(AT_ONCE, -1, -1):
        left_open(world, kinds.APPLY_INBOUND, position)
    newest = world.rows(own.inbound)[-1]["inbound_num"]
    rounds = Rounds()
    first = world.sweep(rounds)[kinds.APPLY_INBOUND]
    world.later(seconds=31)

    assert newest not in first
    assert [newest] == world.sweep(rounds)[kinds.APPLY_INBOUND]


def test_a_backlog_that_shrinks_is_begun_anew(world: World) -> None:
    """A portion that is not full is the last: the next look is at the oldest again."""
    for position in range(1, 4):
        left_open(world, kinds.APPLY_INBOUND, position)
    rounds = Rounds(at_once=3)
    world.sweep(rounds)
    world.later(seconds=31)
    empty = world.sweep(rounds)[kinds.APPLY_INBOUND]
    world.later(seconds=1)

    assert ([], 3) == (empty, len(world.sweep(rounds)[kinds.APPLY_INBOUND]))


def test_each_text_may_try_a_stopped_sender(world: World) -> None:
    """One that cannot be sent does not keep the others from trying."""
    for position in range(1, 3):
        left_open(world, kinds.SEND_TEXT, position)
    with world.store.writing() as transaction:
        senders.stop(
            transaction,
            world.office.sender_key,
            30034,
            is_by_receipt=False,
            now=world.now,
            probe_at=world.now,
        )
    rounds = Rounds()
    one = world.sweep(rounds)[kinds.SEND_TEXT]
    world.later(seconds=31)

    assert [1, 1] == [len(one), len(two := world.sweep(rounds)[kinds.SEND_TEXT])]
    assert one != two
