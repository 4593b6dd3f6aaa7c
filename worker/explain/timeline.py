"""An offer's timeline: each source tells its entries, and they are put in order."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Final
from zoneinfo import ZoneInfo

from schemas.asapcomm import AsapComm
from schemas.codes import FKeyType, ResponseStatus, SendStatus
from schemas.keys import AsapCommNum, PatNum, ScheduleNum
from schemas.wire import is_never
from worker.gateways import codes
from worker.office import wall_time
from worker.rules.answer import Answer, Outcome
from worker.rules.attempt import AttemptState, Purpose
from worker.rules.template import at_sending
from worker.rules.wall_clock import instant, shown_at
from worker.steps.link import offer_url
from worker.store.engine import Transaction
from worker.store.ledger import history
from worker.store.ledger.history import Row
from worker.store.practice import asapcomms, records

_SEND: Final = {
    SendStatus.UNDEFINED: "Nothing is known of a text.",
    SendStatus.DO_NOT_SEND: "No text goes out.",
    SendStatus.SEND_NOT_ATTEMPTED: "The text waits to be sent.",
    SendStatus.SEND_SUCCESSFUL: "The text was sent.",
    SendStatus.SEND_FAILED: "The text was not sent.",
    SendStatus.SENT_AWAITING_RECEIPT: "The provider has not said whether it has the text.",
}
_RESPONSE: Final = {
    ResponseStatus.PENDING_RSVP: "The patient has not answered.",
    ResponseStatus.VIEWED: "The patient has opened the page.",
    ResponseStatus.VIEWED_NOT_AVAILABLE: "The patient has opened the page; the time was taken.",
    ResponseStatus.ACCEPTED_AND_MOVED: "The patient accepted, and the appointment was moved.",
    ResponseStatus.ACCEPTED_AND_NOT_AVAILABLE: "The patient accepted, but the time was taken.",
    ResponseStatus.DECLINED: "The patient declined.",
    ResponseStatus.CHOSE_DIFFERENT_SLOT: "The patient chose another time.",
    ResponseStatus.EXPIRED: "The offer expired without an answer.",
    ResponseStatus.DECLINED_STOP_COMM: "The patient wants no more offers for this appointment.",
}
_ANSWERS: Final = {
    Answer.ACCEPT: "accepted",
    Answer.DECLINE: "declined",
    Answer.STOP: "asked for no more offers",
}
_OUTCOMES: Final = {
    Outcome.MOVED: "the appointment was moved",
    Outcome.NOT_AVAILABLE: "the time was no longer free, and nothing was moved",
    Outcome.CHANGED: "the office had changed the appointment, and nothing was moved",
    Outcome.CLOSED: "there was no appointment on the list to be moved any more",
    Outcome.KEPT: "the appointment stays where it was",
    Outcome.STOPPED: "no more offers are made for this appointment",
}


class Part(StrEnum):
    """What a line is about."""

    REQUEST = "request"
    DECISION = "decision"
    BLOCKOUT = "blockout"
    ATTEMPT = "attempt"
    RECEIPT = "receipt"
    NOTE = "note"
    ANSWER = "answer"
    CONFIRMATION = "confirmation"


@dataclass(frozen=True, slots=True)
class Entry:
    """A fact with its moment on the office's clock."""

    at_local: datetime
    part: Part
    sentence: str

    @classmethod
    def at(cls, moment: datetime, zone: ZoneInfo, part: Part, sentence: str) -> "Entry":
        """Write down what happened at an instant."""
        return cls(moment.astimezone(zone).replace(tzinfo=None), part, sentence)


@dataclass(frozen=True, slots=True, kw_only=True)
class Timeline:
    """Everything that became of one offer."""

    num: int
    zone: ZoneInfo
    """The zone whose clock all its times are on."""
    title: str
    entries: tuple[Entry, ...]
    send_status: str
    response_status: str
    end: str
    """Where it stands, in a sentence."""
    people: dict[str, str]
    """Name, number and text: filled only when they were asked for."""


def timeline(
    transaction: Transaction, num: AsapCommNum, zone: ZoneInfo, link_base: str | None = None
) -> Timeline | None:
    """Tell what became of an offer; None if there is none.

    With a base for the link it says who was texted, and what.
    """
    offer = asapcomms.find(transaction, num)
    if offer is None:
        return None
    request = history.find_request(transaction, num)
    entries = [
        *_request(offer, request, zone),
        *_blockout(transaction, offer, request, zone),
        *_calls(transaction, Purpose.OFFER, num, zone),
        *_note(offer),
        *_answers(transaction, num, request, zone),
        *_confirmation(transaction, num, zone),
    ]
    return Timeline(
        num=num,
        zone=zone,
        title=_title(offer),
        entries=tuple(sorted(entries, key=lambda entry: instant(entry.at_local, zone))),
        send_status=_wire(offer.sms_send_status),
        response_status=_wire(offer.response_status),
        end=f"{_SEND.get(offer.sms_send_status, '')} {_RESPONSE.get(offer.response_status, '')}".strip(),
        people={} if link_base is None else _people(transaction, offer, link_base),
    )


def _title(offer: AsapComm) -> str:
    if offer.f_key_type is FKeyType.RECALL:
        return f"Offer {offer.asap_comm_num} for recall {offer.f_key}"
    kind = _wire(offer.f_key_type)
    return f"Offer {offer.asap_comm_num} for appointment {offer.f_key} ({kind})"


def _request(offer: AsapComm, row: Row | None, zone: ZoneInfo) -> Iterator[Entry]:
    """What was asked, and what was decided."""
    if row is None:
        sentence = "The offer was entered; it did not come through this service's API or queue."
        yield Entry(offer.date_time_entry, Part.DECISION, sentence)
        if _was_due(offer) and not offer.note:
            sent = "Whoever made the offer put this time to its text."
            yield Entry(offer.date_time_sms_sent, Part.ATTEMPT, sent)
        return
    asked = f"operatory {row['op']} at {row['slot_start']:%Y-%m-%d %H:%M}"
    sentence = f"Request {row['request_id']} asked to offer {asked}."
    yield Entry.at(row["received_at"], zone, Part.REQUEST, sentence)
    if row["decided_at"] is not None:
        yield Entry.at(row["decided_at"], zone, Part.DECISION, _decision(offer))


def _decision(offer: AsapComm) -> str:
    if offer.note and offer.sms_send_status == SendStatus.DO_NOT_SEND and not _was_due(offer):
        return f"The offer was made, but no text goes out: {_one_line(offer.note)}"
    if offer.date_time_sms_scheduled > offer.date_time_entry:
        return f"The offer was made; its text was due at {offer.date_time_sms_scheduled}."
    return "The offer was made; its text was due at once."


def _was_due(offer: AsapComm) -> bool:
    """A text that is stopped when it is due gets a time then."""
    return not is_never(offer.date_time_sms_sent)


def _blockout(
    transaction: Transaction, offer: AsapComm, request: Row | None, zone: ZoneInfo
) -> Iterator[Entry]:
    """The blockout as it stands; Open Dental keeps no history of it."""
    at = offer.date_time_entry
    if request is not None and request["decided_at"] is not None:
        at = shown_at(request["decided_at"], zone)
    row = history.find_blockout(transaction, ScheduleNum(offer.schedule_num))
    if row is None:
        yield Entry(at, Part.BLOCKOUT, f"Blockout {offer.schedule_num} is not there any more.")
        return
    span = f"{row['start_time']:%H:%M} to {row['stop_time']:%H:%M}"
    where = f"operatory {row['operatory_num']} on {row['sched_date']} from {span}"
    said = f"It says: {_one_line(row['note'])}"
    yield Entry(at, Part.BLOCKOUT, f"Blockout {offer.schedule_num} holds {where}. {said}.")


def _calls(
    transaction: Transaction, purpose: Purpose, subject: int, zone: ZoneInfo
) -> Iterator[Entry]:
    """Tell when each call began, what came of it, and what the provider said later."""
    of_what = "" if purpose is Purpose.OFFER else f" of the {purpose}"
    for row in history.attempts_of(transaction, purpose, subject):
        number = f"Attempt {row['attempt_no']}{of_what}"
        begun = f"{number} was written down by {row['lease_owner']}, and the provider was called."
        yield Entry.at(row["began_at"], zone, Part.ATTEMPT, begun)
        ended_at = row["ended_at"] or row["began_at"]
        yield Entry.at(ended_at, zone, Part.ATTEMPT, f"{number}: {_outcome(row, zone)}")
        for receipt in history.receipts_of(transaction, row["attempt_id"]):
            yield Entry.at(receipt["received_at"], zone, Part.RECEIPT, _receipt(receipt))


def _outcome(row: Row, zone: ZoneInfo) -> str:
    match AttemptState(row["state"]):
        case AttemptState.ACCEPTED:
            return f"the provider took the text as {row['provider_sid']}."
        case AttemptState.REJECTED:
            again = f" It is tried again from {_clock(row['next_at'], zone)} on."
            return f"{_refusal(row)}{again if row['next_at'] else ''}"
        case AttemptState.DISPATCHING:
            until = _clock(row["next_at"], zone)
            return f"how it ended is not known yet; if nobody says so by {until}, we ask."
        case AttemptState.UNKNOWN:
            return f"{_silence(row)} The provider is asked at {_clock(row['next_at'], zone)}."
        case AttemptState.NOT_SENT:
            return f"{_silence(row)} The provider had no trace of it at any look: not sent."
        case AttemptState.GIVEN_UP:
            return f"{_silence(row)} The provider never confirmed it, and it was not sent again."


def _refusal(row: Row) -> str:
    if row["provider_code"] is None:
        return "the provider could not be reached."
    answer = f"HTTP {row['http_status']}, code {row['provider_code']}"
    return f"the provider did not take it ({answer}). {codes.of_refusal(row['provider_code']).sentence}"


def _silence(row: Row) -> str:
    if row["http_status"] is None:
        return "the call ended without an answer."
    return f"the answer (HTTP {row['http_status']}) did not say whether it was sent."


def _receipt(row: Row) -> str:
    code = row["error_code"]
    reason = f" (code {code}). {codes.of_receipt(code).sentence}" if code else "."
    return f"The provider says {row['status']}{reason}"


def _clock(moment: datetime | None, zone: ZoneInfo) -> str:
    return "no time" if moment is None else f"{wall_time(moment, zone):%H:%M:%S}"


def _note(offer: AsapComm) -> Iterator[Entry]:
    """Why a text that was due did not go out."""
    if offer.note and _was_due(offer):
        yield Entry(offer.date_time_sms_sent, Part.NOTE, _one_line(offer.note))


def _answers(
    transaction: Transaction, num: AsapCommNum, request: Row | None, zone: ZoneInfo
) -> Iterator[Entry]:
    """What the patient said, and what that has led to."""
    for row in history.answers_of(transaction, num):
        said = _ANSWERS[Answer(row["answer"])]
        yield Entry.at(row["answered_at"], zone, Part.ANSWER, f"The patient {said}.")
        if row["outcome"] is not None:
            came = f"{_OUTCOMES[Outcome(row['outcome'])]}{_where(row, request)}"
            at = row["ended_at"] or row["answered_at"]
            yield Entry.at(at, zone, Part.ANSWER, f"The answer was carried out: {came}.")


def _where(row: Row, request: Row | None) -> str:
    """Say where an appointment was moved, and its number where it is a new one."""
    if row["outcome"] != Outcome.MOVED or row["slot_start"] is None:
        return ""
    operatory = f", operatory {request['op']}" if request else ""
    return f" to {row['slot_start']:%Y-%m-%d %H:%M}{operatory} (appointment {row['apt_num']})"


def _confirmation(transaction: Transaction, num: AsapCommNum, zone: ZoneInfo) -> Iterator[Entry]:
    """The text that confirms what was moved."""
    row = history.find_confirmation(transaction, num)
    if row is None:
        return
    said = f"A confirmation was to be texted; it is {row['state']}."
    why = f" {_one_line(row['note'])}" if row["note"] else ""
    yield Entry.at(row["created_at"], zone, Part.CONFIRMATION, f"{said}{why}")
    yield from _calls(transaction, Purpose.CONFIRMATION, row["text_num"], zone)


def _people(transaction: Transaction, offer: AsapComm, link_base: str) -> dict[str, str]:
    num = AsapCommNum(offer.asap_comm_num)
    patient = records.find_patient(transaction, PatNum(offer.pat_num))
    called = history.attempts_of(transaction, Purpose.OFFER, num)
    name = patient.f_name if patient else ""
    number = f"+{called[-1]['recipient']}" if called else patient.wireless_phone if patient else ""
    link = offer_url(link_base, history.find_link(transaction, num))
    text = at_sending(offer.template_text, name, link)
    return {"patient": f"{offer.pat_num} {name}".strip(), "number": number, "text": text}


def _one_line(text: str) -> str:
    return ", ".join(text.split("\r\n"))


def _wire(code: object) -> str:
    """A code by the name that it has over the wire."""
    return "".join(word.capitalize() for word in str(getattr(code, "name", code)).split("_"))
