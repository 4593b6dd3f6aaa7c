"""An opening on its way: each text in its turn, and what stops the rest."""

from collections.abc import Callable
from datetime import time, timedelta

import pytest

from schemas.codes import FKeyType, SendStatus
from schemas.keys import AsapCommNum, ScheduleNum
from tests.steps.opening.lists import its_num, put_on_list, stands
from tests.world.office import START, World
from worker.queue import kinds
from worker.rules.skip import SLOT_MOVED, SLOT_REMOVED, SLOT_TAKEN, STOPPED, Skip
from worker.steps.opening.stop import stop
from worker.store.practice import tables


def test_a_texts_turn_comes_and_an_answer_stops_the_rest(world: World) -> None:
    """The clock finds each text when it is due; who is too late is not texted."""
    put_on_list(world)
    (first,) = world.open().due
    world.later(minutes=8, seconds=1)

    due = [one.asap_comm_num for one in world.sweep()[kinds.SEND]]
    assert [row["asap_comm_num"] for row in world.rows(tables.asapcomm)[:2]] == due
    world.send(first)
    world.booked(START)
    world.send(due[1])

    shown = stands(world)
    assert 1 == shown.texts_sent
    assert [SendStatus.SEND_SUCCESSFUL, SendStatus.DO_NOT_SEND, SendStatus.SEND_NOT_ATTEMPTED] == [
        one.sms_send_status for one in shown.offers
    ]
    assert SLOT_TAKEN.sentence == shown.offers[1].note


def test_stopping_leaves_what_was_sent(world: World) -> None:
    """What waits is not sent, and its Note says so; a second stop changes nothing."""
    put_on_list(world)
    (first,) = world.open().due
    world.send(first)
    opening = its_num(world)

    assert stop(opening, world.office.desk, world.now)
    once = world.rows(tables.asapcomm)
    assert stop(opening, world.office.desk, world.now)

    assert once == world.rows(tables.asapcomm)
    shown = stands(world)
    assert ["", STOPPED.sentence, STOPPED.sentence] == [one.note for one in shown.offers]
    assert (1, 0) == (shown.texts_sent, shown.texts_to_send)
    assert "1 text sent, 0 texts to be sent 0 emails sent 0 emails to be sent" == shown.note
    assert not stop(ScheduleNum(opening + 1), world.office.desk, world.now)


def removed(world: World) -> None:
    """Delete the blockout in Open Dental."""
    world.remove(tables.schedule)


def moved(world: World) -> None:
    """Move the blockout an hour up in Open Dental."""
    world.change(tables.schedule, start_time=time(13), stop_time=time(14))


@pytest.mark.parametrize(("change", "reason"), [(removed, SLOT_REMOVED), (moved, SLOT_MOVED)])
def test_whoever_deletes_or_moves_the_blockout_stops_what_waits(
    world: World, change: Callable[[World], None], reason: Skip
) -> None:
    """Each text that waits says why in its turn; who has been texted was."""
    put_on_list(world)
    world.open()
    first, *others = [AsapCommNum(row["asap_comm_num"]) for row in world.rows(tables.asapcomm)]
    world.send(first)
    change(world)
    for num in others:
        world.later(minutes=8)
        world.send(num)

    assert ["", reason.sentence, reason.sentence] == [one.note for one in stands(world).offers]
    assert 1 == len(world.gateway.texts)


def test_an_opening_of_staff_is_shown_the_same(world: World) -> None:
    """Nothing depends on who made the rows."""
    world.recall()
    world.offered_by_staff()

    shown = stands(world)

    assert [FKeyType.RECALL] == [one.f_key_type for one in shown.offers]
    assert (START, START + timedelta(hours=1)) == (shown.date_time_start, shown.date_time_end)
    assert stop(its_num(world), world.office.desk, world.now)
    assert STOPPED.sentence == world.row(tables.asapcomm)["note"]
