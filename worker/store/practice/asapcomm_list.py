"""Pages of offers by the time they were entered, for which Open Dental has no index.

Keys count up as rows are entered, so the page is looked for by key: from the newest backwards in
growing strides, then in halves. Offices with random keys have to be read through.
"""

from datetime import datetime, timedelta
from typing import Any, Final

from sqlalchemy import Select, bindparam, func, select, union

from schemas.asapcomm import AsapComm
from schemas.keys import ClinicNum
from worker.store.engine import Transaction
from worker.store.ledger.event_tables import event
from worker.store.ledger.tables import request
from worker.store.portion import Portion, in_portions
from worker.store.practice.asapcomms import API_COLUMNS
from worker.store.practice.tables import asapcomm, preference

DISORDER: Final = timedelta(days=1)
"""Entry times may lag behind the order of the keys this much: clocks change, rows are mended."""

_FIRST_STRIDE: Final = 256
_GROWTH: Final = 8

_NEWEST: Final = select(func.max(asapcomm.c.asap_comm_num))
_NEXT_FROM: Final = (
    select(asapcomm.c.date_time_entry)
    .where(asapcomm.c.asap_comm_num >= bindparam("num"))
    .order_by(asapcomm.c.asap_comm_num)
    .limit(1)
)
_RANDOM_KEYS: Final = select(preference.c.value_string).where(
    preference.c.pref_name == "RandomPrimaryKeys"
)
_PAGE: Final = in_portions(
    select(*API_COLUMNS)
    .where(
        asapcomm.c.asap_comm_num >= bindparam("first"),
        asapcomm.c.asap_comm_num <= bindparam("last"),
        asapcomm.c.date_time_entry >= bindparam("start"),
        asapcomm.c.date_time_entry < bindparam("end"),
    )
    .order_by(asapcomm.c.asap_comm_num)
)
_TOLD: Final = union(
    select(event.c.asap_comm_num).where(event.c.happened_at >= bindparam("since")),
    select(request.c.asap_comm_num).where(request.c.decided_at >= bindparam("since")),
).subquery()
"""What has happened tells which offers have changed, as Open Dental's table keeps no time of it."""

_CHANGED: Final = in_portions(
    select(*API_COLUMNS)
    .join_from(_TOLD, asapcomm, asapcomm.c.asap_comm_num == _TOLD.c.asap_comm_num)
    .order_by(asapcomm.c.asap_comm_num)
)
_CHANGED_OF_CLINIC: Final = _CHANGED.where(asapcomm.c.clinic_num == bindparam("clinic_num"))
_CLINIC_PAGE: Final = _PAGE.where(asapcomm.c.clinic_num == bindparam("clinic_num"))


def list_entered(
    transaction: Transaction,
    start: datetime,
    end: datetime,
    portion: Portion,
    clinic_num: ClinicNum | None = None,
) -> list[AsapComm]:
    """Read offers entered from start up to, not including, end; by AsapCommNum."""
    keys = keys_entered(transaction, start, end)
    if keys is None:
        return []
    told = {"first": keys[0], "last": keys[1], "start": start, "end": end, **portion.values}
    return _read(transaction, _PAGE, _CLINIC_PAGE, told, clinic_num)


def list_changed(
    transaction: Transaction, since: datetime, portion: Portion, clinic_num: ClinicNum | None = None
) -> list[AsapComm]:
    """Read offers of which something was told since an instant; by AsapCommNum."""
    told = {"since": since, **portion.values}
    return _read(transaction, _CHANGED, _CHANGED_OF_CLINIC, told, clinic_num)


def _read(
    transaction: Transaction,
    every: Select[Any],
    of_clinic: Select[Any],
    told: dict[str, object],
    clinic_num: ClinicNum | None,
) -> list[AsapComm]:
    if clinic_num is None:
        rows = transaction.all(every, **told)
    else:
        rows = transaction.all(of_clinic, **told, clinic_num=clinic_num)
    return [AsapComm.model_validate(row) for row in rows]


def keys_entered(
    transaction: Transaction, start: datetime, end: datetime
) -> tuple[int, int] | None:
    """Return the keys between which every offer lies that was entered from start up to end.

    None where there are no offers at all.
    """
    newest = transaction.value(_NEWEST)
    if newest is None:
        return None
    first, last = 0, int(newest)
    if transaction.value(_RANDOM_KEYS) != "1":
        first = _first_entered(transaction, start, DISORDER, last)
        last = _last_entered(transaction, end, last)
    return first, last


def _last_entered(transaction: Transaction, end: datetime, newest: int) -> int:
    """Return a key after which nothing was entered before the end."""
    if _entered(transaction, newest) < end:
        return newest
    return _first_entered(transaction, end, -DISORDER, newest)


def _first_entered(
    transaction: Transaction, moment: datetime, slack: timedelta, newest: int
) -> int:
    """Return the lowest key whose row was entered at the moment, give or take the slack."""
    try:
        bound = moment - slack
    except OverflowError:
        return 0 if slack > timedelta() else newest
    stride = _FIRST_STRIDE
    low, high = newest - stride, newest + 1
    while low > 0 and _entered(transaction, low) >= bound:
        high = low
        stride *= _GROWTH
        low = newest - stride
    low = max(low, 0)
    while low < high:
        middle = (low + high) // 2
        if _entered(transaction, middle) >= bound:
            high = middle
        else:
            low = middle + 1
    return low


def _entered(transaction: Transaction, num: int) -> datetime:
    """Return when the first row from this key on was entered; the end of time after the last."""
    entered: datetime | None = transaction.value(_NEXT_FROM, num=num)
    return entered or datetime(9999, 12, 31, 23, 59, 59)  # noqa: DTZ001 - wall time
