"""What an answer makes of offers: this one, the patient's others, and others' unsent texts."""

from collections import defaultdict
from collections.abc import Collection
from datetime import datetime

from schemas.codes import ResponseStatus, wire_name
from schemas.events import EventKind
from schemas.keys import AsapCommNum, ScheduleNum
from worker.office import FrontDesk
from worker.rules import skip
from worker.rules.answer import when_accepted
from worker.rules.openings import PageOffer
from worker.rules.skip import Skip, add_note
from worker.rules.slot import Slot
from worker.store.engine import Transaction
from worker.store.ledger import events
from worker.store.practice import blockouts, links
from worker.store.practice.links import UnsentOffer


def write_outcome(
    transaction: Transaction,
    offer: PageOffer,
    new: ResponseStatus,
    reason: Skip,
    desk: FrontDesk,
    now: datetime,
) -> None:
    """Write what has come of an offer; if its text still waits to be sent, it is stopped.

    The blockout's count comes before the status, by which a second run tells that all is done.
    """
    if offer.is_foreign or new is offer.response_status:
        return
    if offer.response_status is ResponseStatus.AWAITING_TRANSMIT:
        note = add_note(offer.note, reason.sentence)
        links.stop_sending(transaction, [offer.asap_comm_num], note, desk.local(now))
        blockouts.refresh_note(transaction, offer.schedule_num)
        _tell_skipped(transaction, offer.asap_comm_num, now)
    links.mark_answered(transaction, offer.asap_comm_num, new)


def came_too_late(
    transaction: Transaction, offer: PageOffer, desk: FrontDesk, now: datetime
) -> None:
    """Write that a patient wanted a slot that is gone; a text about it is not sent any more."""
    new = when_accepted(offer.response_status, is_moved=False)
    write_outcome(transaction, offer, new, skip.SLOT_TAKEN, desk, now)


def tell_accepted(
    transaction: Transaction, num: AsapCommNum, now: datetime, *, is_moved: bool
) -> None:
    """Tell that a patient has accepted, in time or too late."""
    status = when_accepted(ResponseStatus.VIEWED, is_moved=is_moved)
    about = {"asap_comm_num": num, "response_status": wire_name(status)}
    events.tell(transaction, EventKind.OFFER_ACCEPTED, now, **about)


def stop_others(
    transaction: Transaction,
    slot: Slot,
    own: frozenset[AsapCommNum],
    desk: FrontDesk,
    now: datetime,
) -> None:
    """Stop every text about a slot that has just been taken, instead of waiting for its turn."""
    others = [one for one in links.unanswered_in(transaction, slot) if one.asap_comm_num not in own]
    _stop(transaction, others, skip.SLOT_TAKEN, desk, now)


def stop_waiting(
    transaction: Transaction,
    schedule_num: ScheduleNum,
    reason: Skip,
    desk: FrontDesk,
    now: datetime,
) -> int:
    """Stop every text of a blockout that waits; returns how many, for whoever holds its slot's lock."""
    waiting = links.unanswered_of(transaction, schedule_num)
    _stop(transaction, waiting, reason, desk, now)
    return len(waiting)


def _stop(
    transaction: Transaction,
    others: Collection[UnsentOffer],
    reason: Skip,
    desk: FrontDesk,
    now: datetime,
) -> None:
    """The blockouts' counts come before the statuses, by which a second run tells that all is done."""
    if not others:
        return
    of_note: defaultdict[str, list[AsapCommNum]] = defaultdict(list)
    for other in others:
        of_note[add_note(other.note, reason.sentence)].append(other.asap_comm_num)
    for note, nums in of_note.items():
        links.stop_sending(transaction, nums, note, desk.local(now))
    for schedule_num in sorted({other.schedule_num for other in others}):
        blockouts.refresh_note(transaction, schedule_num)
    for num in links.mark_stopped(transaction, [other.asap_comm_num for other in others]):
        _tell_skipped(transaction, num, now)


def _tell_skipped(transaction: Transaction, num: AsapCommNum, now: datetime) -> None:
    events.tell(transaction, EventKind.OFFER_SKIPPED, now, asap_comm_num=num)
