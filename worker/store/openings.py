"""Openings that are offered to a list: what was asked, what was planned, and the answer."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import bindparam, select, update

from schemas.keys import ScheduleNum
from schemas.messages import CreateOpening
from schemas.offered import OpeningBody
from worker.store.engine import Transaction
from worker.store.own_tables import opening
from worker.store.portion import Portion, in_portions


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


_COLUMNS = [opening.c[name] for name in StoredOpening.__slots__]
_FIND = select(*_COLUMNS).where(opening.c.request_id == bindparam("request_id"))
_PLAN = (
    update(opening)
    .where(opening.c.request_id == bindparam("id"), opening.c.decided_at.is_(None))
    .values(plan=bindparam("text"))
)
_DECIDE = (
    update(opening)
    .where(opening.c.request_id == bindparam("id"), opening.c.decided_at.is_(None))
    .values(
        plan=None,
        decided_at=bindparam("at"),
        status=bindparam("code"),
        sentence=bindparam("text"),
        refusal_code=bindparam("refusal_code"),
        schedule_num=bindparam("num"),
    )
)
_UNDECIDED = in_portions(
    select(*_COLUMNS)
    .where(opening.c.decided_at.is_(None), opening.c.received_at <= bindparam("before"))
    .order_by(opening.c.received_at, opening.c.request_id)
)


def find(transaction: Transaction, request_id: UUID) -> StoredOpening | None:
    """Read a request for an opening."""
    row = transaction.one(_FIND, request_id=str(request_id))
    return None if row is None else StoredOpening(**row)


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
    values = {name: getattr(made, name) for name in StoredOpening.__slots__}
    return transaction.insert_once(opening, **values) is not None


def keep_plan(transaction: Transaction, request_id: str, plan: str) -> None:
    """Write down what is to be written, before the first row of it is."""
    transaction.run(_PLAN, id=request_id, text=plan)


def decide(transaction: Transaction, answered: StoredOpening) -> bool:
    """Write the answer; False where somebody else has answered."""
    changed = transaction.run(
        _DECIDE,
        id=answered.request_id,
        at=answered.decided_at,
        code=answered.status,
        text=answered.sentence,
        refusal_code=answered.refusal_code,
        num=answered.schedule_num,
    )
    return bool(changed)


def undecided(transaction: Transaction, before: datetime, portion: Portion) -> list[StoredOpening]:
    """Find those that were accepted before a moment and have no answer yet."""
    rows = transaction.all(_UNDECIDED, before=before, **portion.values)
    return [StoredOpening(**row) for row in rows]
