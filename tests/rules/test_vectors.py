"""The examples in tests/vectors, fed through the rules.

Which appointments lie in the operatory, or which schedule rows are blockouts, is for the store to
select; here the examples' own fields select them. Numbers 10 and 11 would be about lists of texts
sent at once, which this service does not build.
"""

import json
from dataclasses import replace
from datetime import datetime
from enum import IntEnum
from pathlib import Path
from typing import Any, TypeVar

import pytest

from schemas.codes import AptStatus, PatStatus, Priority, ScheduleType, YesNo, wire_name
from schemas.keys import AptNum, ClinicNum, OpNum, PatNum
from schemas.wire import date_time_text, parse_date_time
from tests.rules.facts import CONTACT
from worker.rules.appointment import Appointment
from worker.rules.availability import Blockout, Booking
from worker.rules.blockout import note_after_sending
from worker.rules.offer import Facts, Operatory, Refusal, decide
from worker.rules.phone import dialable
from worker.rules.preferences import Preferences
from worker.rules.slot import Slot
from worker.rules.texting import Patient, TextingPolicy
from worker.rules.timing import reason_too_late

Json = dict[str, Any]
Code = TypeVar("Code", bound=IntEnum)

FOLDER = Path(__file__).parent.parent / "vectors"
FILES = sorted(FOLDER.glob("[0-9]*.json"))
USUAL: Json = json.loads((FOLDER / "usual.json").read_text())


def cases() -> list[Any]:
    """Return each example, named by its file with its place there."""
    return [
        pytest.param(case, id=f"{file.stem}-{place}")
        for file in FILES
        for place, case in enumerate(json.loads(file.read_text())["cases"], start=1)
    ]


@pytest.mark.parametrize("case", cases())
def test_example(case: Json) -> None:
    """What comes of an example is what it expects."""
    found = what_comes_of(case["given"])
    expected = case["expected"]

    assert expected == {name: found.get(name) for name in expected}


@pytest.mark.parametrize("case", cases())
def test_example_says_what_it_shows(case: Json) -> None:
    """Each example starts with a sentence for whoever reads it."""
    assert case["shows"].endswith(".")
    assert case["expected"]


def test_no_example_is_missing() -> None:
    """There is a file for each number up to 21 but those about lists."""
    expected = sorted(set(range(1, 22)) - {10, 11})

    assert expected == [int(file.name[:2]) for file in FILES]


def what_comes_of(given: Json) -> Json:
    """Ask the rule that an example is about."""
    if "textsSent" in given:
        return {"Note": note_after_sending(given["textsSent"], given["textsToBeSent"])}
    if "due" in given:
        reason = reason_too_late(at(given["due"]), at(given["dateTimeStart"]))
        return {"Note": reason.sentence if reason else ""}
    facts = facts_of(over(USUAL, given))
    decision = decide(facts)
    if isinstance(decision, Refusal):
        return {"status": decision.status, "sentence": decision.sentence}
    phone = facts.patient.wireless_phone if facts.patient else ""
    return {
        "FKeyType": wire_name(decision.f_key_type),
        "SmsSendStatus": wire_name(decision.send_status),
        "ResponseStatus": wire_name(decision.response_status),
        "DateTimeSmsScheduled": date_time_text(decision.due),
        "DateTimeExpire": date_time_text(facts.slot.link_expires()),
        "StartTime": facts.slot.start.time().isoformat(),
        "StopTime": facts.slot.stop_time().isoformat(),
        "MobilePhoneNumber": dialable(phone, facts.policy.country),
        "TemplateText": decision.template_text,
        "Note": decision.note,
    }


def over(usual: Json, given: Json) -> Json:
    """Lay what an example gives over what is usual; a misspelt name is an error."""
    assert not set(given) - set(usual)
    merged = {
        name: {**usual[name], **value} if isinstance(value, dict) else value
        for name, value in given.items()
    }
    return {**usual, **merged}


def facts_of(office: Json) -> Facts:
    """Say in the rules' own values what an example's office looks like."""
    preferences = Preferences.of(office["preferences"], {})
    now, op = at(office["now"]), OpNum(office["op"])
    appointment = appointment_of(office["appointment"], office["patient"]["PatNum"])
    return Facts(
        now=now,
        due=preferences.window.first_moment(now),
        slot=Slot.for_pattern(op, at(office["dateTimeStart"]), appointment.pattern),
        operatory=Operatory(op, is_hidden=False, clinic_num=ClinicNum(0)),
        appointment=appointment,
        patient=patient_of(office["patient"]),
        preferences=preferences,
        policy=TextingPolicy(
            is_enabled=True, treats_unknown_as_no=preferences.is_on("TextMsgOkStatusTreatAsNo")
        ),
        office=replace(CONTACT, name=office["office"]),
        is_subscribed_to_asap=True,
        is_subscribed_to_texting=True,
        held_by=None,
        bookings=[booking_of(row) for row in office["appointments"] if row["Op"] == op],
        blockouts=[blockout_of(row) for row in office["schedules"] if blocks(row, op)],
        allowed_blockouts=frozenset(int(num) for num in office["BlockoutTypes"].split(",") if num),
        has_refused_before=False,
        texts_on_due_day=office["textsToday"],
    )


def at(text: str) -> datetime:
    """Read a time as the wire has it."""
    return parse_date_time(text)


def named(codes: type[Code], name: str) -> Code:
    """Find a code by Open Dental's name."""
    return next(code for code in codes if wire_name(code) == name)


def appointment_of(row: Json, pat_num: int) -> Appointment:
    """Read the offered appointment."""
    return Appointment(
        apt_num=AptNum(row["AptNum"]),
        pat_num=PatNum(pat_num),
        apt_status=named(AptStatus, row["AptStatus"]),
        pattern=row["Pattern"],
        apt_date_time=at(row["AptDateTime"]),
        priority=named(Priority, row["Priority"]),
        appointment_type_num=0,
        is_already_scheduled=False,
    )


def patient_of(row: Json) -> Patient:
    """Read the patient with what they opted out of."""
    return Patient(
        pat_num=PatNum(row["PatNum"]),
        f_name=row["FName"],
        wireless_phone=row["WirelessPhone"],
        txt_msg_ok=named(YesNo, row["TxtMsgOk"]),
        pat_status=named(PatStatus, row["PatStatus"]),
        opt_out_sms=row["OptOutSms"],
    )


def booking_of(row: Json) -> Booking:
    """Read another appointment."""
    status = named(AptStatus, row["AptStatus"])
    return Booking(AptNum(row["AptNum"]), status, at(row["start"]), at(row["end"]))


def blocks(row: Json, op: OpNum) -> bool:
    """Say whether a schedule row is a blockout of the operatory."""
    return row["Op"] == op and named(ScheduleType, row["SchedType"]) == ScheduleType.BLOCKOUT


def blockout_of(row: Json) -> Blockout:
    """Read a blockout with the flags of its type."""
    return Blockout(row["BlockoutType"], row["ItemValue"], at(row["start"]), at(row["end"]))
