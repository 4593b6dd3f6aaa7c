"""Senders: stopped because every text would fail, and how far their pace is used up."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import bindparam, literal_column, null, select, union_all, update

from schemas.keys import ClinicNum
from worker.rules.hold import OF_EVERYTHING
from worker.rules.rate_limit import Pace
from worker.store import rows
from worker.store.engine import Transaction
from worker.store.ledger.holds import IN_FORCE
from worker.store.ledger.operating_tables import hold
from worker.store.ledger.tables import sender
from worker.store.rows import columns, values


@dataclass(frozen=True, slots=True, kw_only=True)
class StoppedSender:
    """A sender from which nothing goes out but one text now and then, to see if it works again."""

    stopped_at: datetime
    code: int
    is_by_receipt: bool
    """Whether only a receipt tells that it works, because the provider takes every text."""
    probe_at: datetime


@dataclass(frozen=True, slots=True)
class Door:
    """What keeps a clinic's text from the provider."""

    stopped: StoppedSender | None
    is_held: bool


_IS_STOPPED = (sender.c.sender == bindparam("name"), sender.c.stopped_at.is_not(None))
_FIND = select(*columns(StoppedSender, sender)).where(*_IS_STOPPED)
_DOOR = union_all(
    select(*columns(StoppedSender, sender), literal_column("0").label("is_held")).where(
        *_IS_STOPPED
    ),
    select(hold.c.held_at, null(), null(), null(), literal_column("1")).where(
        IN_FORCE, hold.c.clinic_num.in_([*sorted(OF_EVERYTHING), bindparam("clinic_num")])
    ),
)
"""One read, because every text asks it."""

_PACE = select(sender.c.free_at, sender.c.waiting_until).where(sender.c.sender == bindparam("name"))
_CLAIM_PROBE = (
    update(sender)
    .where(*_IS_STOPPED, sender.c.probe_at <= bindparam("now"))
    .values(probe_at=bindparam("next_probe"))
)
_PROBE_AGAIN = update(sender).where(*_IS_STOPPED).values(probe_at=bindparam("now"))
_RELEASE = (
    update(sender)
    .where(*_IS_STOPPED)
    .values(stopped_at=None, probe_at=None, code=None, is_by_receipt=None)
)
_RELEASE_BY_CALL = _RELEASE.where(sender.c.is_by_receipt == 0)
_RELEASE_BY_RECEIPT = _RELEASE.where(sender.c.stopped_at <= bindparam("sent_at"))


def find_stopped(transaction: Transaction, name: str) -> StoppedSender | None:
    """Read a sender that is stopped; None where it is not."""
    return transaction.read(StoppedSender, _FIND, name=name)


def door(transaction: Transaction, name: str, clinic_num: ClinicNum) -> Door:
    """Read whether a sender is stopped, and whether everything or this clinic is held."""
    found = transaction.all(_DOOR, name=name, clinic_num=clinic_num)
    stops = (rows.read(StoppedSender, row) for row in found if not row["is_held"])
    return Door(next(stops, None), is_held=any(row["is_held"] for row in found))


def stop(
    transaction: Transaction,
    name: str,
    code: int,
    *,
    is_by_receipt: bool,
    now: datetime,
    probe_at: datetime,
) -> bool:
    """Stop a sender; say whether it was not stopped before."""
    _make(transaction, name)
    return transaction.change(
        sender,
        name,
        {"stopped_at": None},
        stopped_at=now,
        code=code,
        is_by_receipt=int(is_by_receipt),
        probe_at=probe_at,
    )


def claim_probe(transaction: Transaction, name: str, now: datetime, next_probe: datetime) -> bool:
    """Claim the one text that may try a stopped sender; say whether its time has come."""
    return bool(transaction.run(_CLAIM_PROBE, name=name, now=now, next_probe=next_probe))


def probe_again(transaction: Transaction, name: str, now: datetime) -> None:
    """Let another text try a stopped sender at once."""
    transaction.run(_PROBE_AGAIN, name=name, now=now)


def release(transaction: Transaction, name: str) -> bool:
    """Let a sender send again; say whether it was stopped."""
    return bool(transaction.run(_RELEASE, name=name))


def release_by_call(transaction: Transaction, name: str) -> bool:
    """Let a sender send again whose text was taken, if it was stopped because texts were not."""
    return bool(transaction.run(_RELEASE_BY_CALL, name=name))


def release_by_receipt(transaction: Transaction, name: str, sent_at: datetime) -> bool:
    """Let a sender send again that has delivered a text which was sent after the stop."""
    return bool(transaction.run(_RELEASE_BY_RECEIPT, name=name, sent_at=sent_at))


def pace(transaction: Transaction, name: str, now: datetime) -> Pace:
    """Read how far a sender's pace is used up; the caller holds its lock."""
    row: dict[str, Any] = transaction.one(_PACE, name=name) or {}
    return Pace(row.get("free_at") or now, row.get("waiting_until") or now)


def set_pace(transaction: Transaction, name: str, pace: Pace) -> None:
    """Write how far a sender's pace is used up; the caller holds its lock."""
    _make(transaction, name)
    transaction.change(sender, name, {}, **values(pace))


def _make(transaction: Transaction, name: str) -> None:
    """Look first: InnoDB lets two share a row they did not insert, and then neither may change it."""
    if transaction.one(_PACE, name=name) is None:
        transaction.insert_once(sender, sender=name)
