"""Openings for recalls, which Open Dental's own window offers: texted, taken, declined."""

from datetime import datetime, time, timedelta
from typing import Any, Final

import pytest

from schemas.codes import (
    AptStatus,
    FKeyType,
    HistApptAction,
    LogSource,
    PermType,
    Priority,
    ResponseStatus,
    SendStatus,
)
from schemas.wire import NEVER
from tests.world.office import APT, DUE, OP, PAT, RECALL, START, World
from tests.world.visitor import Visitor
from worker.rules import skip
from worker.rules.answer import Answer, Outcome
from worker.rules.skip import Skip
from worker.steps.answer import answer
from worker.store.ledger import tables as own_tables
from worker.store.practice import asapcomms, booking_tables, tables

MOMENT: Final = datetime(2023, 10, 16, 9, 1, 25)


@pytest.fixture
def recall_world(world: World) -> World:
    """Return an office whose patient has a recall of 40 minutes, due in December, on the ASAP list."""
    world.recall()
    return world


def made(world: World) -> list[dict[str, Any]]:
    """Return the appointments that were not there before."""
    return [row for row in world.rows(tables.appointment) if row["apt_num"] != APT]


def test_the_patient_is_texted(recall_world: World) -> None:
    """An offer of the staff window goes out like any other, and gets its link."""
    visitor = Visitor.recalled(recall_world)

    (text,) = recall_world.gateway.texts
    assert f"Anna, an opening: https://example.test/a/{visitor.short_guid}" == text.body
    assert 12 == len(visitor.short_guid)
    assert ResponseStatus.PENDING_RSVP is visitor.status
    with recall_world.store.reading() as transaction:
        offer = asapcomms.find(transaction, visitor.num)
    assert offer is not None
    assert (RECALL, FKeyType.RECALL) == (offer.f_key, offer.f_key_type)


NOT_TEXTED: list[tuple[str, Any, Skip]] = [
    ("gone", lambda world: world.remove(tables.recall), skip.RECALL_GONE),
    (
        "not ASAP",
        lambda world: world.change(tables.recall, priority=Priority.NORMAL),
        skip.RECALL_NO_LONGER_ASAP,
    ),
    (
        "disabled",
        lambda world: world.change(tables.recall, is_disabled=1),
        skip.RECALL_NO_LONGER_ASAP,
    ),
    (
        "scheduled",
        lambda world: world.change(tables.recall, date_scheduled=START.date()),
        skip.RECALL_NO_LONGER_ASAP,
    ),
    ("type gone", lambda world: world.remove(tables.recalltype), skip.RECALL_NO_LONGER_ASAP),
    ("taken", lambda world: world.booked(START + timedelta(minutes=35)), skip.SLOT_TAKEN),
    (
        "own appointment there",
        lambda world: world.booked(START, pat_num=PAT, apt_num=RECALL),
        skip.SLOT_TAKEN,
    ),
    (
        "blocked",
        lambda world: world.blockout(START, START + timedelta(hours=1), "NS"),
        skip.SLOT_BLOCKED,
    ),
    ("removed", lambda world: world.remove(tables.schedule), skip.SLOT_REMOVED),
    ("no texts", lambda world: world.change(tables.patient, txt_msg_ok=2), skip.NO_TEXTS_WANTED),
    (
        "limit",
        lambda world: world.preference("WebSchedAsapTextLimit", "0"),
        skip.daily_limit(0),
    ),
]


@pytest.mark.parametrize(
    ("change", "reason"), [case[1:] for case in NOT_TEXTED], ids=[case[0] for case in NOT_TEXTED]
)
def test_what_stops_a_text(recall_world: World, change: Any, reason: Skip) -> None:
    """The checks are those of appointments, and a Note about the recall calls it one."""
    num = recall_world.offered_by_staff()
    change(recall_world)

    recall_world.send(num)

    assert [] == recall_world.gateway.texts
    assert (reason.sentence, ResponseStatus.FAILED) == (
        Visitor(recall_world, num).note,
        Visitor(recall_world, num).status,
    )


def test_the_length_is_the_recalls(recall_world: World) -> None:
    """A type's pattern is in increments of the schedule, a recall's own in five minutes."""
    recall_world.booked(START + timedelta(minutes=40))
    recall_world.preference("AppointmentTimeIncrement", "15")
    longer = Visitor.recalled(recall_world)
    recall_world.change(tables.recall, time_pattern_override="/X/")
    shorter = Visitor.recalled(recall_world)

    assert (skip.SLOT_TAKEN.sentence, "") == (longer.note, shorter.note)
    (slot,) = [offer.slot for offer in shorter.look().page.open]
    assert slot is not None
    assert timedelta(minutes=15) == slot.end - slot.start


def test_a_new_appointment_is_made(recall_world: World) -> None:
    """It is what the slot, the chair and the recall's type say; the recall leaves the list."""
    world = recall_world
    world.change(tables.operatory, clinic_num=3, prov_hygienist=2, is_hygiene=1)
    world.change(tables.patient, pri_prov=8, ask_to_arrive_early=10)
    world.add(tables.definition, def_num=71, category=2)
    visitor = Visitor.recalled(world)

    assert Outcome.MOVED is visitor.accept()
    (row,) = made(world)
    assert (PAT, START, OP, AptStatus.SCHEDULED, Priority.NORMAL) == (
        row["pat_num"],
        row["apt_date_time"],
        row["op"],
        row["apt_status"],
        row["priority"],
    )
    assert ("//XXXX//", "Prophy", 3, 8, 2, 1, 71) == (
        row["pattern"],
        row["proc_descript"],
        row["clinic_num"],
        row["prov_num"],
        row["prov_hyg"],
        row["is_hygiene"],
        row["confirmed"],
    )
    assert START - timedelta(minutes=10) == row["date_time_asked_to_arrive"]
    assert (MOMENT, 0) == (row["sec_date_t_entry"], row["next_apt_num"])
    recall = world.row(tables.recall)
    assert (Priority.NORMAL, START.date(), DUE) == (
        recall["priority"],
        recall["date_scheduled"],
        recall["date_due"],
    )
    assert ResponseStatus.ACCEPTED_AND_MOVED is visitor.status
    assert row["apt_num"] == world.row(own_tables.answer)["apt_num"]


def test_it_leaves_the_traces_of_a_new_appointment(recall_world: World) -> None:
    """History, security log, alert, signals and a confirmation, as a planned one's copy has."""
    world = recall_world
    Visitor.recalled(world).accept()

    (row,) = made(world)
    kept = world.row(booking_tables.histappointment)
    assert (HistApptAction.CREATED, row["apt_num"], START, "Prophy") == (
        kept["hist_appt_action"],
        kept["apt_num"],
        kept["apt_date_time"],
        kept["proc_descript"],
    )
    logged = world.row(booking_tables.securitylog)
    assert (PermType.APPOINTMENT_CREATE, LogSource.WEB_SCHED_ASAP, row["apt_num"], PAT) == (
        logged["perm_type"],
        logged["log_source"],
        logged["f_key"],
        logged["pat_num"],
    )
    assert "10/18/2023 2:00:00 PM, Prophy" == logged["log_text"]
    assert row["apt_num"] == world.row(booking_tables.alertitem)["f_key"]
    told = {(one["date_viewing"], one["f_key_type"]) for one in world.rows(tables.signalod)}
    assert {(START.date(), "Operatory"), (START.date(), "PatNum")} <= told
    assert {START.date()} == {day for day, _ in told}
    assert "Appointment scheduled for Anna" in world.row(own_tables.text)["body"]


def test_the_appointment_of_the_same_patient_stays(recall_world: World) -> None:
    """A recall's number may be an appointment's as well, which is another matter."""
    world = recall_world
    before = next(row for row in world.rows(tables.appointment) if row["apt_num"] == APT)
    world.recall(APT)
    visitor = Visitor.recalled(world, recall_num=APT)

    assert Outcome.MOVED is visitor.accept()
    assert before == next(row for row in world.rows(tables.appointment) if row["apt_num"] == APT)
    assert 1 == len(made(world))


def test_other_offers_are_settled(recall_world: World) -> None:
    """The recall's own, sent or not, and other recalls' and appointments' that wait for the slot."""
    world = recall_world
    world.preference("WebSchedAsapTextLimit", "")
    world.patient(27)
    world.patient(28)
    world.recall(27, 27)
    world.appointment(28, 28)
    sent = Visitor.recalled(world, start=START + timedelta(hours=2))
    waiting = Visitor(world, world.offered_by_staff(start=START + timedelta(hours=4)))
    others = [
        Visitor(world, world.offered_by_staff(27, 27, START + timedelta(minutes=20))),
        Visitor(world, world.offered(apt=28)),
    ]
    later = Visitor(world, world.offered_by_staff(27, 27, START + timedelta(minutes=40)))

    Visitor.recalled(world).accept()

    chose = ResponseStatus.CHOSE_DIFFERENT_SLOT
    assert [chose] * 2 == [sent.status, waiting.status]
    assert skip.RECALL_CHOSE_ANOTHER.sentence == waiting.note
    for other in others:
        assert (ResponseStatus.FAILED, skip.SLOT_TAKEN.sentence) == (other.status, other.note)
    assert ResponseStatus.AWAITING_TRANSMIT is later.status


def test_a_recalls_waiting_text_is_stopped_by_an_appointment(recall_world: World) -> None:
    """Whoever takes the slot, texts about it that wait are stopped."""
    recall_world.patient(27)
    recall_world.recall(27, 27)
    waiting = Visitor(recall_world, recall_world.offered_by_staff(27, 27))

    Visitor.texted(recall_world).accept()

    assert skip.SLOT_TAKEN.sentence == waiting.note


def test_somebody_else_was_first(recall_world: World) -> None:
    """The slot is gone: nothing is made, and the recall stays on the list."""
    visitor = Visitor.recalled(recall_world)
    shown = visitor.open()
    recall_world.booked(START + timedelta(minutes=35))
    before = len(made(recall_world))

    assert Outcome.NOT_AVAILABLE is visitor.accept(shown=shown)
    assert before == len(made(recall_world))
    assert (Priority.ASAP, NEVER.date()) == (
        recall_world.row(tables.recall)["priority"],
        recall_world.row(tables.recall)["date_scheduled"],
    )
    assert ResponseStatus.ACCEPTED_AND_NOT_AVAILABLE is visitor.status
    assert [] == recall_world.rows(booking_tables.histappointment)


def test_of_two_recalls_one_has_the_slot(recall_world: World) -> None:
    """The first has it, the second is told and keeps a page."""
    recall_world.patient(27)
    recall_world.recall(27, 27)
    first, second = (
        Visitor.recalled(recall_world),
        Visitor.recalled(recall_world, recall_num=27, pat_num=27),
    )
    shown = second.open()

    assert Outcome.MOVED is first.accept()
    assert Outcome.NOT_AVAILABLE is second.accept(shown=shown)
    assert 1 == len(made(recall_world))


@pytest.mark.parametrize(
    "change",
    [
        lambda world: world.change(tables.recall, priority=Priority.NORMAL),
        lambda world: world.change(tables.recall, date_scheduled=START.date()),
        lambda world: world.remove(tables.recall),
    ],
)
def test_a_recall_that_left_the_list_is_not_scheduled(recall_world: World, change: Any) -> None:
    """The office has acted; an old link does not undo it."""
    visitor = Visitor.recalled(recall_world)
    shown = visitor.open()
    change(recall_world)

    assert Outcome.CLOSED is visitor.accept(shown=shown)
    assert () == visitor.open().page.open
    assert [] == made(recall_world)


def test_double_clicks_make_one_appointment(recall_world: World) -> None:
    """The same page sent again gets the same answer."""
    visitor = Visitor.recalled(recall_world)
    shown = visitor.open()

    assert [Outcome.MOVED] * 3 == [visitor.accept(shown=shown) for _ in range(3)]
    assert 1 == len(made(recall_world))
    assert () == visitor.open().page.open


def test_a_decline_can_be_taken_back(recall_world: World) -> None:
    """The link still accepts after a decline."""
    visitor = Visitor.recalled(recall_world)

    assert Outcome.KEPT is visitor.decline()
    assert ResponseStatus.DECLINED is visitor.status
    assert Outcome.MOVED is visitor.accept()


def test_declining_for_good_is_about_this_recall(recall_world: World) -> None:
    """It stops offers for the recall, not for an appointment or recall that has another number."""
    world = recall_world
    world.preference("WebSchedAsapTextLimit", "")
    world.recall(APT)
    Visitor.recalled(world).stop()
    again = Visitor.recalled(world, start=START + timedelta(hours=2))
    other = Visitor.recalled(world, recall_num=APT, start=START + timedelta(hours=4))

    assert skip.RECALL_REFUSED_BEFORE.sentence == again.note
    assert SendStatus.DO_NOT_SEND == world.rows(tables.asapcomm)[1]["sms_send_status"]
    assert "" == other.note
    other.stop()
    assert "" == Visitor.texted(world, start=START + timedelta(hours=5)).note


def test_staff_who_book_the_same_patient_there_are_no_dead_process(recall_world: World) -> None:
    """An appointment that was not made for the answer is not taken for its own."""
    visitor = Visitor.recalled(recall_world)
    asked = visitor.asked(visitor.open(), Answer.ACCEPT)
    recall_world.booked(START, pat_num=PAT)

    stored = answer(asked, recall_world.office.desk, recall_world.now)

    assert stored is not None
    assert (Outcome.NOT_AVAILABLE, None) == (stored.outcome, stored.apt_num)


def test_the_page_knows_no_earlier_time(recall_world: World) -> None:
    """The day on which a recall is due, which is its DateTimeOrig, is no time that anybody has."""
    visitor = Visitor.recalled(recall_world)

    assert datetime.combine(DUE, time()) == recall_world.row(tables.asapcomm)["date_time_orig"]
    assert NEVER == visitor.look().page.was_start
