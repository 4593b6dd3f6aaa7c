"""Openings that are offered to a list: what was asked, what was planned, and the answer."""

from dataclasses import dataclass, replace
from datetime import datetime
from typing import Final
from uuid import UUID

from sqlalchemy import bindparam, select

from schemas.keys import ScheduleNum
from schemas.messages import CreateOpening
from schemas.offered import OpeningBody
from worker.store.engine import Transaction
from worker.store.ledger.tables import opening
from worker.store.portion import Portion, in_portions
from worker.store.rows import columns, values


@dataclass(frozen=True, slots=True, kw_only=True)
class StoredOpening:
    """A request for an opening and, once decided, its status, sentence and blockout."""

    request_id: str
    body: str
    received_at: datetime
    plan: str | None = None
    """What is to be written, where tables have no transactions."""
    decided_at: datetime | None = None
    status: int | None = None
    sentence: str | None = None
    refusal_code: str | None = None
    schedule_num: ScheduleNum | None = None

    @property
    def asked(self) -> OpeningBody:
        """What was asked."""
        return OpeningBody.model_validate_json(self.body)

    @property
    def message(self) -> CreateOpening:
        """The message that asks a worker to decide it."""
        return CreateOpening(
            request_id=UUID(self.request_id), **self.asked.model_dump(by_alias=True)
        )


_COLUMNS = columns(StoredOpening, opening)
_FIND = select(*_COLUMNS).where(opening.c.request_id == bindparam("request_id"))
_UNANSWERED: Final = {"decided_at": None}
_UNDECIDED = in_portions(
    select(*_COLUMNS)
    .where(opening.c.decided_at.is_(None), opening.c.received_at <= bindparam("before"))
    .order_by(opening.c.received_at, opening.c.request_id)
)


def find(transaction: Transaction, request_id: UUID) -> StoredOpening | None:
    """Read a request for an opening."""
    return transaction.read(StoredOpening, _FIND, request_id=str(request_id))


def new(request_id: UUID, asked: OpeningBody, received_at: datetime) -> StoredOpening:
    """Make one that is not written yet."""
    body = asked.model_dump_json(by_alias=True, exclude_none=True)
    return StoredOpening(request_id=str(request_id), body=body, received_at=received_at)


def add(
    transaction: Transaction, request_id: UUID, asked: OpeningBody, now: datetime
) -> StoredOpening:
    """Write one unless it is there, and return the one that is there: the first counts."""
    made = new(request_id, asked, now)
    if write(transaction, made):
        return made
    written = find(transaction, request_id)
    if written is None:
        raise LookupError(f"opening {request_id} was written and is not there")
    return written


def write(transaction: Transaction, made: StoredOpening) -> bool:
    """Write one as it is; False where somebody else has written it."""
    return transaction.insert_once(opening, **values(made)) is not None


def keep_plan(transaction: Transaction, request_id: str, plan: str) -> None:
    """Write down what is to be written, before the first row of it is."""
    transaction.change(opening, request_id, _UNANSWERED, plan=plan)


def decide(transaction: Transaction, answered: StoredOpening) -> bool:
    """Write the answer; False where somebody else has answered."""
    told = values(replace(answered, plan=None))
    key = told.pop("request_id")
    return transaction.change(opening, key, _UNANSWERED, **told)


def undecided(transaction: Transaction, before: datetime, portion: Portion) -> list[StoredOpening]:
    """Find those that were accepted before a moment and have no answer yet."""
    return transaction.read_all(StoredOpening, _UNDECIDED, before=before, **portion.values)
