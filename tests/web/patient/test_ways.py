"""Every state of the page, reached by the ways in which it can be reached."""

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Final

import pytest
from sqlalchemy import update

from schemas.codes import AptStatus, PatStatus, Priority, ResponseStatus, YesNo
from schemas.wire import NEVER
from tests.world.office import APT, OP, START, World
from tests.world.provider import reply
from tests.world.visitor import Visitor
from worker.rules.answer import Answer, Outcome
from worker.rules.telling import Sentence, Topic, sentences, topic
from worker.store.ledger import answers, numbers
from worker.store.ledger import tables as own_tables
from worker.store.ledger.numbers import NumberState
from worker.store.practice import tables

S = Sentence
T = Topic
WAS: Final = datetime(2023, 11, 15, 13, 20)
ELSEWHERE: Final = datetime(2023, 12, 4, 8)
OTHER: Final = START + timedelta(hours=2)

Way = Callable[[World, Visitor], object]


def apt(**values: object) -> Way:
    """Let staff change the patient's appointment."""
    appointment = tables.appointment

    def change(world: World, visitor: Visitor) -> None:  # noqa: ARG001
        with world.store.writing() as transaction:
            transaction.run(update(appointment).where(appointment.c.apt_num == APT).values(values))

    return change


def accepts(world: World, visitor: Visitor) -> None:  # noqa: ARG001
    """Accept what the page shows."""
    assert Outcome.MOVED is visitor.accept()


def declines(world: World, visitor: Visitor) -> None:  # noqa: ARG001
    """Decline what the page shows."""
    assert Outcome.KEPT is visitor.decline()


def stops(world: World, visitor: Visitor) -> None:  # noqa: ARG001
    """Decline for good."""
    assert Outcome.STOPPED is visitor.stop()


def texts_stop(world: World, visitor: Visitor) -> None:  # noqa: ARG001
    """Reply STOP to the text."""
    reply(world, "STOP")


def chart_says_no(world: World, visitor: Visitor) -> None:  # noqa: ARG001
    """Tell the office on the phone that no texts are wanted."""
    world.change(tables.patient, txt_msg_ok=YesNo.NO)


def books_another(world: World, visitor: Visitor) -> None:  # noqa: ARG001
    """Let staff put somebody into the opening."""
    world.booked(START)


def blocks(world: World, visitor: Visitor) -> None:  # noqa: ARG001
    """Let staff close the operatory for lunch."""
    world.blockout(START, START + timedelta(hours=1), "NS")


def loses_to(obstacle: Way) -> Way:
    """Accept a page that was open before something came into the way."""

    def act(world: World, visitor: Visitor) -> None:
        shown = visitor.open()
        obstacle(world, visitor)
        assert Outcome.NOT_AVAILABLE is visitor.accept(shown=shown)

    return act


def accepts_stale(change: Way) -> Way:
    """Accept a page that says something which staff have changed since."""

    def act(world: World, visitor: Visitor) -> None:
        shown = visitor.open()
        change(world, visitor)
        assert Outcome.CHANGED is visitor.accept(shown=shown)

    return act


def offers_another(world: World, visitor: Visitor) -> None:  # noqa: ARG001
    """Offer a second opening a minute later."""
    world.preference("WebSchedAsapTextLimit", "")
    world.later(minutes=1)
    world.offered(start=OTHER)


def waits(**passed: float) -> Way:
    """Open the link again after a while."""

    def act(world: World, visitor: Visitor) -> None:  # noqa: ARG001
        world.later(**passed)

    return act


def is_left_behind(world: World, visitor: Visitor) -> None:
    """Accept, while the web process dies."""
    shown = visitor.open()
    with world.store.writing() as transaction:
        answers.add(
            transaction,
            page=shown.page.link.page,
            after=0,
            asap_comm_num=visitor.num,
            answer=Answer.ACCEPT,
            was_start=shown.page.was_start,
            slot_start=START,
            answered_at=world.now,
            outcome=None,
            ended_at=None,
        )


def removes(world: World, visitor: Visitor) -> None:  # noqa: ARG001
    """Let staff delete the appointment."""
    world.remove(tables.appointment)


def closes(world: World, visitor: Visitor) -> None:  # noqa: ARG001
    """Let staff archive the chart."""
    world.change(tables.patient, pat_status=PatStatus.ARCHIVED)


def loses_the_number(world: World, visitor: Visitor) -> None:  # noqa: ARG001
    """Have a number that carriers say is not in service any more."""
    with world.store.writing() as transaction:
        numbers.remember(transaction, "15035550100", NumberState.BAD, 30005, world.now)


def is_not_texted_by(world: World, visitor: Visitor) -> None:  # noqa: ARG001
    """Let the office end its contract for texting."""
    world.preference("SmsContractDate", "0001-01-01 00:00:00")


def loses_the_other(world: World, visitor: Visitor) -> None:
    """Accept a second opening, which somebody else has taken."""
    shown = visitor.open()
    (other,) = shown.page.open
    world.booked(OTHER)
    assert Outcome.NOT_AVAILABLE is visitor.accept(num=other.asap_comm_num, shown=shown)


def sends_confirmation(world: World, visitor: Visitor) -> None:  # noqa: ARG001
    """Let the confirmation go out."""
    world.send_text(world.row(own_tables.text)["text_num"])


def sends_no_confirmations(world: World, visitor: Visitor) -> None:  # noqa: ARG001
    """Let the office confirm nothing by text."""
    world.preference("WebSchedVerifyASAPType", "0")


def answered_elsewhere(status: ResponseStatus) -> Way:
    """Answer on Open Dental's own page."""
    return lambda world, _: world.change(tables.asapcomm, response_status=status)


BROKEN: Final = apt(apt_status=AptStatus.BROKEN, op=0)
UNSCHEDULED: Final = apt(apt_status=AptStatus.UNSCHED_LIST, op=0)
SCHEDULED: Final = apt(apt_status=AptStatus.SCHEDULED, apt_date_time=WAS, op=9)
RESCHEDULED: Final = apt(apt_status=AptStatus.SCHEDULED, apt_date_time=ELSEWHERE, op=9)
RELISTED: Final = apt(priority=Priority.ASAP)
OFF_LIST: Final = apt(priority=Priority.NORMAL)
COMPLETE: Final = apt(apt_status=AptStatus.COMPLETE)
GIVEN_BACK: Final = apt(apt_date_time=WAS, op=9)
SAME_HOUR_ELSEWHERE: Final = apt(apt_status=AptStatus.SCHEDULED, apt_date_time=START, op=9)
BY_PHONE: Final = apt(apt_status=AptStatus.SCHEDULED, apt_date_time=START, op=OP)

WAYS: Final[list[tuple[list[Way], Topic, list[Sentence]]]] = [
    ([], T.OPEN, [S.CHOOSE, S.FIRST]),
    ([UNSCHEDULED], T.OPEN, [S.CHOOSE, S.FIRST]),
    ([SCHEDULED], T.OPEN, [S.MOVE, S.FIRST]),
    ([declines, offers_another], T.OPEN, [S.CHOOSE, S.FIRST]),
    ([SCHEDULED, books_another, offers_another], T.OTHERS, [S.MOVE, S.FIRST]),
    ([books_another], T.NONE, [S.NO_OTHER, S.LISTED, S.PROMISE, S.CALL]),
    ([blocks], T.NONE, [S.NO_OTHER, S.LISTED, S.PROMISE, S.CALL]),
    ([books_another, texts_stop], T.NONE, [S.NO_OTHER, S.LISTED, S.CALL]),
    ([SCHEDULED, books_another], T.NONE, [S.NO_OTHER, S.KEEPS, S.PROMISE, S.CALL]),
    ([OFF_LIST], T.UNLISTED, [S.CALL]),
    ([SCHEDULED, OFF_LIST], T.UNLISTED, [S.KEEPS, S.CALL]),
    ([COMPLETE], T.UNLISTED, [S.CALL]),
    ([removes], T.GONE, [S.GONE, S.CALL]),
    ([accepts, removes], T.GONE, [S.GONE, S.CALL]),
    ([closes], T.CLOSED, [S.CALL]),
    ([accepts, closes], T.CLOSED, [S.CALL]),
    ([is_left_behind], T.WORKING, [S.WORKING]),
    ([accepts], T.BOOKED, [S.TEXT_COMES, S.WELCOME]),
    ([accepts, texts_stop], T.BOOKED, [S.WELCOME]),
    ([accepts, chart_says_no], T.BOOKED, [S.WELCOME]),
    ([accepts, loses_the_number], T.BOOKED, [S.WELCOME]),
    ([accepts, is_not_texted_by], T.BOOKED, [S.WELCOME]),
    ([SAME_HOUR_ELSEWHERE, accepts], T.MOVED, [S.TEXT_COMES, S.WELCOME]),
    ([BY_PHONE], T.BOOKED, [S.WELCOME]),
    ([BY_PHONE, OFF_LIST], T.BOOKED, [S.WELCOME]),
    ([declines, BY_PHONE], T.BOOKED, [S.WELCOME]),
    ([accepts_stale(BY_PHONE)], T.BOOKED, [S.WELCOME]),
    ([SCHEDULED, BY_PHONE, RESCHEDULED], T.OPEN, [S.MOVE, S.FIRST]),
    ([BY_PHONE, offers_another], T.OTHERS, [S.MOVE, S.FIRST]),
    ([BY_PHONE, waits(days=2, hours=6)], T.OVER, [S.OVER, S.CALL]),
    ([accepts, RELISTED, offers_another, loses_the_other], T.TAKEN, [S.KEEPS, S.PROMISE]),
    ([accepts, sends_confirmation], T.BOOKED, [S.TEXT_SENT, S.WELCOME]),
    ([sends_no_confirmations, accepts], T.BOOKED, [S.WELCOME]),
    ([chart_says_no, accepts], T.BOOKED, [S.WELCOME]),
    ([texts_stop, accepts], T.BOOKED, [S.WELCOME]),
    ([SCHEDULED, accepts], T.MOVED, [S.RELEASED, S.TEXT_COMES, S.WELCOME]),
    ([SCHEDULED, accepts, waits(hours=5)], T.MOVED, [S.RELEASED, S.TEXT_COMES, S.WELCOME]),
    ([accepts, BROKEN], T.UNBOOKED, [S.UNBOOKED, S.CALL_FOR_TIME]),
    ([accepts, UNSCHEDULED, RELISTED], T.UNBOOKED, [S.UNBOOKED, S.PROMISE, S.CALL_FOR_TIME]),
    ([accepts, RESCHEDULED], T.REBOOKED, [S.REBOOKED, S.WELCOME]),
    ([SCHEDULED, accepts, GIVEN_BACK], T.REBOOKED, [S.REBOOKED, S.WELCOME]),
    ([accepts, waits(days=2, hours=6)], T.OVER, [S.OVER, S.CALL]),
    ([accepts, COMPLETE], T.DONE, [S.CALL]),
    ([accepts, waits(days=2, hours=6), COMPLETE], T.DONE, [S.CALL]),
    ([accepts, BROKEN, RELISTED, offers_another], T.OTHERS, [S.CHOOSE, S.FIRST]),
    ([declines], T.DECLINED, [S.LISTED, S.PROMISE]),
    ([SCHEDULED, declines], T.DECLINED, [S.KEEPS, S.PROMISE]),
    ([SCHEDULED, declines, BROKEN], T.DECLINED, [S.LISTED, S.PROMISE]),
    ([texts_stop, declines], T.DECLINED, [S.LISTED]),
    ([declines, texts_stop], T.DECLINED, [S.LISTED]),
    ([SCHEDULED, declines, chart_says_no], T.DECLINED, [S.KEEPS]),
    ([SCHEDULED, declines, OFF_LIST], T.DECLINED, [S.KEEPS]),
    ([answered_elsewhere(ResponseStatus.DECLINED)], T.DECLINED, [S.LISTED, S.PROMISE]),
    ([stops], T.STOPPED, [S.STOPPED, S.CALL_TO_HEAR]),
    ([SCHEDULED, stops], T.STOPPED, [S.STOPPED, S.KEEPS, S.CALL_TO_HEAR]),
    ([SCHEDULED, stops, BROKEN], T.STOPPED, [S.STOPPED, S.CALL_TO_HEAR]),
    ([declines, stops], T.STOPPED, [S.STOPPED, S.CALL_TO_HEAR]),
    (
        [answered_elsewhere(ResponseStatus.DECLINED_STOP_COMM)],
        *(T.STOPPED, [S.STOPPED, S.CALL_TO_HEAR]),
    ),
    ([loses_to(books_another)], T.TAKEN, [S.LISTED, S.PROMISE]),
    ([loses_to(books_another), texts_stop], T.TAKEN, [S.LISTED]),
    ([SCHEDULED, loses_to(books_another), waits(hours=9)], T.TAKEN, [S.KEEPS, S.PROMISE]),
    ([loses_to(books_another), waits(days=2, hours=6)], T.NOT_OPEN, [S.LISTED, S.PROMISE]),
    ([loses_to(blocks)], T.NOT_OPEN, [S.LISTED, S.PROMISE]),
    (
        [loses_to(lambda world, _: world.remove(tables.schedule))],
        *(T.NOT_OPEN, [S.LISTED, S.PROMISE]),
    ),
    ([loses_to(books_another), apt(op=9)], T.TAKEN, [S.LISTED, S.PROMISE]),
    (
        [loses_to(books_another), lambda world, _: world.change(tables.appointment, op=9)],
        *(T.OPEN, [S.CHOOSE, S.FIRST]),
    ),
    (
        [loses_to(waits(days=2, hours=4, minutes=55))],
        *(T.TOO_SOON, [S.LISTED, S.PROMISE, S.CALL]),
    ),
    (
        [SCHEDULED, accepts_stale(RESCHEDULED)],
        *(T.CHANGED, [S.CHANGED, S.KEEPS, S.CALL]),
    ),
    ([SCHEDULED, accepts_stale(RESCHEDULED), waits(minutes=3)], T.OPEN, [S.MOVE, S.FIRST]),
    (
        [accepts_stale(lambda world, _: world.change(tables.schedule, start_time=OTHER.time()))],
        *(T.CHANGED, [S.CHANGED, S.CALL]),
    ),
]


@pytest.mark.parametrize(("ways", "about", "said"), WAYS)
def test_every_way_leads_to_what_is_true(
    world: World, ways: list[Way], about: Topic, said: list[Sentence]
) -> None:
    """Whatever patient and office did, the page speaks of how things stand now."""
    visitor = Visitor.texted(world)
    for way in ways:
        way(world, visitor)

    facts = visitor.look().facts
    assert (about, said) == (topic(facts), sentences(facts))


def test_every_heading_is_reached() -> None:
    """No state is left without a way to it."""
    assert set(Topic) == {about for _, about, _ in WAYS}


@pytest.mark.parametrize(
    ("way", "about"),
    [
        (lambda _, __: None, Topic.BOOKED),
        (lambda world, _: world.change(tables.appointment, op=0, apt_status=5), Topic.UNBOOKED),
        (lambda world, _: world.remove(tables.appointment), Topic.UNBOOKED),
        (lambda world, _: world.change(tables.appointment, apt_date_time=WAS), Topic.REBOOKED),
        (lambda world, _: world.remove(tables.recall), Topic.GONE),
    ],
)
def test_a_recalls_appointment_is_spoken_of_as_it_stands(
    world: World, way: Way, about: Topic
) -> None:
    """What a recall became is an appointment of its own, which the office may change."""
    world.recall()
    visitor = Visitor.recalled(world)
    accepts(world, visitor)

    way(world, visitor)

    assert about is topic(visitor.look().facts)


@pytest.mark.parametrize(
    ("values", "about"),
    [
        ({}, Topic.BOOKED),
        ({"apt_date_time": WAS}, Topic.REBOOKED),
        ({"apt_status": AptStatus.BROKEN}, Topic.UNBOOKED),
    ],
)
def test_a_planned_appointment_is_spoken_of_as_it_was_made(
    world: World, values: dict[str, object], about: Topic
) -> None:
    """The planned one stays where it is; the one that was made of it counts."""
    world.appointment(50, apt_status=AptStatus.PLANNED, apt_date_time=NEVER)
    visitor = Visitor.texted(world, apt=50)
    accepts(world, visitor)

    appointment = tables.appointment
    if values:
        with world.store.writing() as transaction:
            made = appointment.c.next_apt_num == 50
            transaction.run(update(appointment).where(made).values(values))

    assert about is topic(visitor.look().facts)


def test_a_planned_appointment_that_the_office_scheduled_is_named(world: World) -> None:
    """Who was called instead reads when the appointment is."""
    world.appointment(50, apt_status=AptStatus.PLANNED, apt_date_time=NEVER)
    visitor = Visitor.texted(world, apt=50)
    world.booked(WAS, pat_num=26, next_apt_num=50)

    facts = visitor.look().facts
    assert (Topic.UNLISTED, WAS) == (topic(facts), facts.was)
