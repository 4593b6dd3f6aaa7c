"""Accepting an offer: what is moved and what is written, and who comes too late."""

from datetime import datetime, timedelta
from typing import Any, Final

import pytest
from sqlalchemy import update

from schemas.codes import (
    AlertAction,
    AlertType,
    ApptSource,
    AptStatus,
    HistApptAction,
    InvalidType,
    LogSource,
    PatStatus,
    PermType,
    Priority,
    ResponseStatus,
    SendStatus,
)
from schemas.wire import NEVER
from tests.world.office import APT, APT_WAS_AT, OP, PAT, START, World
from tests.world.statements import listened
from tests.world.visitor import Visitor
from worker.rules import skip
from worker.rules.answer import Outcome
from worker.store.ledger.event_tables import event
from worker.store.ledger.tables import answer
from worker.store.practice import booking_tables, tables

MOST: Final = 75
"""Statements of an acceptance, however many others wait for their text."""

MOMENT: Final = datetime(2023, 10, 16, 9, 1, 25)


def appointment(world: World, apt_num: int = APT) -> dict[str, Any]:
    """Read an appointment."""
    return next(row for row in world.rows(tables.appointment) if row["apt_num"] == apt_num)


def test_the_appointment_is_moved(world: World) -> None:
    """The slot is the patient's: scheduled, off the ASAP list, as long as before."""
    visitor = Visitor.texted(world)

    assert Outcome.MOVED is visitor.accept()
    after = appointment(world)
    assert (START, OP, AptStatus.SCHEDULED) == (
        after["apt_date_time"],
        after["op"],
        after["apt_status"],
    )
    assert (Priority.NORMAL, "//XXXX//") == (after["priority"], after["pattern"])
    assert ResponseStatus.ACCEPTED_AND_MOVED is visitor.status


def test_chair_schedule_and_patient_decide_the_other_fields(world: World) -> None:
    """Clinic, providers, hygiene, confirmation and arrival are those of the new place."""
    world.change(tables.operatory, clinic_num=3, prov_dentist=1, prov_hygienist=2)
    world.change(tables.patient, ask_to_arrive_early=10)
    world.add(tables.definition, def_num=70, category=2, item_order=1)
    world.add(tables.definition, def_num=71, category=2, item_order=0)
    world.add(tables.provider, prov_num=7, is_secondary=0)
    world.change(tables.appointment, prov_num=8, prov_hyg=9, confirmed=99, is_hygiene=1)
    hours = world.add(
        tables.schedule,
        sched_date=START.date(),
        start_time=datetime(2023, 1, 1, 8).time(),
        stop_time=datetime(2023, 1, 1, 17).time(),
        sched_type=1,
        prov_num=7,
    )
    world.add(tables.scheduleop, schedule_num=hours, operatory_num=OP)

    Visitor.texted(world).accept()

    after = appointment(world)
    assert (3, 7, 2, 1, 71) == (
        after["clinic_num"],
        after["prov_num"],
        after["prov_hyg"],
        after["is_hygiene"],
        after["confirmed"],
    )
    assert START - timedelta(minutes=10) == after["date_time_asked_to_arrive"]


def test_history_keeps_the_appointment_as_it_was(world: World) -> None:
    """One row of history says where the appointment stood, who changed it and when."""
    Visitor.texted(world).accept()

    row = world.row(booking_tables.histappointment)
    assert (HistApptAction.CHANGED, ApptSource.ASAP, MOMENT) == (
        row["hist_appt_action"],
        row["appt_source"],
        row["hist_date_t_stamp"],
    )
    assert (APT, PAT, APT_WAS_AT, AptStatus.BROKEN, Priority.ASAP, "//XXXX//") == (
        row["apt_num"],
        row["pat_num"],
        row["apt_date_time"],
        row["apt_status"],
        row["priority"],
        row["pattern"],
    )


def test_the_security_log_tells_of_the_move(world: World) -> None:
    """The audit trail has one line, from Web Sched ASAP."""
    world.change(tables.appointment, proc_descript="Comp")

    Visitor.texted(world).accept()

    row = world.row(booking_tables.securitylog)
    assert "Comp, from 9/15/2023 10:00:00 AM, to 10/18/2023 2:00:00 PM" == row["log_text"]
    assert (PermType.APPOINTMENT_MOVE, LogSource.WEB_SCHED_ASAP, APT, PAT, MOMENT) == (
        row["perm_type"],
        row["log_source"],
        row["f_key"],
        row["pat_num"],
        row["log_date_time"],
    )


def test_the_front_desk_is_alerted(world: World) -> None:
    """An alert has Open Dental's words."""
    Visitor.texted(world).accept()

    row = world.row(booking_tables.alertitem)
    assert "New WebSched Appointment: 10/18/2023 2:00:00 PM" == row["description"]
    assert (AlertType.WEB_SCHED_ASAP_APPT_CREATED, APT) == (row["type"], row["f_key"])
    assert AlertAction.MARK_AS_READ | AlertAction.DELETE == row["actions"]


def test_workstations_hear_of_both_days(world: World) -> None:
    """Signals name providers, operatory and patient of the new day and of the old."""
    world.change(tables.appointment, op=5, prov_num=8, prov_hyg=9)

    Visitor.texted(world).accept()

    told = {
        (row["date_viewing"], row["f_key_type"], row["f_key"])
        for row in world.rows(tables.signalod)
        if row["i_type"] == InvalidType.APPOINTMENT
    }
    new, old = START.date(), APT_WAS_AT.date()
    assert {
        *((new, "Provider", 8), (new, "Provider", 9), (new, "Operatory", OP), (new, "PatNum", PAT)),
        *((old, "Provider", 8), (old, "Provider", 9), (old, "Operatory", 5), (old, "PatNum", PAT)),
    } == told


def test_prospective_patients_become_patients(world: World) -> None:
    """An ordinary operatory ends a patient's being prospective."""
    world.change(tables.patient, pat_status=PatStatus.PROSPECTIVE)

    Visitor.texted(world).accept()

    assert PatStatus.PATIENT == world.row(tables.patient)["pat_status"]


def test_a_planned_appointment_is_copied(world: World) -> None:
    """A new scheduled appointment hangs on the planned one, which stays and leaves the list."""
    world.appointment(
        50, apt_status=AptStatus.PLANNED, apt_date_time=NEVER, note="bring x-rays", prov_num=4
    )
    proc = world.add(booking_tables.procedurelog, pat_num=PAT, planned_apt_num=50)
    case = world.add(booking_tables.labcase, pat_num=PAT, planned_apt_num=50)
    for name, value in (("Shade", "A2"), ("Bite", "edge")):
        world.add(booking_tables.apptfield, apt_num=50, field_name=name, field_value=value)
    visitor = Visitor.texted(world, apt=50)

    assert Outcome.MOVED is visitor.accept()
    planned = appointment(world, 50)
    assert (AptStatus.PLANNED, Priority.NORMAL, NEVER) == (
        planned["apt_status"],
        planned["priority"],
        planned["apt_date_time"],
    )
    (made,) = [row for row in world.rows(tables.appointment) if row["next_apt_num"] == 50]
    assert (AptStatus.SCHEDULED, Priority.NORMAL, START, OP, PAT) == (
        made["apt_status"],
        made["priority"],
        made["apt_date_time"],
        made["op"],
        made["pat_num"],
    )
    assert ("bring x-rays", "//XXXX//", 4) == (made["note"], made["pattern"], made["prov_num"])
    for table, num in ((booking_tables.procedurelog, proc), (booking_tables.labcase, case)):
        attached = world.row(table)
        (key,) = table.primary_key
        assert (num, 50, made["apt_num"]) == (
            attached[key.key],
            attached["planned_apt_num"],
            attached["apt_num"],
        )
    fields = [
        (row["apt_num"], row["field_name"], row["field_value"])
        for row in world.rows(booking_tables.apptfield)
    ]
    there = [("Shade", "A2"), ("Bite", "edge")]
    assert [(num, *field) for num in (50, made["apt_num"]) for field in there] == fields
    assert made["apt_num"] == world.row(answer)["apt_num"]
    assert HistApptAction.CREATED == world.row(booking_tables.histappointment)["hist_appt_action"]
    assert PermType.APPOINTMENT_CREATE == world.row(booking_tables.securitylog)["perm_type"]


def test_who_comes_second_keeps_the_old_time(world: World) -> None:
    """The slot is gone: nothing moves, the patient stays on the list, and is counted."""
    world.patient(27)
    world.appointment(60, 27, apt_date_time=APT_WAS_AT)
    first, second = Visitor.texted(world), Visitor.texted(world, apt=60)
    shown = second.open()
    first.accept()

    assert Outcome.NOT_AVAILABLE is second.accept(shown=shown)
    after = appointment(world, 60)
    assert (APT_WAS_AT, Priority.ASAP) == (after["apt_date_time"], after["priority"])
    assert ResponseStatus.ACCEPTED_AND_NOT_AVAILABLE is second.status
    assert [Outcome.MOVED, Outcome.NOT_AVAILABLE] == [row["outcome"] for row in world.rows(answer)]


def test_a_slot_that_is_free_again_may_be_taken(world: World) -> None:
    """Who lost may try again from a fresh page when the slot has come free."""
    visitor = Visitor.texted(world)
    shown = visitor.open()
    world.booked(START)
    visitor.accept(shown=shown)
    world.change(tables.appointment, op=9)

    assert Outcome.MOVED is visitor.accept()


def test_staff_who_were_quicker_keep_the_slot(world: World) -> None:
    """A booking by phone between page and answer is not overlapped."""
    visitor = Visitor.texted(world)
    shown = visitor.open()
    world.booked(START + timedelta(minutes=35))

    assert Outcome.NOT_AVAILABLE is visitor.accept(shown=shown)


def test_a_blockout_that_forbids_scheduling_keeps_the_slot(world: World) -> None:
    """A lunch break put there since is not overlapped either."""
    visitor = Visitor.texted(world)
    shown = visitor.open()
    world.blockout(START, START + timedelta(hours=1), "NS")

    assert Outcome.NOT_AVAILABLE is visitor.accept(shown=shown)


@pytest.mark.parametrize(("minutes", "expected"), [(5, Outcome.MOVED), (4, Outcome.NOT_AVAILABLE)])
def test_the_last_minutes_are_too_late(world: World, minutes: int, expected: Outcome) -> None:
    """Nobody moves into a slot that begins at once."""
    visitor = Visitor.texted(world)
    shown = visitor.open()
    world.now = world.now.replace(day=18, hour=14, minute=0, second=0) - timedelta(minutes=minutes)

    assert expected is visitor.accept(shown=shown)


def test_a_change_by_the_office_is_shown_first(world: World) -> None:
    """What the page said of the patient's own time must still be true."""
    visitor = Visitor.texted(world)
    shown = visitor.open()
    world.change(tables.appointment, apt_date_time=APT_WAS_AT + timedelta(days=1))

    assert Outcome.CHANGED is visitor.accept(shown=shown)
    assert ResponseStatus.VIEWED is visitor.status
    assert Outcome.MOVED is visitor.accept()


@pytest.mark.parametrize("times", [2, 5])
def test_double_clicks_are_one_answer(world: World, times: int) -> None:
    """The same page sent again gets the same answer and moves nothing more."""
    visitor = Visitor.texted(world)
    shown = visitor.open()

    assert [Outcome.MOVED] * times == [visitor.accept(shown=shown) for _ in range(times)]
    assert 1 == len(world.rows(answer)) == len(world.rows(booking_tables.histappointment))


def test_a_second_tab_gets_the_first_ones_answer(world: World) -> None:
    """Declining in a tab that was open before does not undo what was accepted."""
    visitor = Visitor.texted(world)
    tabs = [visitor.open(), visitor.open()]
    visitor.accept(shown=tabs[0])

    assert Outcome.MOVED is visitor.decline(shown=tabs[1])
    assert ResponseStatus.ACCEPTED_AND_MOVED is visitor.status


def test_other_offers_for_the_appointment_are_settled(world: World) -> None:
    """The patient's other offers say that another time was chosen; unsent ones are not sent."""
    world.preference("WebSchedAsapTextLimit", "")
    other = Visitor.texted(world, start=START + timedelta(hours=2))
    waiting = Visitor(world, world.offered(start=START + timedelta(hours=4)))

    visitor = Visitor.texted(world)
    visitor.accept()

    assert ResponseStatus.CHOSE_DIFFERENT_SLOT is other.status
    assert ResponseStatus.CHOSE_DIFFERENT_SLOT is waiting.status
    assert skip.CHOSE_ANOTHER.sentence == waiting.note
    world.send(waiting.num)
    assert 2 == len(world.gateway.texts)


def test_others_unsent_texts_are_stopped_at_once(world: World) -> None:
    """A text about the slot that still waits is stopped with its Note, and the blockout counts anew."""
    for pat_num, start in ((27, START), (28, START + timedelta(minutes=20)), (29, START.replace(hour=16))):  # fmt: skip
        world.patient(pat_num)
        world.appointment(pat_num, pat_num)
        Visitor(world, world.offered(apt=pat_num, start=start))
    Visitor.texted(world).accept()

    rows = {row["pat_num"]: row for row in world.rows(tables.asapcomm)}
    for pat_num in (27, 28):
        assert (SendStatus.DO_NOT_SEND, ResponseStatus.FAILED, skip.SLOT_TAKEN.sentence) == (
            rows[pat_num]["sms_send_status"],
            rows[pat_num]["response_status"],
            rows[pat_num]["note"],
        )
    assert SendStatus.SEND_NOT_ATTEMPTED == rows[29]["sms_send_status"]
    notes = {row["schedule_num"]: row["note"] for row in world.rows(tables.schedule)}
    assert notes[rows[27]["schedule_num"]].startswith("0 texts sent, 0 texts to be sent")


@pytest.mark.parametrize("many", [3, 30])
def test_a_long_list_is_stopped_by_as_many_statements(world: World, many: int) -> None:
    """However many wait of an opening, each has its own Note and is told of."""
    for pat_num in range(100, 100 + many):
        world.patient(pat_num)
        world.appointment(pat_num, pat_num)
        world.offered(apt=pat_num)
    with world.store.writing() as transaction:
        of_one = tables.asapcomm.c.pat_num == 101
        transaction.run(update(tables.asapcomm).where(of_one).values(note="Asked for by phone."))
    visitor = Visitor.texted(world)
    world.change(tables.asapcomm, schedule_num=world.rows(tables.asapcomm)[0]["schedule_num"])
    with listened(world.store.engine) as asked:
        visitor.accept()

    others = [row for row in world.rows(tables.asapcomm) if row["pat_num"] >= 100]
    notes = {row["pat_num"]: row["note"] for row in others}
    assert skip.add_note("Asked for by phone.", skip.SLOT_TAKEN.sentence) == notes.pop(101)
    assert {skip.SLOT_TAKEN.sentence} == set(notes.values())
    assert {(SendStatus.DO_NOT_SEND, ResponseStatus.FAILED)} == {
        (row["sms_send_status"], row["response_status"]) for row in others
    }
    told = [row["asap_comm_num"] for row in world.rows(event) if row["kind"] == "offer.skipped"]
    assert sorted(row["asap_comm_num"] for row in others) == sorted(told)
    assert len(asked) <= MOST


def test_an_offer_without_a_text_can_be_accepted(world: World) -> None:
    """An opening that the daily limit kept from being texted is taken through another link."""
    visitor = Visitor.texted(world, start=START + timedelta(hours=2))
    world.preference("WebSchedAsapTextLimit", "1")
    unsent = Visitor(world, world.offered())
    before = unsent.status

    assert ResponseStatus.UNABLE_TO_SEND is before
    assert Outcome.MOVED is visitor.accept(num=unsent.num)
    assert ResponseStatus.ACCEPTED_AND_MOVED is unsent.status
    assert ResponseStatus.CHOSE_DIFFERENT_SLOT is visitor.status


def test_nobody_else_is_touched(world: World) -> None:
    """Another patient's sent offer for the slot stays as it is until its own page is opened."""
    world.patient(27)
    world.appointment(60, 27)
    other = Visitor.texted(world, apt=60)

    Visitor.texted(world).accept()
    before = other.status
    other.open()

    assert ResponseStatus.PENDING_RSVP is before
    assert ResponseStatus.VIEWED_NOT_AVAILABLE is other.status
