"""Numbers that are not texted, and the record of who refused texts and who took that back."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from sqlalchemy import bindparam, select

from schemas.keys import PatNum
from worker.store.engine import Transaction
from worker.store.ledger.tables import consent, number

_LONGEST_WORDS = 255


class NumberState(StrEnum):
    """Why a number is not texted."""

    BAD = "bad"
    """It cannot receive texts."""
    OPTED_OUT = "opted-out"
    """Whoever answers it has said stop."""
    FINE = "fine"
    """It is texted again."""


class Change(StrEnum):
    """What a record of consent says."""

    STOP = "stop"
    START = "start"


@dataclass(frozen=True, slots=True, kw_only=True)
class Consent:
    """Texts refused, or wanted again: by which number, words and message, and when."""

    number: str
    change: Change
    words: str
    source: str
    heard_at: datetime
    honoured_at: datetime


_STATE = select(number.c.state).where(number.c.number == bindparam("phone"))
_STATES = select(number.c.number, number.c.state).where(
    number.c.number.in_(bindparam("phones", expanding=True))
)
_KNOWN = select(number.c.state, number.c.code, number.c.since).where(
    number.c.number == bindparam("phone")
)
_HISTORY = (
    select(consent.c.heard_at, consent.c.what, consent.c.words)
    .where(consent.c.number == bindparam("phone"), consent.c.pat_num == 0)
    .order_by(consent.c.consent_num)
)
_STOPPED = (
    select(consent.c.pat_num, consent.c.txt_msg_ok_before, consent.c.what)
    .where(consent.c.number == bindparam("phone"))
    .order_by(consent.c.consent_num)
)
_OF_SOURCE = (
    select(consent.c.pat_num, consent.c.txt_msg_ok_before)
    .where(consent.c.source == bindparam("source"), consent.c.what == bindparam("change"))
    .order_by(consent.c.pat_num)
)


def state_of(transaction: Transaction, phone: str) -> NumberState:
    """Say why a number is not texted, or that it may be."""
    return NumberState(transaction.value(_STATE, phone=phone) or NumberState.FINE)


def states_of(transaction: Transaction, phones: Collection[str]) -> dict[str, NumberState]:
    """Say of those numbers about which something is known what it is."""
    rows = transaction.all(_STATES, phones=sorted(phones)) if phones else []
    return {row["number"]: NumberState(row["state"]) for row in rows}


def known(transaction: Transaction, phone: str) -> tuple[NumberState, int, datetime] | None:
    """Return why a number is not texted, by which code and since when; None where it is new."""
    row = transaction.one(_KNOWN, phone=phone)
    return None if row is None else (NumberState(row["state"]), row["code"], row["since"])


def history(transaction: Transaction, phone: str) -> list[tuple[datetime, Change, str]]:
    """Return when a number has refused texts or wanted them again, and in which words."""
    rows = transaction.all(_HISTORY, phone=phone)
    return [(row["heard_at"], Change(row["what"]), row["words"]) for row in rows]


def remember(
    transaction: Transaction, phone: str, state: NumberState, code: int, now: datetime
) -> None:
    """Text a number no more; an opt-out is not lost to a bad line."""
    if transaction.value(_STATE, phone=phone) is None and transaction.insert_once(
        number, number=phone, state=state, code=code, since=now
    ):
        return
    if state is NumberState.OPTED_OUT or state_of(transaction, phone) is NumberState.FINE:
        transaction.change(number, phone, {}, state=state, code=code, since=now)


def forget(transaction: Transaction, phone: str, state: NumberState, now: datetime) -> bool:
    """Text a number again that was not texted for this reason; say whether it was not."""
    return transaction.change(number, phone, {"state": [state]}, state=NumberState.FINE, since=now)


def record_consent(
    transaction: Transaction, told: Consent, pat_num: PatNum | int, before: int | None
) -> None:
    """Add to the record of consent; what a worker that died had added is not added again."""
    transaction.insert_once(
        consent,
        number=told.number,
        pat_num=pat_num,
        what=told.change,
        words=told.words[:_LONGEST_WORDS],
        source=told.source,
        heard_at=told.heard_at,
        honoured_at=told.honoured_at,
        txt_msg_ok_before=before,
    )


def patients_of(transaction: Transaction, told: Consent) -> dict[PatNum, int]:
    """Return whose TxtMsgOk a recorded change is to move, with what it was before a STOP.

    For a START that is what it is set back to.
    """
    rows = transaction.all(_OF_SOURCE, source=told.source, change=told.change)
    return {
        PatNum(row["pat_num"]): row["txt_msg_ok_before"]
        for row in rows
        if row["txt_msg_ok_before"] is not None
    }


def stopped_patients(transaction: Transaction, phone: str) -> dict[PatNum, int]:
    """Return whose TxtMsgOk a number's last STOP has changed, with what it was before."""
    found: dict[PatNum, int] = {}
    for row in transaction.all(_STOPPED, phone=phone):
        if row["what"] == Change.START:
            found.pop(row["pat_num"], None)
        elif row["txt_msg_ok_before"] is not None:
            found[PatNum(row["pat_num"])] = row["txt_msg_ok_before"]
    return found
