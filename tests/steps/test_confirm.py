"""The confirmation belongs to the offer that was accepted, whatever link was opened."""

from datetime import timedelta

from schemas.codes import AptStatus, Priority
from tests.world.office import START, World
from tests.world.visitor import Visitor
from worker.rules.answer import Answer
from worker.steps.answer import confirmation_of, finish_and_confirm
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
