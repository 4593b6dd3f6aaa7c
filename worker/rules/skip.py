"""Why a text does not go out, in the words the office reads in Note."""

from dataclasses import dataclass
from enum import StrEnum

NOTE_SEPARATOR = "\r\n"
"""Open Dental joins several reasons with a line break."""


class SkipCode(StrEnum):
    """The reasons, for logs and counts."""

    REFUSED_BEFORE = "refused-before"
    DAILY_LIMIT = "daily-limit"
    TOO_SHORT_NOTICE = "too-short-notice"
    AFTER_SLOT = "after-slot"
    TEXTING_OFF = "texting-off"
    NO_TEXTS_WANTED = "no-texts-wanted"
    NO_WIRELESS_PHONE = "no-wireless-phone"
    INVALID_WIRELESS_PHONE = "invalid-wireless-phone"
    UNABLE_TO_RECEIVE = "unable-to-receive"
    OPTED_OUT = "opted-out"
    SLOT_TAKEN = "slot-taken"
    SLOT_BLOCKED = "slot-blocked"
    SLOT_REMOVED = "slot-removed"
    SLOT_MOVED = "slot-moved"
    APPOINTMENT_GONE = "appointment-gone"
    NO_LONGER_ASAP = "no-longer-asap"
    EXPIRED = "expired"
    TOO_CLOSE = "too-close"
    TAKEN_BY_PATIENT = "taken-by-patient"
    APPOINTMENT_CHANGED = "appointment-changed"
    CHOSE_ANOTHER = "chose-another"
    DECLINED = "declined"
    TOO_LONG = "too-long"
    TRIED_TOO_OFTEN = "tried-too-often"
    WEEKLY_LIMIT = "weekly-limit"
    MONTHLY_LIMIT = "monthly-limit"
    QUIET_HOURS = "quiet-hours"
    BAD_NUMBER = "bad-number"
    STOPPED = "stopped"
    RECALL_REFUSED_BEFORE = "recall-refused-before"
    RECALL_GONE = "recall-gone"
    RECALL_NO_LONGER_ASAP = "recall-no-longer-asap"
    RECALL_CHOSE_ANOTHER = "recall-chose-another"


@dataclass(frozen=True, slots=True)
class Skip:
    """A text that must not go out, and the sentence that says why."""

    code: SkipCode
    sentence: str


REFUSED_BEFORE = Skip(
    SkipCode.REFUSED_BEFORE,
    "Not sending text because this patient has requested to not be texted or emailed "
    "about this appointment.",
)
TOO_SHORT_NOTICE = Skip(
    SkipCode.TOO_SHORT_NOTICE,
    "Not sending text because the text would be sent less than 30 minutes before the time slot.",
)
AFTER_SLOT = Skip(
    SkipCode.AFTER_SLOT,
    "Not sending text because the text would be sent after the time slot.",
)
TEXTING_OFF = Skip(
    SkipCode.TEXTING_OFF,
    "Not sending text because texting is not enabled for this clinic.",
)
NO_TEXTS_WANTED = Skip(
    SkipCode.NO_TEXTS_WANTED,
    "Not sending text because this patient is set to not receive texts.",
)
NO_WIRELESS_PHONE = Skip(
    SkipCode.NO_WIRELESS_PHONE,
    "Not sending text because this patient does not have a wireless phone entered.",
)
INVALID_WIRELESS_PHONE = Skip(
    SkipCode.INVALID_WIRELESS_PHONE,
    "Not sending text because this patient's wireless phone is not valid.",
)
UNABLE_TO_RECEIVE = Skip(
    SkipCode.UNABLE_TO_RECEIVE,
    "Not sending text because this patient is not able to receive texts.",
)
OPTED_OUT = Skip(
    SkipCode.OPTED_OUT,
    "Not sending text because the patient has opted out of automated messaging.",
)
SLOT_TAKEN = Skip(
    SkipCode.SLOT_TAKEN,
    "Not sending because the time slot has been taken by another appointment.",
)
SLOT_BLOCKED = Skip(
    SkipCode.SLOT_BLOCKED,
    "Not sending because a blockout no longer allows appointments in the time slot.",
)
SLOT_REMOVED = Skip(
    SkipCode.SLOT_REMOVED,
    "Not sending because the time slot was removed from the schedule.",
)
SLOT_MOVED = Skip(
    SkipCode.SLOT_MOVED,
    "Not sending because the time slot was moved on the schedule, and the text names another time.",
)
APPOINTMENT_GONE = Skip(
    SkipCode.APPOINTMENT_GONE,
    "Not sending because the appointment no longer exists.",
)
NO_LONGER_ASAP = Skip(
    SkipCode.NO_LONGER_ASAP,
    "Not sending because the appointment is no longer on the ASAP list.",
)
STOPPED = Skip(
    SkipCode.STOPPED,
    "Not sending because the office has stopped offering the time slot.",
)
EXPIRED = Skip(
    SkipCode.EXPIRED,
    "Not sending because the offer expired before it could be sent.",
)
TOO_LONG = Skip(
    SkipCode.TOO_LONG,
    "Not sending text because it would be longer than 1600 characters.",
)
QUIET_HOURS = Skip(
    SkipCode.QUIET_HOURS,
    "Not sending text because the time slot is too soon after the patient's quiet hours.",
)
BAD_NUMBER = Skip(
    SkipCode.BAD_NUMBER,
    "Not sending text because this patient's wireless phone could not receive an earlier text.",
)


def weekly_limit(limit: int) -> Skip:
    """Name the limit that the patient's texts of seven days have reached."""
    return Skip(
        SkipCode.WEEKLY_LIMIT,
        f"Not sending text because this patient has received {limit} texts in the last 7 days.",
    )


def monthly_limit(limit: int) -> Skip:
    """Name the limit that the clinic's texts of the month would go beyond."""
    return Skip(
        SkipCode.MONTHLY_LIMIT,
        f"Not sending text because the clinic may send {limit} text parts a month and has used them.",
    )


TAKEN_BY_PATIENT = Skip(
    SkipCode.TAKEN_BY_PATIENT,
    "Not sending because the patient has already accepted this time slot.",
)
APPOINTMENT_CHANGED = Skip(
    SkipCode.APPOINTMENT_CHANGED,
    "Not sending because the office has since changed what the text confirms.",
)
CHOSE_ANOTHER = Skip(
    SkipCode.CHOSE_ANOTHER,
    "Not sending because the patient has taken another time slot for this appointment.",
)
DECLINED = Skip(
    SkipCode.DECLINED,
    "Not sending because the patient has already declined this time slot.",
)


def too_close(minutes: int) -> Skip:
    """Name the buffer that an opening keeps from the patient's own appointment."""
    return Skip(
        SkipCode.TOO_CLOSE,
        f"Not sending text because the time slot is less than {minutes} minutes from "
        "the patient's own appointment.",
    )


RECALL_REFUSED_BEFORE = Skip(
    SkipCode.RECALL_REFUSED_BEFORE,
    "Not sending text because this patient has requested to not be texted or emailed "
    "about this recall.",
)
RECALL_GONE = Skip(
    SkipCode.RECALL_GONE,
    "Not sending because the recall no longer exists.",
)
RECALL_NO_LONGER_ASAP = Skip(
    SkipCode.RECALL_NO_LONGER_ASAP,
    "Not sending because the recall is no longer on the ASAP list.",
)
RECALL_CHOSE_ANOTHER = Skip(
    SkipCode.RECALL_CHOSE_ANOTHER,
    "Not sending because the patient has taken another time slot for this recall.",
)
TRIED_TOO_OFTEN = Skip(
    SkipCode.TRIED_TOO_OFTEN,
    "Not sending text because this service failed each time it tried; its log says why.",
)


_OF_RECALL = {
    SkipCode.REFUSED_BEFORE: RECALL_REFUSED_BEFORE,
    SkipCode.APPOINTMENT_GONE: RECALL_GONE,
    SkipCode.NO_LONGER_ASAP: RECALL_NO_LONGER_ASAP,
    SkipCode.CHOSE_ANOTHER: RECALL_CHOSE_ANOTHER,
}


def of_recall(reason: Skip) -> Skip:
    """Say of a recall what is otherwise said of an appointment (Open Dental's ShouldSendText)."""
    return _OF_RECALL.get(reason.code, reason)


def daily_limit(limit: int) -> Skip:
    """Name the limit that the patient's texts of the day have reached."""
    return Skip(
        SkipCode.DAILY_LIMIT,
        f"Not sending text because this patient has received {limit} texts today.",
    )


def add_note(note: str, sentence: str) -> str:
    """Add a reason to a Note once (Open Dental repeats none)."""
    if sentence in note.split(NOTE_SEPARATOR):
        return note
    return NOTE_SEPARATOR.join(part for part in (note, sentence) if part)


def without_note(note: str, sentence: str) -> str:
    """Take a reason out of a Note that turned out to be wrong."""
    return NOTE_SEPARATOR.join(part for part in note.split(NOTE_SEPARATOR) if part != sentence)
