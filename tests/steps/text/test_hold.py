"""What is held goes nowhere, and goes out in order when it is released."""

from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta

import pytest
from structlog.testing import capture_logs

from schemas.codes import SendStatus
from schemas.keys import ClinicNum
from tests.steps.text.test_sender import WRONG_TOKEN, offers_to, send_due
from tests.world.office import World
from worker.errors import AsapError, Conflict, NotFound
from worker.gateways.port import NoAnswer
from worker.queue import kinds
from worker.rules.attempt import LEASE
from worker.rules.hold import EVERY_CLINIC
from worker.steps import hold as step
from worker.steps.outbox import Rounds
from worker.steps.text.sender import PROBE_AFTER
from worker.store.ledger import operating_tables
from worker.store.ledger import tables as own
from worker.store.practice import tables


def hold(world: World, clinic_num: int = EVERY_CLINIC, who: str = "anna@front") -> None:
    """Hold a clinic, or everything."""
    step.hold(world.store, ClinicNum(clinic_num), who=who, why="A storm", now=world.now)


def release(world: World, clinic_num: int = EVERY_CLINIC) -> None:
    """End a hold."""
    step.release(world.store, ClinicNum(clinic_num), who="ben@front", now=world.now)


def test_what_is_held_is_decided_and_goes_out_afterwards(world: World) -> None:
    """Nothing reaches the provider meanwhile; then each text does, once, in the order of its due time."""
    hold(world)
    nums = []
    for n, num in enumerate(offers_to(world, 3)):
        due = world.now.replace(tzinfo=None) - timedelta(minutes=n)
        with world.store.writing() as transaction:
            transaction.change(tables.asapcomm, num, {}, date_time_sms_scheduled=due)
        nums.append(num)
        world.send(num)
    world.text()  # decided and told, with its call left out
    text_num = world.say()
    world.send_text(text_num)
    world.later(minutes=1)

    assert [] == world.gateway.texts == world.sweep()[kinds.SEND] == world.sweep()[kinds.SEND_TEXT]
    assert [] == world.rows(own.attempt)
    release(world)

    found = [due.asap_comm_num for due in world.sweep()[kinds.SEND]]
    assert list(reversed(nums)) == found[:3]
    assert 4 == send_due(world)
    assert [text_num] == world.sweep()[kinds.SEND_TEXT]
    assert 0 == send_due(world)


def test_what_nobody_would_get_any_more_is_not_sent_afterwards(world: World) -> None:
    """The slot is checked anew."""
    num = world.offered()
    hold(world)
    world.send(num)
    world.later(days=3)
    release(world)
    world.send(num)

    assert [] == world.gateway.texts
    assert world.row(tables.asapcomm)["sms_send_status"] != SendStatus.SEND_NOT_ATTEMPTED


def test_a_clinic_is_held_alone(world: World) -> None:
    """The texts of others go out; the clock leaves the held ones where they are."""
    world.preference("EasyNoClinics", "0")
    contract = datetime(2020, 1, 1)
    for num in (1, 2):
        world.add(tables.clinic, clinic_num=num, description=f"C{num}", sms_contract_date=contract)
        world.add(tables.operatory, operatory_num=10 + num, op_name=f"Op {num}", clinic_num=num)
        world.patient(100 + num, wireless_phone=f"503555012{num}")
        world.appointment(12_000 + num, 100 + num)
    hold(world, 1)
    held, other = (world.offered(apt=12_000 + num, op=10 + num) for num in (1, 2))
    world.say(clinic_num=ClinicNum(1))
    world.later(seconds=6)

    assert [other] == [due.asap_comm_num for due in world.sweep()[kinds.SEND]]
    assert [] == world.sweep()[kinds.SEND_TEXT]
    world.send(held)
    world.send(other)
    assert ["15035550122"] == [text.recipient for text in world.gateway.texts]
    release(world, 1)
    world.send(held)
    assert 2 == len(world.gateway.texts)


def test_an_unknown_text_is_looked_for_meanwhile(world: World) -> None:
    """And when there is no trace of it, it waits for the release like any other."""
    num = world.offered()
    world.gateway.answers = [NoAnswer("timeout")]
    world.send(num)
    hold(world)
    world.later(seconds=181)

    assert num == world.settle(num)
    world.send(num)
    assert 1 == len(world.gateway.texts)
    release(world)
    world.send(num)
    assert 2 == len(world.gateway.texts)


def test_a_held_text_does_not_try_a_stopped_sender(world: World) -> None:
    """The one text that may is still to come when it is released."""
    world.gateway.answers = [WRONG_TOKEN]
    first, *_ = offers_to(world, 2)
    world.send(first)
    hold(world)
    world.now += PROBE_AFTER + timedelta(seconds=1)
    world.send(first)
    assert 1 == len(world.gateway.texts)
    release(world)

    assert 1 == send_due(world)


def test_two_people_at_once(world: World) -> None:
    """One holds, and the other is told who does and why; of two who release, one is told as well."""

    def said(work: str) -> str:
        try:
            if work == "hold":
                hold(world)
            else:
                release(world)
        except Conflict as error:
            return error.sentence
        return ""

    with ThreadPoolExecutor(2) as two:
        for _ in range(3):  # a hold that is over does not stand in the way of the next
            held, released = (sorted(two.map(said, [work] * 2)) for work in ("hold", "release"))
            assert ["", "Sending is held since 2023-10-16 09:01 UTC by anna@front: A storm"] == held
            assert ["", "Sending is not held."] == released
    rows = world.rows(operating_tables.hold)
    assert [("anna@front", "ben@front", None)] * 3 == [
        (row["held_by"], row["released_by"], row["in_force"]) for row in rows
    ]


@pytest.mark.parametrize(
    ("clinic_num", "error"), [(7, NotFound("There is no clinic 7.")), (0, None)]
)
def test_only_a_clinic_that_is_there_is_held(
    world: World, clinic_num: int, error: AsapError | None
) -> None:
    """A number mistyped would hold nobody, and nobody would notice."""
    if error is None:
        hold(world, clinic_num)
        assert 1 == len(step.still_held(world.store))
        return
    with pytest.raises(NotFound, match=error.sentence):
        hold(world, clinic_num)


def test_what_was_claimed_before_is_waited_for(world: World) -> None:
    """Its call may be under way; who only slept has no lease when the wait is over."""
    counts: list[int] = []

    def in_the_middle() -> None:
        hold(world)
        looks = step.in_flight(world.store, world.clock, lambda: world.later(seconds=4))
        counts.extend(looks)

    world.gateway.before_answer = in_the_middle
    world.send(world.offered())

    assert [1, 1, 1] == counts
    assert timedelta(seconds=16) >= LEASE
    assert [] == list(step.in_flight(world.store, world.clock, lambda: None))


def test_the_log_says_it_once(world: World) -> None:
    """The clock looks every second and speaks when something has changed."""
    rounds = Rounds()
    with capture_logs() as lines:
        for work in (hold, lambda _: None, lambda of: hold(of, 0), release):
            work(world)
            world.sweep(rounds)
        release(world, 0)
        world.sweep(rounds)

    assert [
        ("sending.held", "held"),
        ("sending.held", "held for clinic 0"),
        ("sending.released", None),
    ] == [
        (line["event"], line.get("sending"))
        for line in lines
        if line["event"].startswith("sending")
    ]


def test_a_held_text_is_named_in_the_log(world: World) -> None:
    """Whoever follows one text sees why it goes nowhere."""
    num = world.offered()
    hold(world)
    with capture_logs() as lines:
        world.send(num)

    assert [("text.held", num)] == [(line["event"], line.get("asap_comm_num")) for line in lines]
