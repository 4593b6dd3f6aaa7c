"""Why a text does not go out, in the words the office reads in Note."""

from dataclasses import dataclass

NOTE_SEPARATOR = "\r\n"
"""Open Dental joins several reasons with a line break."""


@dataclass(frozen=True, slots=True)
class Skip:
    """A text that must not go out, and the sentence that says why."""

    code: str
    """The reason, for logs and counts."""
    sentence: str


# fmt: off
REFUSED_BEFORE = Skip("refused-before", "Not sending text because this patient has requested to not be texted or emailed about this appointment.")
TOO_SHORT_NOTICE = Skip("too-short-notice", "Not sending text because the text would be sent less than 30 minutes before the time slot.")
AFTER_SLOT = Skip("after-slot", "Not sending text because the text would be sent after the time slot.")
TEXTING_OFF = Skip("texting-off", "Not sending text because texting is not enabled for this clinic.")
NO_TEXTS_WANTED = Skip("no-texts-wanted", "Not sending text because this patient is set to not receive texts.")
NO_WIRELESS_PHONE = Skip("no-wireless-phone", "Not sending text because this patient does not have a wireless phone entered.")
INVALID_WIRELESS_PHONE = Skip("invalid-wireless-phone", "Not sending text because this patient's wireless phone is not valid.")
UNABLE_TO_RECEIVE = Skip("unable-to-receive", "Not sending text because this patient is not able to receive texts.")
OPTED_OUT = Skip("opted-out", "Not sending text because the patient has opted out of automated messaging.")
SLOT_TAKEN = Skip("slot-taken", "Not sending because the time slot has been taken by another appointment.")
SLOT_BLOCKED = Skip("slot-blocked", "Not sending because a blockout no longer allows appointments in the time slot.")
SLOT_REMOVED = Skip("slot-removed", "Not sending because the time slot was removed from the schedule.")
SLOT_MOVED = Skip("slot-moved", "Not sending because the time slot was moved on the schedule, and the text names another time.")
APPOINTMENT_GONE = Skip("appointment-gone", "Not sending because the appointment no longer exists.")
NO_LONGER_ASAP = Skip("no-longer-asap", "Not sending because the appointment is no longer on the ASAP list.")
STOPPED = Skip("stopped", "Not sending because the office has stopped offering the time slot.")
EXPIRED = Skip("expired", "Not sending because the offer expired before it could be sent.")
TOO_LONG = Skip("too-long", "Not sending text because it would be longer than 1600 characters.")
QUIET_HOURS = Skip("quiet-hours", "Not sending text because the time slot is too soon after the patient's quiet hours.")
BAD_NUMBER = Skip("bad-number", "Not sending text because this patient's wireless phone could not receive an earlier text.")
TAKEN_BY_PATIENT = Skip("taken-by-patient", "Not sending because the patient has already accepted this time slot.")
APPOINTMENT_CHANGED = Skip("appointment-changed", "Not sending because the office has since changed what the text confirms.")
CHOSE_ANOTHER = Skip("chose-another", "Not sending because the patient has taken another time slot for this appointment.")
DECLINED = Skip("declined", "Not sending because the patient has already declined this time slot.")
RECALL_REFUSED_BEFORE = Skip("recall-refused-before", "Not sending text because this patient has requested to not be texted or emailed about this recall.")
RECALL_GONE = Skip("recall-gone", "Not sending because the recall no longer exists.")
RECALL_NO_LONGER_ASAP = Skip("recall-no-longer-asap", "Not sending because the recall is no longer on the ASAP list.")
RECALL_CHOSE_ANOTHER = Skip("recall-chose-another", "Not sending because the patient has taken another time slot for this recall.")
TRIED_TOO_OFTEN = Skip("tried-too-often", "Not sending text because this service failed each time it tried; its log says why.")
# fmt: on


def weekly_limit(limit: int) -> Skip:
    """Name the limit that the patient's texts of seven days have reached."""
    said = f"Not sending text because this patient has received {limit} texts in the last 7 days."
    return Skip("weekly-limit", said)


def monthly_limit(limit: int) -> Skip:
    """Name the limit that the clinic's texts of the month would go beyond."""
    said = f"Not sending text because the clinic may send {limit} text parts a month and has used them."
    return Skip("monthly-limit", said)


def too_close(minutes: int) -> Skip:
    """Name the buffer that an opening keeps from the patient's own appointment."""
    said = f"Not sending text because the time slot is less than {minutes} minutes from the patient's own appointment."
    return Skip("too-close", said)


_OF_RECALL = {
    REFUSED_BEFORE: RECALL_REFUSED_BEFORE,
    APPOINTMENT_GONE: RECALL_GONE,
    NO_LONGER_ASAP: RECALL_NO_LONGER_ASAP,
    CHOSE_ANOTHER: RECALL_CHOSE_ANOTHER,
}


def of_recall(reason: Skip) -> Skip:
    """Say of a recall what is otherwise said of an appointment (Open Dental's ShouldSendText)."""
    return _OF_RECALL.get(reason, reason)


def daily_limit(limit: int) -> Skip:
    """Name the limit that the patient's texts of the day have reached."""
    said = f"Not sending text because this patient has received {limit} texts today."
    return Skip("daily-limit", said)


def add_note(note: str, sentence: str) -> str:
    """Add a reason to a Note once (Open Dental repeats none)."""
    if sentence in note.split(NOTE_SEPARATOR):
        return note
    return NOTE_SEPARATOR.join(part for part in (note, sentence) if part)


def without_note(note: str, sentence: str) -> str:
    """Take a reason out of a Note that turned out to be wrong."""
    return NOTE_SEPARATOR.join(part for part in note.split(NOTE_SEPARATOR) if part != sentence)
