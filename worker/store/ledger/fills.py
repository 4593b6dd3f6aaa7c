"""What the ledger knows of offers that were accepted, and of patients who refused texts after one."""

from collections.abc import Iterable
from datetime import datetime
from typing import Final

from sqlalchemy import BindParameter, bindparam, select

from schemas.keys import AsapCommNum
from worker.rules.answer import Outcome
from worker.rules.attempt import Purpose
from worker.store.engine import Transaction
from worker.store.ledger.numbers import Change
from worker.store.ledger.tables import answer, attempt, consent
from worker.store.portion import in_batches

_NUMS: Final[BindParameter[int]] = bindparam("nums", expanding=True)
_ACCEPTED: Final = select(answer.c.asap_comm_num, answer.c.answered_at).where(
    answer.c.asap_comm_num.in_(_NUMS), answer.c.outcome == Outcome.MOVED
)
_RECIPIENTS: Final = select(attempt.c.subject, attempt.c.recipient).where(
    attempt.c.purpose == Purpose.OFFER, attempt.c.subject.in_(_NUMS)
)
_STOPS: Final = select(consent.c.number, consent.c.heard_at).where(
    consent.c.number.in_(bindparam("phones", expanding=True)),
    consent.c.pat_num == 0,
    consent.c.what == Change.STOP,
)


def accepted(transaction: Transaction, nums: Iterable[AsapCommNum]) -> dict[AsapCommNum, datetime]:
    """Return when offers were accepted that have moved an appointment."""
    return {
        AsapCommNum(row["asap_comm_num"]): row["answered_at"]
        for some in in_batches(sorted({*nums}))
        for row in transaction.all(_ACCEPTED, nums=list(some))
    }


def stops(
    transaction: Transaction, nums: Iterable[AsapCommNum]
) -> tuple[dict[AsapCommNum, str], dict[str, list[datetime]]]:
    """Return to which number offers were sent, and when those numbers have said stop."""
    recipients = {
        AsapCommNum(row["subject"]): row["recipient"]
        for some in in_batches(sorted({*nums}))
        for row in transaction.all(_RECIPIENTS, nums=list(some))
    }
    said: dict[str, list[datetime]] = {}
    for phones in in_batches(sorted({*recipients.values()})):
        for row in transaction.all(_STOPS, phones=list(phones)):
            said.setdefault(row["number"], []).append(row["heard_at"])
    return recipients, said
