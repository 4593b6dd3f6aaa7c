"""A big office to plan statements for, and the values that they are run with."""

from datetime import UTC, time, timedelta
from typing import Any, Final

from sqlalchemy import ColumnElement, Connection, String, Table, cast, insert, literal, select

from bench import scale_rows
from bench.scale_rows import NOW, number
from bench.scale_times import later
from schemas.codes import AlertType, ApptSource, HistApptAction, LogSource
from schemas.events import EventKind
from worker.rules.answer import Answer, Outcome
from worker.rules.attempt import AttemptState, Purpose, TextState
from worker.store.ledger import event_tables, operating_tables
from worker.store.ledger import tables as own_tables
from worker.store.ledger.tables import (
    OWN,
    attempt,
    consent,
    inbound,
    receipt,
    request,
    sender,
    spending,
    trial,
)
from worker.store.ledger.tables import number as phone_number
from worker.store.ledger.tables import text as own_text
from worker.store.practice import booking_tables as bookings
from worker.store.practice import tables

APPOINTMENTS: Final = 10_000
OFFERS: Final = 2 * APPOINTMENTS
A_TENTH: Final = APPOINTMENTS // 10
"""What no plan of MariaDB may expect to read; an operatory has a sixth of all appointments."""

NOON: Final = NOW.replace(tzinfo=UTC)
VALUES: Final[dict[str, object]] = {
    "num": 5000,
    "apt_num": 5000,
    "asap_comm_nums": [5000, 5001],
    "pat_nums": [500, 501],
    "apt_nums": [5000, 5001],
    "f_keys": [5000, 5001],
    "short_guids": ["12345", "12346"],
    "phones": ["5000", "5001"],
    "recall_num": 5000,
    "recall_nums": [5000, 5001],
    "pat_num": 500,
    "schedule_num": 3000,
    "schedule_nums": [3000, 3001],
    "planned_nums": [5000, 5001],
    "made_from": [5000],
    "first_day": NOW.date(),
    "last_day": NOW.date(),
    "op": 2,
    "clinic_num": 1,
    "appointment_type_num": 3,
    "at_most": 100,
    "kind": AlertType.WEB_SCHED_ASAP_APPT_CREATED,
    "skipped": 100,
    "id": "attempt-5000",
    "attempt_id": "attempt-5000",
    "before_name": "slot/2000-01-01",
    "keys": ["slot/1999-12-31/2"],
    "receipt_num": 5000,
    "inbound_num": 5000,
    "message_sid": "SM5000",
    "sids": ["SM5000", "SM5001"],
    "status": "sent",
    "rank": 4,
    "error_code": 0,
    "told": 2,
    "ended": NOW,
    "why": "bad",
    "heard": "stop",
    "held_at": NOON,
    "number": "5000",
    "phone": "5000",
    "change": "stop",
    "source": "SM5000",
    "digits": "%5%5%5%0%1%0%0%",
    "again_at": NOON,
    "after_at": NOON,
    "before_at": NOON - timedelta(days=400),
    "next_probe": NOON,
    "sent_at": NOON,
    "clinic": 1,
    "month": "2026-11",
    "of_month": "2026-11",
    "more": 1,
    "request_id": "request-5000",
    "guid": "attempt-5000",
    "purpose": Purpose.OFFER,
    "subject": 5000,
    "text_num": 5000,
    "message_id": "5000",
    "name": "offer/5000",
    "name_gone": "nobody",
    "of_name": "billing",
    "last_turn": 1,
    "short_guid": "12345",
    "code": 200,
    "text": "",
    "note": "",
    "mark": "Operatory 2",
    "first": 19_600,
    "last": 19_900,
    "start": NOW - timedelta(days=7),
    "end": NOW,
    "now": NOON,
    "before": NOW + timedelta(days=1),
    "after": NOW,
    "now_local": NOW,
    "expires_after": NOW,
    "settled": NOW,
    "lease_ends": NOON,
    "moment": NOW,
    "midnight": NOW - timedelta(hours=12),
    "next_midnight": NOW + timedelta(hours=12),
    "day": NOW.date() + timedelta(days=1),
    "days": [NOW.date() + timedelta(days=1)],
    "start_time": time(14, 40),
    "slot_start": NOW,
    "page": "500/apt/5000",
    "after_num": 0,
    "action": HistApptAction.CHANGED,
    "words": "New WebSched Appointment",
    "nums": [3000, 3001],
    "guids": ["attempt-5000", "attempt-5001"],
    "today": NOW.date(),
    "clock": NOW.time(),
    "f_key": 5000,
    "new": 3,
    "turn": 5000,
    "turns": [5000, 5001],
    "new_turn": 5000,
    "event_num": 5000,
    "event_nums": [5000, 5001],
    "request_ids": ["request-5000", "request-5001"],
    "endpoint_num": 1,
    "delivery_nums": [5000, 5001],
    "since": NOON,
}
OTHERS: Final[dict[str, dict[str, object]]] = {
    "requests._UNDECIDED": {"before": NOON},
    "openings._UNDECIDED": {"before": NOON},
    "own_texts._DUE": {"settled": NOON},
    "answers._UNFINISHED": {"before": NOON},
    "own_texts._KNOWN": {"purpose": Purpose.CONFIRMATION},
    "backlogs._RUNNING": {"now_local": NOW + timedelta(minutes=OFFERS - 500)},
    "events._LATER": {"turn": OFFERS - 100},
    "asapcomm_list._NEXT_FROM": {"num": 19_900},
    "api_keys._END": {"moment": NOON},
}
"""Statements that mean something else by a name."""


def fill_the_rest(connection: Connection) -> None:
    """Write what the service itself has written for those offers."""
    scale_rows.invite(connection, APPOINTMENTS, scale_rows.invitees(APPOINTMENTS, 10))
    text = cast(number, String)
    pat_num = number % scale_rows.patients(APPOINTMENTS) + 1
    sent = {"pat_num": pat_num, "guid_message": literal("attempt-") + text, "msg_text": "An offer"}
    logged = {"pat_num": pat_num, "comm_date_time": NOW, "note": literal("An offer ") + text}
    asked = {
        "request_id": literal("request-") + text,
        "op": 1,
        "apt_num": number + 1,
        "slot_start": NOW,
        "short_guid": text,
        "received_at": NOW,
        "decided_at": later(NOW - timedelta(minutes=OFFERS), number),
        "status": 200,
        "sentence": "",
        "asap_comm_num": number + 1,
        "open_until": later(NOW - timedelta(minutes=60), number),
    }
    wanted = {
        "request_id": literal("request-") + text,
        "body": "{}",
        "received_at": NOW,
        "decided_at": later(NOW - timedelta(minutes=OFFERS), number),
        "status": 200,
    }
    said = {
        "purpose": Purpose.CONFIRMATION.value,
        "subject": number + 1,
        "pat_num": pat_num,
        "clinic_num": 0,
        "recipient": "1",
        "body": "",
        "msg_type": 10,
        "due_at": NOW,
        "expires_at": NOW,
        "state": TextState.SENT.value,
        "note": "",
        "created_at": NOW,
    }
    tried = {
        "attempt_id": literal("attempt-") + text,
        "purpose": Purpose.OFFER.value,
        "subject": number + 1,
        "attempt_no": 1,
        "state": AttemptState.ACCEPTED.value,
        "recipient": text,
        "token": text,
        "body": "",
        "began_at": NOW,
        "lease_owner": "",
        "tries": 0,
    }
    kept = {
        "message_id": text,
        "queue": "asapcomm",
        "actor": "create-asapcomm",
        "arguments": "",
        "reason": "",
        "received_at": NOW,
        "outcome": "dropped",
    }
    beaten = {
        "process_id": text,
        "kind": "worker",
        "machine": "one",
        "pid": number,
        "started_at": NOW,
        "beat_at": NOW,
    }
    held = {"clinic_num": number, "held_by": "anna", "why": "", "held_at": NOW}
    happened = {
        "event_id": text,
        "kind": EventKind.OFFER_SENT.value,
        "happened_at": later(NOW - timedelta(minutes=OFFERS), number),
        "asap_comm_num": number + 1,
        "data": "{}",
        "turn": number,
    }
    due = {"endpoint_num": number, "event_num": number, "tries": 0, "due_at": NOW}
    rows: list[tuple[Table, dict[str, Any]]] = [
        (tables.commoptout, {"pat_num": pat_num}),
        (tables.smstomobile, sent),
        (tables.commlog, logged),
        (request, asked),
        (own_tables.opening, wanted),
        (attempt, tried),
        (own_text, said),
        *_answers(text, pat_num),
        *_moves(text, pat_num),
        (tables.recall, {"pat_num": pat_num, "recall_type_num": 1}),
        (trial, {"name": literal("offer/") + text, "tries": 1, "lease_ends": NOW}),
        (own_tables.lock, {"name": literal("patient/") + text, "taken": 1}),
        (own_tables.lock, {"name": literal("slot/2026-11-25/") + text, "taken": 1}),
        (own_tables.kept_message, kept),
        (operating_tables.heartbeat, beaten),
        (operating_tables.hold, held),
        (event_tables.event, happened),
        (event_tables.delivery, due),
    ]
    with scale_rows.counting(connection, OFFERS):
        for table, values in rows:
            scale_rows.write(connection, table, OFFERS, values)
        months = select(number, literal("2026-11"), literal(1)).where(number < OFFERS)
        names = ["clinic_num", "month", "segments"]
        connection.execute(insert(spending).from_select(names, months))


def _moves(
    text: ColumnElement[str], pat_num: ColumnElement[int]
) -> list[tuple[Table, dict[str, Any]]]:
    """Return what patients have answered, and the traces of their moves."""
    answered = {
        "page": cast(pat_num, String) + literal("/apt/") + text,
        "after": 0,
        "asap_comm_num": number + 1,
        "answer": Answer.ACCEPT.value,
        "was_start": NOW,
        "answered_at": NOW,
        "outcome": Outcome.NOT_AVAILABLE.value,
    }
    ended = {"schedule_num": number + 1, "op": 1, "slot_start": NOW, "ended_at": NOW}
    done = {
        "account": "anna",
        "deed": "send",
        "op": number + 1,
        "slot_start": NOW,
        "request_id": literal("request-") + text,
        "done_at": NOW,
    }
    kept = {
        "apt_num": number + 1,
        "pat_num": pat_num,
        "hist_appt_action": HistApptAction.CHANGED.value,
        "appt_source": ApptSource.ASAP.value,
        "hist_date_t_stamp": NOW,
    }
    audited = {
        "f_key": number + 1,
        "pat_num": pat_num,
        "log_source": LogSource.WEB_SCHED_ASAP.value,
        "log_date_time": NOW,
    }
    return [
        (own_tables.answer, answered),
        (own_tables.ended_blockout, ended),
        (operating_tables.deed, done),
        (
            operating_tables.saved_text,
            {"clinic_num": number + 1, "account": "anna", "saved_local": NOW},
        ),
        (bookings.histappointment, kept),
        (bookings.securitylog, audited),
        (bookings.procedurelog, {"pat_num": pat_num, "planned_apt_num": number + 1}),
        (bookings.labcase, {"pat_num": pat_num, "planned_apt_num": number + 1}),
        (bookings.apptfield, {"apt_num": number + 1, "field_name": "Shade"}),
    ]


def _answers(
    text: ColumnElement[str], pat_num: ColumnElement[int]
) -> list[tuple[Table, dict[str, Any]]]:
    """Return what came back from the provider, and what follows from it."""
    told = {
        "attempt_id": literal("attempt-") + text,
        "message_sid": literal("SM") + text,
        "status": "delivered",
        "error_code": 0,
        "sender": "1",
        "received_at": NOW,
        "applied_at": NOW,
    }
    heard = {
        "message_sid": literal("SM") + text,
        "sender": text,
        "recipient": "1",
        "body": "",
        "opt_out_type": "",
        "received_at": NOW,
        "applied_at": NOW,
        "wish": "none",
    }
    refused = {
        "number": text,
        "pat_num": pat_num,
        "what": "stop",
        "words": "stop",
        "source": literal("SM") + text,
        "heard_at": NOW,
        "honoured_at": NOW,
    }
    return [
        (receipt, told),
        (inbound, heard),
        (consent, refused),
        (phone_number, {"number": text, "state": "bad", "code": 30006, "since": NOW}),
        (sender, {"sender": literal("offer/") + text}),
        (
            tables.smsfrommobile,
            {"pat_num": pat_num, "guid_message": literal("SM") + text, "msg_text": "ok"},
        ),
    ]


def analyze(connection: Connection) -> None:
    """Gather statistics as servers do by themselves; SQLite never does."""
    match connection.dialect.name:
        case "postgresql":
            connection.exec_driver_sql("ANALYZE")
        case "mysql":
            names = ", ".join([*tables.PRACTICE.tables, *OWN.tables])
            connection.exec_driver_sql(f"ANALYZE TABLE {names}")
