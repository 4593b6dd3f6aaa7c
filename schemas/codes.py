"""Open Dental's enumerations: the name goes over the wire, the number into the table."""

import re
from enum import IntEnum, IntFlag
from typing import Final, Self

_DIGITS: Final = re.compile(r"-?[0-9]{1,9}", re.ASCII)


class _OpenEnum(IntEnum):
    """A list that other versions of Open Dental may make longer: any number can be read."""

    @classmethod
    def _missing_(cls, value: object) -> Self | None:
        """Read a name on the wire, or name an unknown number by its digits; that is in no list."""
        if isinstance(value, str):
            named = {wire_name(code): code for code in cls}
            if value in named:
                return named[value]
            return cls(int(value)) if _DIGITS.fullmatch(value) else None
        if not isinstance(value, int):
            return None
        unknown = int.__new__(cls, value)
        unknown._name_ = str(value)
        unknown._value_ = value
        return unknown

    @property
    def is_known(self) -> bool:
        """Whether it is one of those that mean something here."""
        return self.name in type(self).__members__


class FKeyType(_OpenEnum):
    """What an AsapComm's FKey points to."""

    NONE = 0
    SCHEDULED_APPT = 1
    UNSCHEDULED_APPT = 2
    PLANNED_APPT = 3
    RECALL = 4
    BROKEN = 5


class SendStatus(_OpenEnum):
    """How far a text has come (AutoCommStatus: SmsSendStatus and EmailSendStatus)."""

    UNDEFINED = 0
    DO_NOT_SEND = 1
    SEND_NOT_ATTEMPTED = 2
    SEND_SUCCESSFUL = 3
    SEND_FAILED = 4
    SENT_AWAITING_RECEIPT = 5


class ResponseStatus(_OpenEnum):
    """What has come of an offer (AsapRSVPStatus)."""

    UNABLE_TO_SEND = 0
    AWAITING_TRANSMIT = 1
    PENDING_RSVP = 2
    VIEWED = 3
    VIEWED_NOT_AVAILABLE = 4
    ACCEPTED_AND_MOVED = 5
    ACCEPTED_AND_NOT_AVAILABLE = 6
    DECLINED = 7
    CHOSE_DIFFERENT_SLOT = 8
    EXPIRED = 9
    FAILED = 10
    DECLINED_STOP_COMM = 11


OF_APPOINTMENTS = frozenset(FKeyType) - {FKeyType.RECALL}
"""Kinds of offers whose FKey is an AptNum."""


class AptStatus(IntEnum):
    """Where an appointment stands (ApptStatus)."""

    NONE = 0
    SCHEDULED = 1
    COMPLETE = 2
    UNSCHED_LIST = 3
    ASAP = 4
    BROKEN = 5
    PLANNED = 6
    PT_NOTE = 7
    PT_NOTE_COMPLETED = 8


class Priority(IntEnum):
    """Whether an appointment or recall is on the ASAP list."""

    NORMAL = 0
    ASAP = 1


class ScheduleType(IntEnum):
    """What a schedule row stands for (SchedType)."""

    PRACTICE = 0
    PROVIDER = 1
    BLOCKOUT = 2
    EMPLOYEE = 3
    WEB_SCHED_ASAP = 4


class SchedStatus(IntEnum):
    """Whether a schedule row stands for work (schedule.Status)."""

    OPEN = 0
    CLOSED = 1
    HOLIDAY = 2


class ProvStatus(IntEnum):
    """Whether a provider is one still."""

    ACTIVE = 0
    DELETED = 1


class YesNo(IntEnum):
    """Open Dental's three-valued answer (YN)."""

    UNKNOWN = 0
    YES = 1
    NO = 2


class PatStatus(IntEnum):
    """What a patient is to the office."""

    PATIENT = 0
    NON_PATIENT = 1
    INACTIVE = 2
    ARCHIVED = 3
    DELETED = 4
    DECEASED = 5
    PROSPECTIVE = 6


class OptOut(IntFlag):
    """Which automated messages a patient does not want (CommOptOutType, bit flags)."""

    ALL = 1
    WEB_SCHED_RECALL = 16
    WEB_SCHED_ASAP = 32


class DefCategory(IntEnum):
    """Which list a definition row belongs to."""

    APPT_CONFIRMED = 2
    BLOCKOUT_TYPES = 25
    COMMLOG_TYPES = 27


class SmsDeliveryStatus(IntEnum):
    """Delivery as Open Dental's text window shows it (smstomobile.SmsStatus)."""

    NONE = 0
    PENDING = 1
    DELIVERY_CONF = 2
    DELIVERY_UNCONF = 3
    FAIL_WITH_CHARGE = 4
    FAIL_NO_CHARGE = 5


class InvalidType(IntEnum):
    """What a signal tells Open Dental's workstations to read again (signalod.IType)."""

    PREFS = 5
    APPOINTMENT = 68
    CLINIC_PREFS = 75
    SCHEDULES = 85


class SmsMessageSource(IntEnum):
    """Which feature sent a text (smstomobile.MsgType)."""

    UNDEFINED = 0
    WEB_SCHED_ASAP = 9
    VERIFY = 10


class CommItemMode(IntEnum):
    """By which way a message went (commlog.Mode_)."""

    TEXT = 5


class CommSentOrReceived(IntEnum):
    """In which direction a message went."""

    SENT = 1
    RECEIVED = 2


class CommItemSource(IntEnum):
    """Which part of the program wrote a commlog row."""

    WEB_SCHED = 1


class AlertType(IntEnum):
    """What an alert to the front desk is about (alertitem.Type)."""

    GENERIC = 0
    WEB_SCHED_ASAP_APPT_CREATED = 9


class AlertAction(IntFlag):
    """What the front desk can do with an alert (alertitem.Actions, bit flags)."""

    MARK_AS_READ = 1
    DELETE = 4


class HistApptAction(IntEnum):
    """Why an appointment's history has a row (histappointment.HistApptAction)."""

    CREATED = 0
    CHANGED = 1


class ApptSource(IntEnum):
    """Which eService changed an appointment (histappointment.ApptSource)."""

    ASAP = 4


class PermType(IntEnum):
    """What an entry of the security log is about (securitylog.PermType)."""

    APPOINTMENT_CREATE = 25
    APPOINTMENT_MOVE = 26


class LogSource(IntEnum):
    """Which part of the program wrote an entry of the security log."""

    WEB_SCHED_ASAP = 12


class VerifyType(IntEnum):
    """How a patient who has accepted is told that it worked (WebSchedVerifyASAPType)."""

    NONE = 0
    TEXT = 1
    EMAIL = 2
    TEXT_AND_EMAIL = 3


_CAPITALS = frozenset({"ASAP"})


def wire_name(code: IntEnum) -> str:
    """Return Open Dental's own name of a code: SEND_NOT_ATTEMPTED is "SendNotAttempted"."""
    words = code.name.split("_")
    return "".join(word if word in _CAPITALS else word.capitalize() for word in words)
