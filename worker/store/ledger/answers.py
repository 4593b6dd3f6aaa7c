"""Patients' answers: what was said, on which page, and what it has led to."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import bindparam, select

from schemas.keys import AptNum, AsapCommNum
from worker.rules.answer import Answer, Outcome
from worker.store.engine import Transaction
from worker.store.ledger.tables import answer
from worker.store.portion import Portion, in_portions
from worker.store.rows import columns


@dataclass(frozen=True, slots=True, kw_only=True)
class StoredAnswer:
    """An answer; without an outcome it is still to be finished."""

    answer_num: int
    page: str
    after: int
    asap_comm_num: AsapCommNum
    answer: Answer
    was_start: datetime
    slot_start: datetime | None
    answered_at: datetime
    outcome: Outcome | None
    apt_num: AptNum | None
    text_num: int | None = None
    """The text that confirms it, where it was written just now."""


_COLUMNS = columns(StoredAnswer, answer)
_LOAD = select(*_COLUMNS).where(answer.c.answer_num == bindparam("num"))
_TO_PAGE = select(*_COLUMNS).where(
    answer.c.page == bindparam("page"), answer.c.after == bindparam("after_num")
)
_LAST = (
    select(*_COLUMNS)
    .where(answer.c.page == bindparam("page"))
    .order_by(answer.c.after.desc())
    .limit(1)
)
_UNFINISHED = in_portions(
    select(answer.c.answer_num)
    .where(answer.c.outcome.is_(None), answer.c.answered_at <= bindparam("before"))
    .order_by(answer.c.answer_num)
)


def load(transaction: Transaction, answer_num: int) -> StoredAnswer | None:
    """Read an answer."""
    return transaction.read(StoredAnswer, _LOAD, num=answer_num)


def to_page(transaction: Transaction, page: str, after: int) -> StoredAnswer | None:
    """Read the answer to a page as it was shown after another answer; 0 is the first showing."""
    return transaction.read(StoredAnswer, _TO_PAGE, page=page, after_num=after)


def last(transaction: Transaction, page: str) -> StoredAnswer | None:
    """Read what was answered last on a page."""
    return transaction.read(StoredAnswer, _LAST, page=page)


def add(transaction: Transaction, *, ended_at: datetime | None, **values: Any) -> StoredAnswer:  # noqa: ANN401 - a column's
    """Write an answer to a page that has none; whoever calls holds the patient's lock."""
    answer_num = transaction.insert(answer, ended_at=ended_at, **values)
    return StoredAnswer(answer_num=answer_num, apt_num=None, **values)


def end(
    transaction: Transaction,
    answer_num: int,
    outcome: Outcome,
    apt_num: AptNum | None,
    now: datetime,
) -> None:
    """Write what an answer has led to; what is known already stays."""
    transaction.change(
        answer, answer_num, {"outcome": None}, outcome=outcome, apt_num=apt_num, ended_at=now
    )


def unfinished(transaction: Transaction, before: datetime, portion: Portion) -> list[int]:
    """Find answers that were given before a moment and have led to nothing yet."""
    return transaction.column(_UNFINISHED, before=before, **portion.values)
