"""Deciding a request: what is written, and what is not."""

from datetime import date, datetime, time
from http import HTTPStatus
from typing import Any
from uuid import UUID

import pytest

from schemas.codes import AptStatus, FKeyType, ResponseStatus, ScheduleType, SendStatus
from schemas.wire import NEVER
from tests.world.office import APT, OP, PAT, START, World
from worker.errors import Conflict
from worker.store.ledger.tables import request
from worker.store.practice import tables

REQUEST = UUID("6f1c0e0e-3a52-4b1c-9d0a-0c2f4a5b6c7d")


def practice_rows(world: World) -> dict[str, int]:
    """Count the rows that an offer would add."""
    written = (tables.asapcomm, tables.schedule, tables.scheduleop)
    return {table.name: len(world.rows(table)) for table in written}


def test_the_documented_example_is_written_as_documented(world: World) -> None:
    """The documentation's request makes the documentation's row."""
    num = world.offered()

    row = world.row(tables.asapcomm)
    assert 12 == len(row.pop("short_guid"))
    assert {
        "asap_comm_num": num,
        "f_key": APT,
        "f_key_type": FKeyType.BROKEN,
        "schedule_num": world.row(tables.schedule)["schedule_num"],
        "pat_num": PAT,
        "clinic_num": 0,
        "date_time_entry": datetime(2023, 10, 16, 9, 1, 25),
        "date_time_expire": datetime(2023, 10, 25, 14),
        "date_time_sms_scheduled": datetime(2023, 10, 16, 9, 1, 25),
        "sms_send_status": SendStatus.SEND_NOT_ATTEMPTED,
        "email_send_status": SendStatus.DO_NOT_SEND,
        "date_time_sms_sent": NEVER,
        "date_time_email_sent": NEVER,
        "email_message_num": 0,
        "response_status": ResponseStatus.AWAITING_TRANSMIT,
        "date_time_orig": datetime(2023, 9, 15, 10),
        "template_text": "[NameF], an appointment opening has become available on 10/18/2023 "
        "at 2:00 PM at Example Dental. Visit [AsapURL] to reserve it.",
        "template_email": "",
        "template_email_subj": "",
        "note": "",
        "guid_message_to_mobile": "",
        "email_template_type": "",
    } == row


def test_the_blockout_stands_on_the_schedule(world: World) -> None:
    """An offer puts one Web Sched ASAP blockout in one operatory, as long as the appointment."""
    world.offered()

    row = world.row(tables.schedule)
    del row["date_t_stamp"]
    num = row.pop("schedule_num")
    assert {
        "sched_date": date(2023, 10, 18),
        "start_time": time(14),
        "stop_time": time(14, 40),
        "sched_type": ScheduleType.WEB_SCHED_ASAP,
        "prov_num": 0,
        "blockout_type": 0,
        "note": "1 text to be sent\r\n0 emails to be sent",
        "status": 0,
        "employee_num": 0,
        "clinic_num": 0,
    } == row
    stands_in = world.row(tables.scheduleop)
    assert (num, OP) == (stands_in["schedule_num"], stands_in["operatory_num"])


def test_an_offer_past_midnight_stops_with_the_day(world: World) -> None:
    """The blockout of a slot that runs past midnight stops at 23:59:59."""
    world.offered(start=datetime(2023, 10, 18, 23, 45))

    assert time(23, 59, 59) == world.row(tables.schedule)["stop_time"]


@pytest.mark.parametrize(
    ("status", "kind"),
    [
        (AptStatus.SCHEDULED, FKeyType.SCHEDULED_APPT),
        (AptStatus.UNSCHED_LIST, FKeyType.UNSCHEDULED_APPT),
        (AptStatus.BROKEN, FKeyType.BROKEN),
        (AptStatus.PLANNED, FKeyType.PLANNED_APPT),
    ],
)
def test_the_kind_of_offer_follows_the_appointment(
    world: World, status: AptStatus, kind: FKeyType
) -> None:
    """FKeyType is the appointment's status in the words of the ASAP list."""
    world.appointment(500, apt_status=status)

    world.offered(apt=500)

    assert kind == world.row(tables.asapcomm)["f_key_type"]


REFUSALS: list[tuple[str, Any, dict[str, Any], HTTPStatus, str]] = [
    (
        "unknown operatory",
        lambda _: None,
        {"op": 99},
        HTTPStatus.NOT_FOUND,
        "Operatory 99 was not found.",
    ),
    (
        "unknown appointment",
        lambda _: None,
        {"apt": 98},
        HTTPStatus.NOT_FOUND,
        "Appointment 98 was not found.",
    ),
    (
        "hidden operatory",
        lambda world: world.change(tables.operatory, is_hidden=1),
        {},
        HTTPStatus.BAD_REQUEST,
        "Operatory 2 is hidden.",
    ),
    (
        "not ASAP",
        lambda world: world.change(tables.appointment, priority=0),
        {},
        HTTPStatus.BAD_REQUEST,
        "Appointment 11939 is not marked ASAP.",
    ),
    (
        "no length",
        lambda world: world.change(tables.appointment, pattern=""),
        {},
        HTTPStatus.BAD_REQUEST,
        "Appointment 11939 has no length because its Pattern is empty.",
    ),
    (
        "past start",
        lambda _: None,
        {"start": datetime(2023, 10, 16, 9, 1, 24)},
        HTTPStatus.BAD_REQUEST,
        (
            "The time slot 2023-10-16 09:01:24 has already started: "
            "the office's clock shows 2023-10-16 09:01:25 in UTC."
        ),
    ),
    (
        "taken slot",
        lambda world: world.booked(START, apt_num=11940),
        {},
        HTTPStatus.BAD_REQUEST,
        (
            "The time slot 2023-10-18 14:00:00 to 2023-10-18 14:40:00 in operatory 2 "
            "is taken by appointment 11940, 14:00 to 14:40."
        ),
    ),
    (
        "NS blockout",
        lambda world: world.blockout(START, START.replace(hour=15), "NS"),
        {},
        HTTPStatus.BAD_REQUEST,
        (
            "The time slot 2023-10-18 14:00:00 to 2023-10-18 14:40:00 in operatory 2 "
            "lies in a blockout, 14:00 to 15:00, that does not allow the appointment."
        ),
    ),
    (
        "planned and already scheduled",
        lambda world: (
            world.change(tables.appointment, apt_status=AptStatus.PLANNED),
            world.appointment(501, next_apt_num=APT, priority=0),
        ),
        {},
        HTTPStatus.BAD_REQUEST,
        "Appointment 11939 is planned and has already been scheduled.",
    ),
    (
        "patient is gone",
        lambda world: world.remove(tables.patient),
        {},
        HTTPStatus.BAD_REQUEST,
        "The patient of appointment 11939 does not exist.",
    ),
    (
        "no Web Sched ASAP",
        lambda world: world.preference("WebSchedAsapEnabled", "0"),
        {},
        HTTPStatus.BAD_REQUEST,
        "The office is not subscribed to Web Sched ASAP.",
    ),
    (
        "no Integrated Texting",
        lambda world: world.preference("SmsContractDate", ""),
        {},
        HTTPStatus.BAD_REQUEST,
        "The office is not subscribed to Integrated Texting.",
    ),
]


@pytest.mark.parametrize(
    ("arrange", "asked", "status", "sentence"),
    [case[1:] for case in REFUSALS],
    ids=[case[0] for case in REFUSALS],
)
def test_a_refusal_writes_nothing_but_its_answer(
    world: World, arrange: Any, asked: dict[str, Any], status: HTTPStatus, sentence: str
) -> None:
    """A request that cannot be met leaves the practice as it was."""
    arrange(world)
    before = practice_rows(world)

    decided = world.ask(**asked)

    assert (status, sentence, None) == (decided.status, decided.sentence, decided.asap_comm_num)
    assert before == practice_rows(world)
    assert sentence == world.row(request)["sentence"]


def test_the_same_request_is_decided_once(world: World) -> None:
    """A message that is delivered again finds the answer that is there."""
    first = world.ask(request_id=REQUEST)

    again = world.ask(request_id=REQUEST)

    assert (first.status, first.asap_comm_num) == (again.status, again.asap_comm_num)
    assert {"asapcomm": 1, "schedule": 1, "scheduleop": 1} == practice_rows(world)


def test_a_refused_request_stays_refused(world: World) -> None:
    """The answer to a request does not change when the schedule does."""
    world.booked(START)
    world.ask(request_id=REQUEST)
    world.remove(tables.appointment)

    assert HTTPStatus.BAD_REQUEST == world.ask(request_id=REQUEST).status


def test_a_second_offer_of_the_same_slot_names_the_first(world: World) -> None:
    """The same appointment is not offered a slot that an offer brings it already."""
    num = world.offered()

    decided = world.ask()

    assert (
        HTTPStatus.CONFLICT,
        f"AsapComm {num} already offers this time slot for appointment 11939.",
    ) == (decided.status, decided.sentence)


def test_a_skipped_offer_does_not_hold_the_slot(world: World) -> None:
    """After an offer that was not sent, another may be made."""
    world.change(tables.patient, txt_msg_ok=2)
    world.offered()
    world.change(tables.patient, txt_msg_ok=1)

    assert HTTPStatus.OK == world.ask().status


def test_two_patients_may_be_offered_the_same_slot(world: World) -> None:
    """Web Sched ASAP blockouts never block: the first who accepts has the slot."""
    world.patient(27)
    world.appointment(502, 27)
    world.offered()

    assert HTTPStatus.OK == world.ask(apt=502).status


def test_a_text_outside_the_window_waits_for_it(world: World) -> None:
    """A request at night is due when the window opens."""
    world.now = world.now.replace(hour=23)

    decided = world.ask()

    assert not decided.is_due
    assert datetime(2023, 10, 17, 7) == world.row(tables.asapcomm)["date_time_sms_scheduled"]


def test_the_office_clock_counts(world: World) -> None:
    """Times in the tables are the office's wall time, not UTC."""
    from zoneinfo import ZoneInfo

    world.policy(zone=ZoneInfo("America/Los_Angeles"))
    world.now = world.now.replace(hour=16)

    world.offered()

    assert datetime(2023, 10, 16, 9, 1, 25) == world.row(tables.asapcomm)["date_time_entry"]


def test_the_clinic_of_the_operatory_sends(world: World) -> None:
    """With clinics on the operatory's clinic names itself, by its own template."""
    world.preference("EasyNoClinics", "0")
    clinic = world.add(
        tables.clinic, description="Northside", sms_contract_date=datetime(2020, 1, 1)
    )
    world.change(tables.operatory, clinic_num=clinic)
    world.add(
        tables.clinicpref,
        clinic_num=clinic,
        pref_name="WebSchedAsapTextTemplate",
        value_string="[OfficeName] [Time]",
    )

    world.offered()

    row = world.row(tables.asapcomm)
    assert (clinic, "Northside 2:00 PM") == (row["clinic_num"], row["template_text"])


def test_without_clinics_the_operatorys_clinic_is_ignored(world: World) -> None:
    """An office that turned clinics off sends as the practice."""
    clinic = world.add(tables.clinic, description="Old clinic")
    world.change(tables.operatory, clinic_num=clinic)

    world.offered()

    row = world.row(tables.asapcomm)
    assert 0 == row["clinic_num"]
    assert "Example Dental" in row["template_text"]


def test_without_the_subscription_rule_the_preferences_do_not_matter(world: World) -> None:
    """REQUIRE_SUBSCRIPTION=false replaces the vendor's service."""
    world.preference("WebSchedAsapEnabled", "0")
    world.policy(requires_subscription=False)

    assert HTTPStatus.OK == world.ask().status


def test_workstations_hear_of_todays_openings(world: World) -> None:
    """A blockout on today's schedule leaves a signal for its operatory."""
    today = datetime(2023, 10, 16, 16)
    world.offered(start=today)

    row = world.row(tables.signalod)
    assert (today.date(), OP, "Operatory", 85) == (
        row["date_viewing"],
        row["f_key"],
        row["f_key_type"],
        row["i_type"],
    )


def test_other_days_need_no_signal(world: World) -> None:
    """A blockout on another day leaves none, as in Open Dental."""
    world.offered()

    assert [] == world.rows(tables.signalod)


def test_an_id_stands_for_one_opening(world: World) -> None:
    """A request id that comes again with another opening is a conflict, and changes nothing."""
    world.offered(request_id=REQUEST)

    with pytest.raises(Conflict, match="used before"):
        world.ask(request_id=REQUEST, start=START.replace(hour=9))

    assert 1 == len(world.rows(tables.asapcomm))
