"""Requests for offers: what was asked, and the answer once it is decided."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import bindparam, select, update

from schemas.asapcomm import AsapComm, AsapCommPost
from schemas.keys import AptNum, AsapCommNum, RecallNum, Subject
from schemas.messages import CreateAsapComm
from worker import traces
from worker.rules.attempt import Purpose, TextKey
from worker.store import rows
from worker.store.engine import Transaction
from worker.store.ledger.tables import request, text
from worker.store.portion import Portion, in_portions
from worker.store.practice.asapcomms import API_COLUMNS, DueOffer
from worker.store.practice.tables import asapcomm
from worker.store.rows import columns, values


@dataclass(frozen=True, slots=True, kw_only=True)
class StoredRequest:
    """A request and, once decided, its status, sentence and offer."""

    request_id: str
    op: int
    apt_num: int
    slot_start: datetime
    short_guid: str
    received_at: datetime
    decided_at: datetime | None = None
    status: int | None = None
    sentence: str | None = None
    asap_comm_num: AsapCommNum | None = None
    refusal_code: str | None = None
    """What the sentence says, for programs; None for an offer, and from before there were codes."""
    recall_num: RecallNum | None = None
    traceparent: str | None = None
    """The trace that it came with, where traces are wanted."""
    untold: int | None = None
    """How many of ``events.OF_REQUEST`` it tells."""

    @property
    def subject(self) -> Subject:
        """What is to be offered for."""
        return self.recall_num is not None, AptNum(self.recall_num or self.apt_num)

    @property
    def body(self) -> AsapCommPost:
        """What was asked."""
        return AsapCommPost(
            op=self.op,
            aptNum=None if self.recall_num else self.apt_num,
            recallNum=self.recall_num,
            dateTimeStart=self.slot_start,
        )

    @property
    def message(self) -> CreateAsapComm:
        """The message that asks a worker to decide it."""
        return CreateAsapComm(
            request_id=UUID(self.request_id), **self.body.model_dump(by_alias=True)
        )


@dataclass(frozen=True, slots=True)
class Origin:
    """Where a text comes from: the id of its request, and the trace that it is part of."""

    request_id: str | None
    traceparent: str | None


_COLUMNS = columns(StoredRequest, request)
_FIND = select(*_COLUMNS).where(request.c.request_id == bindparam("request_id"))
_LOOK_UP = (
    select(*_COLUMNS, *(column.label(f"of_{column.key}") for column in API_COLUMNS))
    .join_from(request, asapcomm, asapcomm.c.asap_comm_num == request.c.asap_comm_num, isouter=True)
    .where(request.c.request_id == bindparam("request_id"))
)
_OVER = in_portions(
    select(request.c.asap_comm_num, request.c.request_id)
    .where(request.c.open_until <= bindparam("now_local"))
    .order_by(request.c.open_until, request.c.request_id)
)
_OF_OFFER = select(request.c.request_id, request.c.traceparent).where(
    request.c.asap_comm_num == bindparam("subject")
)
_OF_CONFIRMATION = (
    select(request.c.request_id, request.c.traceparent)
    .join_from(text, request, request.c.asap_comm_num == text.c.subject)
    .where(text.c.text_num == bindparam("subject"), text.c.purpose == Purpose.CONFIRMATION)
)
_CLOSE = (
    update(request)
    .where(request.c.asap_comm_num == bindparam("num"), request.c.open_until.is_not(None))
    .values(open_until=None)
)
_UNDECIDED = in_portions(
    select(*_COLUMNS)
    .where(request.c.decided_at.is_(None), request.c.received_at <= bindparam("before"))
    .order_by(request.c.received_at, request.c.request_id)
)


def origin(transaction: Transaction, key: TextKey) -> Origin:
    """Return the request that a text goes back to, for logs and traces; replies have none."""
    of = _OF_OFFER if key.purpose is Purpose.OFFER else _OF_CONFIRMATION
    return transaction.read(Origin, of, subject=key.subject) or Origin(None, None)


def find(transaction: Transaction, request_id: UUID) -> StoredRequest | None:
    """Read a request."""
    return transaction.read(StoredRequest, _FIND, request_id=str(request_id))


def look_up(
    transaction: Transaction, request_id: UUID
) -> tuple[StoredRequest, AsapComm | None] | None:
    """Read a request together with the offer that it has led to, as the API shows it."""
    row = transaction.one(_LOOK_UP, request_id=str(request_id))
    if row is None:
        return None
    stored = rows.read(StoredRequest, row)
    offer = {name: row[f"of_{name}"] for name in AsapComm.model_fields}
    is_there = offer["asap_comm_num"] is not None
    return stored, AsapComm.model_validate(offer) if is_there else None


def new(
    request_id: UUID, body: AsapCommPost, short_guid: str, received_at: datetime
) -> StoredRequest:
    """Make a request that is not written yet."""
    return StoredRequest(
        request_id=str(request_id),
        op=body.op,
        apt_num=body.apt_num or 0,
        recall_num=None if body.recall_num is None else RecallNum(body.recall_num),
        slot_start=body.date_time_start,
        short_guid=short_guid,
        received_at=received_at,
        traceparent=traces.current(),
    )


def add(
    transaction: Transaction, request_id: UUID, body: AsapCommPost, short_guid: str, now: datetime
) -> StoredRequest:
    """Write a request unless it is there, and return the one that is there: the first counts."""
    asked = new(request_id, body, short_guid, now)
    if transaction.insert_once(request, **values(asked)) is not None:
        return asked
    written = find(transaction, request_id)
    if written is None:
        raise LookupError(f"request {request_id} was written and is not there")
    return written


def decide(transaction: Transaction, answered: StoredRequest, open_until: datetime | None) -> bool:
    """Write the answer of a request; False where somebody else has answered it.

    ``open_until`` is the offer's DateTimeExpire, on the office's clock.
    """
    return transaction.change(
        request,
        answered.request_id,
        {"decided_at": None},
        decided_at=answered.decided_at,
        status=answered.status,
        sentence=answered.sentence,
        asap_comm_num=answered.asap_comm_num,
        open_until=open_until,
        refusal_code=answered.refusal_code,
        untold=answered.untold,
    )


def add_decided(
    transaction: Transaction, answered: StoredRequest, open_until: datetime | None
) -> bool:
    """Write a request together with its answer; False where somebody else has written it."""
    return transaction.insert_once(request, open_until=open_until, **values(answered)) is not None


def add_all_decided(
    transaction: Transaction, answered: Iterable[StoredRequest], open_until: datetime
) -> None:
    """Write requests together with their answers in one go, but those that somebody has written."""
    rows = [{**values(one), "open_until": open_until} for one in answered]
    transaction.insert_each_once(request, rows)


def undecided(transaction: Transaction, before: datetime, portion: Portion) -> list[StoredRequest]:
    """Find requests that were accepted before a moment and have no answer yet."""
    return transaction.read_all(StoredRequest, _UNDECIDED, before=before, **portion.values)


def over(transaction: Transaction, now_local: datetime, portion: Portion) -> list[DueOffer]:
    """Find offers whose DateTimeExpire has passed and that have not been ended."""
    return transaction.read_all(DueOffer, _OVER, now_local=now_local, **portion.values)


def close(transaction: Transaction, num: AsapCommNum) -> bool:
    """Say that an offer has come to its end; say whether nobody had."""
    return bool(transaction.run(_CLOSE, num=num))
