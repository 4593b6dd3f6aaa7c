"""Death between every two statements of an answer: who comes after ends in the same state."""

from collections.abc import Callable, Iterator
from datetime import timedelta
from typing import Any, Final

import pytest

from schemas.codes import AptStatus
from tests.crash import deaths
from tests.world.office import APT, APT_WAS_AT, START, World
from tests.world.visitor import Visitor
from worker.queue import kinds
from worker.rules.answer import Answer, Outcome
from worker.steps.answer import Asked, answer, finish_and_confirm
from worker.store.ledger import tables as own_tables
from worker.store.practice import booking_tables as bookings
from worker.store.practice import tables

OTHERS: Final = 900_060
"""Another patient's appointment, with a number that no database counts up to."""

WRITTEN: Final = (
    *(tables.appointment, tables.patient, tables.asapcomm, tables.schedule, tables.scheduleop),
    tables.recall,
    *(bookings.histappointment, bookings.securitylog, bookings.alertitem, bookings.procedurelog),
    *(bookings.labcase, bookings.apptfield),
    *(own_tables.answer, own_tables.text),
)
CLEARED: Final = (
    *WRITTEN,
    *(tables.signalod, tables.smstomobile, tables.commlog, own_tables.attempt, own_tables.request),
)
ASIDE: Final = {
    *("asap_comm_num", "schedule_num", "schedule_op_num", "apt_num", "next_apt_num", "f_key"),
    *("hist_appt_num", "security_log_num", "alert_item_num", "proc_num", "answer_num", "text_num"),
    *("lab_case_num", "appt_field_num"),
    *("short_guid", "guid_message_to_mobile", "date_t_stamp", "date_t_previous", "subject"),
    *("ended_at", "created_at", "due_at", "recall_type_num"),
}
"""Keys, random parts, and the moment at which somebody wrote."""


def begin(world: World, status: AptStatus) -> Asked:
    """Start anew: a patient with a text and a waiting offer, and another who waits for a text."""
    world.remove(*CLEARED)
    for pat_num in (26, 27):
        world.patient(pat_num)
    planned = status is AptStatus.PLANNED
    world.appointment(APT, 26, apt_status=status, apt_date_time=APT_WAS_AT)
    for table in (bookings.procedurelog, bookings.labcase):
        world.add(table, pat_num=26, planned_apt_num=APT if planned else 0)
    for name in ("Shade", "Bite"):
        world.add(bookings.apptfield, apt_num=APT, field_name=name, field_value="A2")
    world.appointment(OTHERS, 27)
    world.offered(apt=OTHERS)
    world.offered(start=START + timedelta(hours=2))
    visitor = Visitor.texted(world)
    return visitor.asked(visitor.open(), Answer.ACCEPT)


def begin_with_recall(world: World) -> Asked:
    """Start anew: a patient with a text and a waiting offer for a recall, and others who wait."""
    world.remove(*CLEARED, tables.recalltype)
    for pat_num in (26, 27, 28):
        world.patient(pat_num)
    world.recall()
    world.recall(OTHERS, 28)
    world.appointment(OTHERS, 27)
    world.offered(apt=OTHERS)
    world.offered_by_staff(OTHERS, 28)
    world.offered_by_staff(start=START + timedelta(hours=2))
    visitor = Visitor.recalled(world)
    return visitor.asked(visitor.open(), Answer.ACCEPT)


def seen(world: World) -> dict[str, list[dict[str, Any]]]:
    """Return all that the answer has written."""
    return {
        table.name: [
            {name: value for name, value in row.items() if name not in ASIDE} for row in rows
        ]
        for table, rows in world.all_rows(*WRITTEN).items()
    }


def dies_everywhere(
    begun: Callable[[], Asked], step: Callable[[Asked], object], world: World
) -> Iterator[tuple[int, Asked]]:
    """Run an answer again and again, each time from the beginning, and die one place later."""
    asked = begun()
    for statement in deaths.dies_everywhere(world, lambda: step(asked), lambda: None, every=7):
        yield statement, asked


def say_again(world: World, asked: Asked) -> Outcome | None:
    """Send the same page once more, as a patient who saw an error does."""
    stored = answer(asked, world.office.desk, world.now)
    return stored.outcome if stored else None


def sweep(world: World) -> bool:
    """Let the clock find what was left behind; say whether there was anything."""
    world.later(seconds=6)
    left = world.sweep()[kinds.FINISH_ANSWER]
    for answer_num in left:
        finish_and_confirm(answer_num, world.office.desk, world.now)
    world.later(seconds=-6)
    return bool(left)


@pytest.mark.timeout(300)
@pytest.mark.parametrize("status", [AptStatus.BROKEN, AptStatus.PLANNED])
def test_an_acceptance_moves_once_wherever_its_process_dies(
    world: World, status: AptStatus
) -> None:
    """After any death the patient who tries again, or the clock, makes exactly one move."""

    def accept(asked: Asked) -> None:
        assert Outcome.MOVED is say_again(world, asked)

    accept(begin(world, status))
    undisturbed = seen(world)

    died = 0
    for statement, asked in dies_everywhere(lambda: begin(world, status), accept, world):
        if statement % 2 or not sweep(world):
            assert Outcome.MOVED is say_again(world, asked), statement
        died += 1

        assert undisturbed == seen(world), f"died at statement {statement}"
    assert died > 3
    assert 1 == len(undisturbed[own_tables.text.name])


@pytest.mark.timeout(300)
def test_a_recall_becomes_one_appointment_wherever_its_process_dies(
    world: World,
) -> None:
    """After any death whoever comes after finds the appointment of this answer, or makes it."""

    def accept(asked: Asked) -> None:
        assert Outcome.MOVED is say_again(world, asked)

    accept(begin_with_recall(world))
    undisturbed = seen(world)

    died = 0
    for statement, asked in dies_everywhere(lambda: begin_with_recall(world), accept, world):
        if statement % 2 or not sweep(world):
            assert Outcome.MOVED is say_again(world, asked), statement
        died += 1

        assert undisturbed == seen(world), f"died at statement {statement}"
    assert died > 3
    made = [row for row in world.rows(tables.appointment) if row["pat_num"] == 26]
    assert [START] == [row["apt_date_time"] for row in made]
    assert 1 == len(undisturbed[own_tables.text.name])


@pytest.mark.timeout(300)
@pytest.mark.parametrize("say", [Answer.DECLINE, Answer.STOP])
def test_a_decline_is_kept_wherever_its_process_dies(world: World, say: Answer) -> None:
    """After any death the same answer again ends in the same state."""

    def asked_to_decline() -> Asked:
        asked = begin(world, AptStatus.BROKEN)
        return Asked(**{**{name: getattr(asked, name) for name in Asked.__slots__}, "answer": say})

    say_again(world, asked_to_decline())
    undisturbed = seen(world)

    for statement, asked in dies_everywhere(
        asked_to_decline, lambda asked: say_again(world, asked), world
    ):
        say_again(world, asked)

        assert undisturbed == seen(world), f"died at statement {statement}"


@pytest.mark.timeout(300)
@pytest.mark.parametrize("is_recall", [False, True])
def test_a_slot_taken_after_a_death_is_not_taken_again(world: World, *, is_recall: bool) -> None:
    """Staff who book the slot while the answer lies unfinished keep it, or find it taken."""

    def accept(asked: Asked) -> None:
        say_again(world, asked)

    def begun() -> Asked:
        return begin_with_recall(world) if is_recall else begin(world, AptStatus.BROKEN)

    for statement, asked in dies_everywhere(begun, accept, world):
        mine = [row for row in world.rows(tables.appointment) if row["pat_num"] == 26]
        is_moved = START in {row["apt_date_time"] for row in mine}
        if not is_moved:
            world.booked(START, apt_num=OTHERS + 1)
        sweep(world)
        outcome = say_again(world, asked)

        expected = Outcome.MOVED if is_moved else Outcome.NOT_AVAILABLE
        assert expected is outcome, f"died at statement {statement}"
        there = [row for row in world.rows(tables.appointment) if row["apt_date_time"] == START]
        assert 1 == len(there), f"died at statement {statement}"
