"""Take a blockout off the schedule when nobody can answer any more, where the office wants that."""

from datetime import datetime, timedelta
from typing import Final

import structlog

from schemas.keys import OpNum, ScheduleNum
from worker.office import FrontDesk
from worker.store.engine import Transaction
from worker.store.ledger import events
from worker.store.practice import audit, blockouts

DAYS: Final = range(-30, 61)
"""Days from today that are looked at in turn, one a second; blockouts of others are left alone."""

log = structlog.get_logger()


def sweep_blockouts(desk: FrontDesk, now: datetime) -> list[ScheduleNum]:
    """Find blockouts whose offers are all settled, or whose time has come.

    Today's and yesterday's are looked at each time, those of another day each minute and a half: the
    schedule has no index by which they could be told from all other rows.
    """
    now_local = desk.local(now)
    in_turn = DAYS[int(now.timestamp()) % len(DAYS)]
    days = {now_local.date() + timedelta(days=day) for day in (-1, 0, in_turn)}
    with desk.store.reading() as transaction:
        return blockouts.finished(transaction, days, now_local)


def end(schedule_num: ScheduleNum, desk: FrontDesk, now: datetime) -> None:
    """Remember where a blockout stood, and then take it away; run twice, it is gone.

    What is remembered is committed first, so that a patient who has declined may come back.
    """
    now_local = desk.local(now)
    if desk.keeps_blockouts:
        return

    def remember(transaction: Transaction) -> tuple[bool, tuple[OpNum, datetime] | None]:
        place = blockouts.find_slot(transaction, schedule_num)
        is_settled = blockouts.is_finished(transaction, schedule_num, now_local)
        if is_settled and place and blockouts.remember(transaction, schedule_num, *place, now):
            events.tell_ended(transaction, schedule_num, place, now)
        return is_settled, place

    is_settled, place = desk.store.write(remember)
    if not is_settled:
        return

    def remove(transaction: Transaction) -> None:
        blockouts.remove(transaction, schedule_num)
        if place is not None:
            audit.schedule_changed(transaction, place[0], place[1].date(), now_local)

    desk.store.write(remove)
    log.info("blockout.ended", schedule_num=schedule_num)
