"""Signals, by which Open Dental's workstations notice that the day they show has changed."""

from datetime import date, datetime
from typing import Final

from schemas.codes import InvalidType
from schemas.keys import OpNum
from worker.store.engine import Transaction
from worker.store.practice.tables import signalod

OPERATORY: Final = "Operatory"
"""The name Open Dental stores for signals about an operatory (KeyType)."""


def schedule_changed(transaction: Transaction, op: OpNum, day: date, now_local: datetime) -> None:
    """Tell of a change to an operatory's schedule; Open Dental tells only of today's."""
    if day != now_local.date():
        return
    transaction.insert(
        signalod,
        date_viewing=day,
        sig_date_time=now_local,
        f_key=op,
        f_key_type=OPERATORY,
        i_type=InvalidType.SCHEDULES,
    )
