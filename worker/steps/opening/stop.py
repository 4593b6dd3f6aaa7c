"""Stop an opening: what waits is not sent, and who has been texted may still take it."""

from datetime import datetime

import structlog

from schemas.keys import ScheduleNum
from worker.office import FrontDesk
from worker.rules.skip import STOPPED
from worker.steps.offer_outcomes import stop_waiting
from worker.store import locks
from worker.store.engine import Transaction
from worker.store.ledger import events
from worker.store.practice import blockouts, opening_state

log = structlog.get_logger()


def stop(schedule_num: ScheduleNum, desk: FrontDesk, now: datetime) -> bool:
    """Stop every text that waits, with its Note; False where there is no such opening.

    Run twice, it stops what is left; a text that is on its way in this moment goes out.
    """

    def work(transaction: Transaction) -> int | None:
        place = blockouts.find_slot(transaction, schedule_num)
        if place is not None:
            locks.take_slot(transaction, place[0], [place[1].date()])
        if opening_state.read(transaction, schedule_num) is None:
            return None
        stopped = stop_waiting(transaction, schedule_num, STOPPED, desk, now)
        if stopped:
            events.tell_ended(transaction, schedule_num, place, now)
        return stopped

    stopped = desk.store.write(work)
    if stopped is None:
        return False
    log.info("opening.stopped", schedule_num=schedule_num, texts=stopped)
    return True
