"""The page itself: what it says, what it leaves out, and how it is answered."""

from datetime import datetime, timedelta

import pytest

from schemas.codes import AptStatus, ResponseStatus
from tests.web.patient.conftest import Phone
from tests.world.office import START
from tests.world.visitor import Visitor
from worker.queue import kinds
from worker.queue.client import OUTAGES
from worker.store.ledger import tables as own_tables
from worker.store.practice import tables
from worker.web.answers import _named

WAS = datetime(2023, 11, 15, 13, 20)


def scheduled(phone: Phone, at: datetime = WAS) -> None:
    """Let the patient have an appointment at another time."""
    phone.stack.world.change(
        tables.appointment, apt_status=AptStatus.SCHEDULED, apt_date_time=at, op=9
    )


def test_both_choices_say_what_they_do(phone: Phone) -> None:
    """Both choices say what becomes of the appointment, its day as the page's headings have it."""
    scheduled(phone)
    html = phone.read()

    was, slot = "Wednesday, November 15 at 1:20 PM", "Wednesday, October 18 at 2:00 PM"
    assert f"Move my appointment from {was} to {slot}" in html
    assert f"This new time does not work for me. Keep my appointment on {was} for now." in html
    assert "Do not notify me about openings for this appointment" in html
    assert "Wednesday, October 18" in html


def test_the_office_is_named(phone: Phone) -> None:
    """Name, address and phone stand at the top."""
    phone.stack.world.preference("PracticeAddress", "12 Willow Street")
    html = phone.read()

    for words in ("Example Dental", "12 Willow Street", "Phone: (503) 555-0111", "tel:5035550111"):
        assert words in html


def test_nothing_else_is_told_of_the_patient(phone: Phone) -> None:
    """No name, number, procedure or provider is on the page."""
    world = phone.stack.world
    world.change(tables.patient, l_name="Quimby", f_name="Zelda", birthdate=datetime(1981, 2, 3))
    world.change(tables.appointment, proc_descript="RootCanal", note="anxious", prov_num=77)
    html = phone.read()

    for secret in ("Quimby", "Zelda", "555-0100", "5550100", "1981", "RootCanal", "anxious"):
        assert secret not in html


def test_an_unscheduled_patient_is_not_told_of_a_time(phone: Phone) -> None:
    """Who has no appointment keeps the place on the list instead of a time."""
    html = phone.read()

    assert "Schedule my appointment for Wednesday, October 18 at 2:00 PM" in html
    assert "Keep me on the list for openings." in html
    for words in ("Move my", "Keep my", "stays as it is"):
        assert words not in html


def test_the_page_is_small(phone: Phone) -> None:
    """With three openings it is far under 20 KB, style and all."""
    for hours in (2, 4):
        Visitor(phone.stack.world, phone.stack.world.offered(start=START + timedelta(hours=hours)))

    assert 4 == len(phone.forms(phone.get().text))
    assert len(phone.get().content) < 20_000


def test_accepting_leads_back_to_the_page(phone: Phone) -> None:
    """An answer redirects, so a reload sends nothing again; the page says what came of it."""
    answered = phone.send(phone.forms(phone.get().text)[0])
    html = phone.read()

    assert (303, phone.visitor.short_guid) == (answered.status_code, answered.headers["Location"])
    assert "Your appointment is booked" in html
    assert 'Wednesday, October 18 <span class="time">2:00 PM</span>' in html
    assert "<form" not in html


def test_the_api_shows_the_answer(phone: Phone) -> None:
    """GET /asapcomms says AcceptedAndMoved."""
    phone.accept()

    found = phone.stack.get(f"/asapcomms/{phone.visitor.num}").json()
    assert "AcceptedAndMoved" == found["ResponseStatus"]


def test_the_confirmation_is_put_on_the_queue(phone: Phone) -> None:
    """The text that confirms is on its way before the page is shown."""
    phone.accept()

    row = phone.stack.world.row(own_tables.text)
    assert "Appointment scheduled for Anna on 10/18/2023 2:00 PM at Example Dental, " == row["body"]
    assert 1 == phone.stack.undelivered()


def test_without_redis_the_answer_counts_all_the_same(phone: Phone) -> None:
    """The confirmation waits for the clock when the queue is away."""

    def away(*_: object, **__: object) -> None:
        raise OUTAGES[0]("away")

    broker = phone.stack.parts.broker
    enqueue = broker.enqueue
    broker.enqueue = away  # type: ignore[method-assign,assignment]
    try:
        assert "Your appointment is booked" in phone.accept().text
    finally:
        broker.enqueue = enqueue  # type: ignore[method-assign]
    phone.stack.world.later(seconds=10)
    assert 1 == len(phone.stack.world.sweep()[kinds.SEND_TEXT])


def test_the_one_who_comes_too_late_is_told(phone: Phone) -> None:
    """A kind word, the old time, and the other openings that there are."""
    scheduled(phone)
    world = phone.stack.world
    Visitor(world, world.offered(start=START + timedelta(hours=2)))
    form = phone.forms(phone.get().text)[0]
    world.booked(START)

    phone.send(form)
    html = phone.read()

    assert "Sorry, that time is already taken" in html
    assert "You keep your appointment on Wednesday, November 15 at 1:20 PM." in html
    assert 'Accept <span class="time">4:00 PM' in html
    assert 'Accept <span class="time">2:00 PM' not in html


def test_declining_can_be_undone_from_the_page(phone: Phone) -> None:
    """After a decline the page still has Accept."""
    decline = phone.forms(phone.get().text)[-1]
    phone.send(decline)
    html = phone.read()

    assert "You declined this opening" in html
    assert 1 == len(phone.forms(html))
    assert "Your appointment is booked" in phone.accept().text


def test_declining_for_good_ends_it(phone: Phone) -> None:
    """With the box ticked nothing is offered any more."""
    phone.send({**phone.forms(phone.get().text)[-1], "stop": "yes"})
    html = phone.read()

    assert "You will not be notified again" in html
    assert "<form" not in html
    assert ResponseStatus.DECLINED_STOP_COMM is phone.visitor.status


def test_a_double_click_is_one_answer(phone: Phone) -> None:
    """The same form sent twice, and another tab's, change nothing more."""
    accept, decline = phone.forms(phone.get().text)
    for form in (accept, accept, {**decline, "stop": "yes"}):
        phone.send(form)

    assert ResponseStatus.ACCEPTED_AND_MOVED is phone.visitor.status
    assert 1 == len(phone.stack.world.rows(own_tables.answer))


def test_a_recall_is_scheduled_from_the_page(phone: Phone) -> None:
    """An opening for a recall moves nothing: the page says that it is scheduled, and does it."""
    world = phone.stack.world
    world.recall()
    recalled = Phone(phone.stack, Visitor.recalled(world, start=START + timedelta(hours=2)))
    html = recalled.read()

    assert "Choose a time for your appointment." in html
    assert "Schedule my appointment for Wednesday, October 18 at 4:00 PM" in html
    assert "Keep me on the list for openings." in html
    assert "12/1/2023" not in html
    assert 2 == len(recalled.forms(html))
    assert "Your appointment is booked" in recalled.accept().text
    assert ResponseStatus.ACCEPTED_AND_MOVED is recalled.visitor.status


def test_no_opening_is_left(phone: Phone) -> None:
    """The page says that the texted time is gone, not that there never was one."""
    phone.stack.world.booked(START)

    html = phone.read()
    assert "The time we texted you about is no longer open" in html
    assert "No other time is open now." in html


@pytest.mark.parametrize("offered", [timedelta(seconds=1), timedelta(days=1)])
def test_a_newer_offer_asks_again(phone: Phone, offered: timedelta) -> None:
    """Last week's decline is not what this week's page begins with."""
    phone.send(phone.forms(phone.get().text)[-1])
    world = phone.stack.world
    world.now += offered
    Visitor(world, world.offered(start=START + timedelta(hours=2)))

    assert "An opening for you" in phone.get().text


def test_the_one_who_comes_in_the_last_minutes_is_told_so(phone: Phone) -> None:
    """Nobody is said to have been quicker where nobody was."""
    form = phone.forms(phone.get().text)[0]
    phone.stack.world.now = phone.stack.world.now.replace(day=18, hour=13, minute=56)
    phone.send(form)

    assert "It starts too soon to be booked online" in phone.get().text


def test_a_bug_does_not_log_the_link(phone: Phone) -> None:
    """A patient's link is as good as a key, and no log has it."""
    assert "/a/" == _named(phone.path)
    assert "/asap/a/" == _named(f"/asap{phone.path}")
    assert "/asapcomms/7" == _named("/asapcomms/7")
