"""Names and numbers of Open Dental's enumerations, written out."""

from enum import IntEnum, IntFlag

import pytest

from schemas import codes
from schemas.codes import (
    AlertAction,
    AlertType,
    ApptSource,
    AptStatus,
    CommItemMode,
    CommItemSource,
    CommSentOrReceived,
    DefCategory,
    FKeyType,
    HistApptAction,
    InvalidType,
    LogSource,
    OptOut,
    PatStatus,
    PermType,
    Priority,
    ProvStatus,
    ResponseStatus,
    SchedStatus,
    ScheduleType,
    SendStatus,
    SmsDeliveryStatus,
    SmsMessageSource,
    VerifyType,
    YesNo,
    wire_name,
)

WHOLE: dict[type[IntEnum], str] = {
    FKeyType: "None ScheduledAppt UnscheduledAppt PlannedAppt Recall Broken",
    SendStatus: "Undefined DoNotSend SendNotAttempted SendSuccessful SendFailed "
    "SentAwaitingReceipt",
    ResponseStatus: "UnableToSend AwaitingTransmit PendingRsvp Viewed ViewedNotAvailable "
    "AcceptedAndMoved AcceptedAndNotAvailable Declined ChoseDifferentSlot Expired Failed "
    "DeclinedStopComm",
    AptStatus: "None Scheduled Complete UnschedList ASAP Broken Planned PtNote PtNoteCompleted",
    Priority: "Normal ASAP",
    ScheduleType: "Practice Provider Blockout Employee WebSchedASAP",
    SchedStatus: "Open Closed Holiday",
    ProvStatus: "Active Deleted",
    YesNo: "Unknown Yes No",
    PatStatus: "Patient NonPatient Inactive Archived Deleted Deceased Prospective",
    VerifyType: "None Text Email TextAndEmail",
    SmsDeliveryStatus: "None Pending DeliveryConf DeliveryUnconf FailWithCharge FailNoCharge",
}
"""Enumerations that are there from 0 on without a gap."""

PARTS: dict[type[IntEnum | IntFlag], dict[str, int]] = {
    OptOut: {"ALL": 1, "WEB_SCHED_RECALL": 16, "WEB_SCHED_ASAP": 32},
    DefCategory: {"APPT_CONFIRMED": 2, "BLOCKOUT_TYPES": 25, "COMMLOG_TYPES": 27},
    SmsMessageSource: {"UNDEFINED": 0, "WEB_SCHED_ASAP": 9, "VERIFY": 10},
    InvalidType: {"PREFS": 5, "APPOINTMENT": 68, "CLINIC_PREFS": 75, "SCHEDULES": 85},
    CommItemMode: {"TEXT": 5},
    CommSentOrReceived: {"SENT": 1, "RECEIVED": 2},
    CommItemSource: {"WEB_SCHED": 1},
    AlertType: {"GENERIC": 0, "WEB_SCHED_ASAP_APPT_CREATED": 9},
    AlertAction: {"MARK_AS_READ": 1, "DELETE": 4},
    HistApptAction: {"CREATED": 0, "CHANGED": 1},
    ApptSource: {"ASAP": 4},
    PermType: {"APPOINTMENT_CREATE": 25, "APPOINTMENT_MOVE": 26},
    LogSource: {"WEB_SCHED_ASAP": 12},
}
"""Enumerations of which only some values are needed."""


@pytest.mark.parametrize(("names", "expected"), WHOLE.items())
def test_names_with_numbers(names: type[IntEnum], expected: str) -> None:
    """Open Dental's names stand at Open Dental's numbers."""
    assert list(enumerate(expected.split())) == [(code.value, wire_name(code)) for code in names]


@pytest.mark.parametrize(("names", "expected"), PARTS.items())
def test_numbers_of_parts(names: type[IntEnum], expected: dict[str, int]) -> None:
    """The values that are needed have Open Dental's numbers."""
    assert expected == {code.name: code.value for code in names}


@pytest.mark.parametrize(
    ("code", "expected"),
    [
        (SmsMessageSource.WEB_SCHED_ASAP, "WebSchedASAP"),
        (CommItemSource.WEB_SCHED, "WebSched"),
        (CommItemMode.TEXT, "Text"),
        (CommSentOrReceived.SENT, "Sent"),
        (CommSentOrReceived.RECEIVED, "Received"),
    ],
)
def test_names_of_parts(code: IntEnum, expected: str) -> None:
    """The values that are needed have Open Dental's names."""
    assert expected == wire_name(code)


def test_every_enumeration_is_listed_here() -> None:
    """No enumeration is without its table above."""
    expected = {
        kind
        for name, kind in vars(codes).items()
        if isinstance(kind, type) and issubclass(kind, IntEnum | IntFlag) and name[0] != "_"
    } - {IntEnum, IntFlag}

    assert expected == {*WHOLE, *PARTS}
