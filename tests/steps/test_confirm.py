"""The confirmation belongs to the offer that was accepted, whatever link was opened."""

from datetime import datetime, timedelta
from typing import Any

import pytest

from schemas.codes import AptStatus, Priority
from tests.world.office import START, World
from tests.world.visitor import Visitor
from worker.rules import skip
from worker.rules.answer import Answer
from worker.rules.hold import EVERY_CLINIC
from worker.steps.answer import confirmation_of, finish_and_confirm
from worker.steps.hold import hold, release
from worker.store.ledger import tables as own_tables
from worker.store.practice import tables

OTHER = START + timedelta(hours=2)


def two_openings(world: World) -> tuple[Visitor, Visitor]:
    """Text a patient about two openings."""
    world.preference("WebSchedAsapTextLimit", "")
    return Visitor.texted(world), Visitor.texted(world, start=OTHER)


def test_the_confirmation_of_another_links_opening_is_found_at_once(world: World) -> None:
    """Nobody waits for the clock to find it."""
    first, second = two_openings(world)

    stored = first.answer(Answer.ACCEPT, num=second.num)

    row = world.row(own_tables.text)
    assert row["text_num"] == confirmation_of(stored, world.office.desk)
    assert second.num == row["subject"]
    assert row["text_num"] == finish_and_confirm(stored.answer_num, world.office.desk, world.now)


def test_an_opening_that_no_text_was_sent_for_is_confirmed_at_once(world: World) -> None:
    """Also one that is only on the page."""
    first = Visitor.texted(world)
    world.preference("WebSchedAsapTextLimit", "1")
    unsent = world.offered(start=OTHER)

    stored = first.answer(Answer.ACCEPT, num=unsent)

    assert confirmation_of(stored, world.office.desk)
    assert unsent == world.row(own_tables.text)["subject"]


def test_an_old_link_confirms_a_second_move_too(world: World) -> None:
    """Who moves again, through the first text's link, is told of the new time again."""
    first = Visitor.texted(world)
    first.accept()
    world.later(minutes=1)
    world.change(tables.appointment, apt_status=AptStatus.BROKEN, priority=Priority.ASAP, op=0)
    world.preference("WebSchedAsapTextLimit", "")
    again = world.offered(start=OTHER)

    stored = first.answer(Answer.ACCEPT, num=again)

    assert confirmation_of(stored, world.office.desk)
    assert ["2:00 PM", "4:00 PM"] == [
        row["body"].split(" on 10/18/2023 ")[1][:7] for row in world.rows(own_tables.text)
    ]


@pytest.mark.parametrize(
    "change",
    [
        {"apt_status": AptStatus.BROKEN},
        {"apt_date_time": datetime(2023, 12, 4, 8)},
        {"apt_status": AptStatus.UNSCHED_LIST, "op": 0},
    ],
)
def test_a_confirmation_that_is_true_no_more_does_not_go_out(
    world: World, change: dict[str, Any]
) -> None:
    """While everything was held the office has moved or broken the appointment."""
    visitor = Visitor.texted(world)
    hold(world.store, EVERY_CLINIC, who="anna", why="storm", now=world.now)
    visitor.accept()
    text_num = world.row(own_tables.text)["text_num"]
    world.send_text(text_num)
    world.change(tables.appointment, **change)
    release(world.store, EVERY_CLINIC, who="anna", now=world.now)
    world.send_text(text_num)

    assert 1 == len(world.gateway.texts)
    assert skip.APPOINTMENT_CHANGED.sentence == world.row(own_tables.text)["note"]


def test_the_first_of_two_confirmations_is_not_sent_after_the_second_move(world: World) -> None:
    """Who has moved again while the first confirmation waited reads of the new time alone."""
    first = Visitor.texted(world)
    first.accept()
    world.later(minutes=1)
    world.change(tables.appointment, priority=Priority.ASAP)
    world.preference("WebSchedAsapTextLimit", "")
    first.answer(Answer.ACCEPT, num=world.offered(start=OTHER))
    for row in world.rows(own_tables.text):
        world.send_text(row["text_num"])

    assert ["4:00 PM"] == [
        text.body.split("10/18/2023 ")[1][:7] for text in world.gateway.texts[1:]
    ]


def test_recalls_and_planned_appointments_are_confirmed(world: World) -> None:
    """What is asked is the appointment that was made."""
    world.recall()
    world.appointment(50, apt_status=AptStatus.PLANNED)
    world.preference("WebSchedAsapTextLimit", "")
    Visitor.recalled(world).accept()
    Visitor.texted(world, apt=50, start=OTHER).accept()
    for row in world.rows(own_tables.text):
        world.send_text(row["text_num"])

    assert 4 == len(world.gateway.texts)
