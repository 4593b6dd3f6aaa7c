"""All that was written down about one offer, to be told in order."""

from typing import Any

from sqlalchemy import bindparam, select

from schemas.keys import AsapCommNum, ScheduleNum
from worker.rules.attempt import Purpose
from worker.store.engine import Transaction
from worker.store.ledger.tables import answer, attempt, receipt, request, text
from worker.store.practice.tables import asapcomm, schedule, scheduleop

Row = dict[str, Any]

_REQUEST = (
    select(*request.c["request_id", "op", "slot_start", "received_at", "decided_at"])
    .where(request.c.asap_comm_num == bindparam("num"))
    .order_by(request.c.received_at)
)
_LINK = select(asapcomm.c.short_guid).where(asapcomm.c.asap_comm_num == bindparam("num"))
_BLOCKOUT = (
    select(
        *schedule.c["sched_date", "start_time", "stop_time", "note"],
        scheduleop.c.operatory_num,
    )
    .join(scheduleop, scheduleop.c.schedule_num == schedule.c.schedule_num)
    .where(schedule.c.schedule_num == bindparam("schedule_num"))
)
_ATTEMPTS = (
    select(
        *attempt.c["attempt_id", "attempt_no", "state", "recipient", "began_at", "lease_owner"],
        *attempt.c["next_at", "ended_at", "provider_sid", "http_status", "provider_code"],
    )
    .where(attempt.c.purpose == bindparam("purpose"), attempt.c.subject == bindparam("subject"))
    .order_by(attempt.c.attempt_no)
)
_CONFIRMATION = select(text.c.text_num, text.c.state, text.c.note, text.c.created_at).where(
    text.c.purpose == Purpose.CONFIRMATION, text.c.subject == bindparam("num")
)

_RECEIPTS = (
    select(receipt.c.status, receipt.c.error_code, receipt.c.received_at)
    .where(receipt.c.attempt_id == bindparam("attempt_id"))
    .order_by(receipt.c.received_at)
)
_ANSWERS = (
    select(*answer.c["answer", "outcome", "apt_num", "answered_at", "ended_at", "slot_start"])
    .where(answer.c.asap_comm_num == bindparam("num"))
    .order_by(answer.c.answer_num)
)


def find_request(transaction: Transaction, num: AsapCommNum) -> Row | None:
    """Read the request that made an offer; None where another program has made it."""
    return transaction.one(_REQUEST, num=num)


def find_link(transaction: Transaction, num: AsapCommNum) -> str:
    """Return the part of an offer's link that no other has."""
    return str(transaction.value(_LINK, num=num) or "")


def find_blockout(transaction: Transaction, schedule_num: ScheduleNum) -> Row | None:
    """Read a blockout as it stands; None when staff removed it."""
    return transaction.one(_BLOCKOUT, schedule_num=schedule_num)


def attempts_of(transaction: Transaction, purpose: Purpose, subject: int) -> list[Row]:
    """Read every attempt to send a text."""
    return transaction.all(_ATTEMPTS, purpose=purpose, subject=subject)


def find_confirmation(transaction: Transaction, num: AsapCommNum) -> Row | None:
    """Read the text that confirms an accepted offer."""
    return transaction.one(_CONFIRMATION, num=num)


def receipts_of(transaction: Transaction, attempt_id: str) -> list[Row]:
    """Read what the provider said of an attempt afterwards."""
    return transaction.all(_RECEIPTS, attempt_id=attempt_id)


def answers_of(transaction: Transaction, num: AsapCommNum) -> list[Row]:
    """Read what the patient has answered, and what that has led to."""
    return transaction.all(_ANSWERS, num=num)
