"""Any sequence of events keeps the state machine, and never two appointments in one slot."""

from collections.abc import Callable
from datetime import datetime, timedelta
from itertools import combinations
from typing import Final

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlalchemy import update

from schemas.codes import AptStatus, ResponseStatus
from schemas.keys import AsapCommNum
from tests.rules.test_answer import CHANGES
from tests.world.kept import KeptFile, made_by
from tests.world.office import OP, START, World
from tests.world.visitor import Visitor
from worker.rules.answer import WAITING
from worker.rules.slot import length
from worker.steps.answer import answer
from worker.steps.expire import expire
from worker.steps.look import look
from worker.store.engine import Store
from worker.store.practice import tables

PATIENTS: Final = (1, 2, 3)
STARTS: Final = (START, START + timedelta(minutes=20), START + timedelta(hours=2))
"""The first two overlap."""

ALLOWED: Final = {
    *((status, new) for status, events in CHANGES.items() for new in events.values()),
    *((status, ResponseStatus.EXPIRED) for status in WAITING),
    (ResponseStatus.AWAITING_TRANSMIT, ResponseStatus.PENDING_RSVP),
    (ResponseStatus.AWAITING_TRANSMIT, ResponseStatus.FAILED),
}
"""What answers change, what the end of the link does, and what sending does."""


@pytest.fixture(scope="module")
def kept(tmp_path_factory: pytest.TempPathFactory) -> KeptFile:
    """Return the file of an office with three patients on the list."""
    return KeptFile(tmp_path_factory.mktemp("story"), made_by(put_on_list))


def put_on_list(store: Store) -> None:
    """Make the office."""
    world = World.on(store)
    world.preference("WebSchedAsapTextLimit", "")
    for num in PATIENTS:
        world.patient(num)
        status = AptStatus.PLANNED if num == PATIENTS[-1] else AptStatus.SCHEDULED
        at = START + timedelta(days=30 + num)
        world.appointment(1000 + num, num, apt_status=status, apt_date_time=at, op=9)


def offers(world: World) -> dict[int, ResponseStatus]:
    """Return what has come of each offer."""
    return {
        row["asap_comm_num"]: ResponseStatus(row["response_status"])
        for row in world.rows(tables.asapcomm)
    }


def links(world: World, whose: int) -> list[Visitor]:
    """Return a patient's texts whose links still lead somewhere."""
    found = [
        Visitor(world, AsapCommNum(row["asap_comm_num"]))
        for row in world.rows(tables.asapcomm)
        if row["pat_num"] == whose
    ]
    return [v for v in found if look(v.short_guid, world.office.desk, world.now)]


def on_the_book(world: World) -> list[tuple[datetime, datetime]]:
    """Return the scheduled appointments of the operatory."""
    return [
        (row["apt_date_time"], row["apt_date_time"] + length(row["pattern"]))
        for row in world.rows(tables.appointment)
        if row["op"] == OP and row["apt_status"] == AptStatus.SCHEDULED
    ]


def offer(world: World, whose: int, which: int) -> None:
    """Ask for an offer; it may be refused."""
    world.ask(apt=1000 + whose, start=STARTS[which])


def send_all(world: World, whose: int, which: int) -> None:  # noqa: ARG001
    """Send whatever is due."""
    for num in offers(world):
        world.send(AsapCommNum(num))


def say(word: str) -> Callable[[World, int, int], None]:
    """Return a patient's deed with one of the texts, on a page opened now."""

    def act(world: World, whose: int, which: int) -> None:
        for visitor in links(world, whose)[which : which + 1]:
            getattr(visitor, word)()

    return act


def stale(world: World, whose: int, which: int) -> None:
    """Answer the page twice, as an impatient patient with two tabs does."""
    from worker.rules.answer import Answer

    for visitor in links(world, whose)[which : which + 1]:
        shown = visitor.look()
        for word in (Answer.ACCEPT, Answer.DECLINE, Answer.ACCEPT):
            answer(visitor.asked(shown, word), world.office.desk, world.now)


def book(world: World, whose: int, which: int) -> None:  # noqa: ARG001
    """Staff book somebody by phone where nothing is in the way."""
    start, end = STARTS[which], STARTS[which] + timedelta(minutes=40)
    if not any(one < end and other > start for one, other in on_the_book(world)):
        world.booked(start)


def cancel(world: World, whose: int, which: int) -> None:  # noqa: ARG001
    """Staff send whatever lies in the slot to the unscheduled list, and back onto the ASAP list."""
    appointment = tables.appointment
    with world.store.writing() as transaction:
        transaction.run(
            update(appointment)
            .where(appointment.c.op == OP, appointment.c.apt_date_time == STARTS[which])
            .values(apt_status=AptStatus.UNSCHED_LIST, priority=1, op=0)
        )


def pass_time(world: World, whose: int, which: int) -> None:
    """Let hours go by, at last more than the links live, and expire what is over."""
    world.later(hours=30 * which, minutes=whose)
    for num in offers(world):
        if world.office.local(world.now) >= START + timedelta(days=7):
            expire(AsapCommNum(num), world.office, world.now)


EVENTS: Final[dict[str, Callable[[World, int, int], None]]] = {
    "offer": offer,
    "send": send_all,
    "open": say("open"),
    "accept": say("accept"),
    "decline": say("decline"),
    "stop": say("stop"),
    "stale": stale,
    "book": book,
    "cancel": cancel,
    "pass": pass_time,
}


@pytest.mark.timeout(300)
@settings(max_examples=40, deadline=None)
@given(
    story=st.lists(
        st.tuples(
            st.sampled_from([*EVENTS, "offer", "offer", "send", "accept"]),
            st.sampled_from(PATIENTS),
            st.integers(0, 2),
        ),
        min_size=4,
        max_size=16,
    )
)
def test_any_story_ends_well(kept: KeptFile, story: list[tuple[str, int, int]]) -> None:
    """Whatever happens in whatever order, statuses follow the rules and no slot is used twice."""
    world = World(kept.fresh())
    for event, whose, which in story:
        before = offers(world)
        EVENTS[event](world, whose, which)

        for num, status in offers(world).items():
            was = before.get(num, status)
            # one event may be two, such as opening and accepting
            assert (
                was is status
                or (was, status) in ALLOWED
                or any((was, m) in ALLOWED and (m, status) in ALLOWED for m in ResponseStatus)
            ), (event, was, status)
        book_now = on_the_book(world)
        assert not [
            pair for pair in combinations(book_now, 2)
            if pair[0][0] < pair[1][1] and pair[1][0] < pair[0][1]
        ]  # fmt: skip
