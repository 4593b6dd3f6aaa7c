"""Move an appointment into the slot that its patient has accepted, or say that somebody was first.

Every write can be made again: on tables without transactions a process that dies half-way is
followed by one that finds what is there and does the rest. The appointment's history is written
before the appointment, so that it is always known where it stood.
"""

from dataclasses import dataclass, replace
from datetime import datetime

import structlog

from schemas.codes import AptStatus, HistApptAction
from schemas.keys import AptNum, PatNum, RecallNum
from worker.office import FrontDesk
from worker.rules import skip
from worker.rules.answer import Outcome, when_accepted, when_another_was_accepted
from worker.rules.appointment import Appointment
from worker.rules.availability import is_taken
from worker.rules.move import Chair, Moved, MovingPatient, Standing, moved, status_after_move
from worker.rules.open_offers import PageOffer
from worker.rules.recall import NO_APPOINTMENT
from worker.rules.slot import Slot
from worker.rules.wall_clock import instant
from worker.steps import page
from worker.steps.confirm import write_confirmation
from worker.steps.ending import came_too_late, settle, stop_others
from worker.steps.page import Page
from worker.store import answers, audit, locks, moves, practice, recalls
from worker.store.answers import StoredAnswer
from worker.store.engine import Transaction
from worker.store.page_offers import Link

log = structlog.get_logger()


@dataclass(frozen=True, slots=True, kw_only=True)
class Accepting:
    """An answer that is being finished, under the locks of its slot and its patient."""

    stored: StoredAnswer
    link: Link
    appointment: Appointment | None
    offer: PageOffer
    slot: Slot
    moment: datetime
    """When the patient answered, on the office's clock; every trace carries it."""


def finish(given: StoredAnswer, seen: Page | None, desk: FrontDesk, now: datetime) -> StoredAnswer:
    """Do what an accepted offer asks for, once; called again, it is done already.

    The page as it was just seen says where the slot is; everything else is read again.
    None stands for a page whose offers somebody has deleted.
    """
    accepting = _place(given, seen, desk) if seen else None

    def work(transaction: Transaction) -> StoredAnswer:
        is_gone = accepting is None or _is_another_there(transaction, accepting)
        if accepting is not None and not is_gone:
            locks.take_slot(transaction, accepting.slot.op, accepting.slot.days())
        if seen is not None:
            locks.take_patient(transaction, seen.link.pat_num)
        stored = answers.load(transaction, given.answer_num)
        if stored is None or stored.outcome is not None:
            return stored or given
        outcome, apt_num = Outcome.NOT_AVAILABLE, None
        if accepting is not None and is_gone:
            came_too_late(transaction, accepting.offer, accepting.moment)
        elif accepting is not None:
            outcome, apt_num = _act(transaction, accepting, desk, now)
        answers.end(transaction, stored.answer_num, outcome, apt_num, now)
        log.info("answer.ended", asap_comm_num=stored.asap_comm_num, outcome=outcome.value)
        return replace(stored, outcome=outcome, apt_num=apt_num)

    return desk.store.write(work)


def _place(stored: StoredAnswer, seen: Page, desk: FrontDesk) -> Accepting | None:
    """Say which slot an answer is about; None where the slot is gone from the schedule."""
    offer = seen.find(stored.asap_comm_num)
    if offer is None or offer.slot is None:
        return None
    return Accepting(
        stored=stored,
        link=seen.link,
        appointment=seen.appointment,
        offer=offer,
        slot=offer.slot,
        moment=desk.local(stored.answered_at),
    )


def _is_another_there(transaction: Transaction, accepting: Accepting) -> bool:
    """Say whether another's appointment is seen in the slot: to say no, nobody needs its lock.

    Of two hundred who accept at once, one waits for the slot. Where the patient's own appointment may
    be there already, moved or made by a process that died, the answer is left to the lock's holder;
    one that was made of a recall is looked for after the slot was seen taken, never before.
    """
    appointment = accepting.appointment
    if appointment is None or appointment.apt_status == AptStatus.PLANNED:
        return False
    own, slot = accepting.link.f_key, accepting.slot
    there, _ = practice.in_the_way(transaction, slot)
    if accepting.link.is_recall:
        return is_taken(slot, there, NO_APPOINTMENT) and not _is_made(
            transaction, appointment.pat_num, accepting
        )
    is_own_there = any(each.apt_num == own and each.start == slot.start for each in there)
    return not is_own_there and is_taken(slot, there, own)


def _act(
    transaction: Transaction, accepting: Accepting, desk: FrontDesk, now: datetime
) -> tuple[Outcome, AptNum | None]:
    """Move, unless the slot or the appointment has changed since the page was shown."""
    found = page.load(transaction, accepting.link, desk, accepting.moment)
    was, is_there = _where_it_stood(transaction, accepting)
    if was is None or not (is_there or found.may_move):
        return Outcome.CLOSED, None
    if not is_there:
        promised = (accepting.stored.was_start, accepting.stored.slot_start)
        if promised != (was.apt_date_time, accepting.slot.start):
            return Outcome.CHANGED, None
        has_begun = now >= instant(accepting.slot.start, desk.zone)
        if has_begun or not any(accepting.slot == offer.slot for offer in found.open):
            return _too_late(transaction, accepting, found)
    apt_num = _move(transaction, accepting, was, found.appointment)
    if apt_num is None:
        return Outcome.CHANGED, None
    _settle_offers(transaction, accepting, found)
    num, pat_num = accepting.stored.asap_comm_num, accepting.link.pat_num
    write_confirmation(transaction, num, pat_num, accepting.slot, desk, now)
    return Outcome.MOVED, apt_num


def _too_late(
    transaction: Transaction, accepting: Accepting, found: Page
) -> tuple[Outcome, AptNum | None]:
    offer = found.find(accepting.stored.asap_comm_num)
    if offer is None:
        return Outcome.CLOSED, None
    came_too_late(transaction, offer, accepting.moment)
    return Outcome.NOT_AVAILABLE, None


def _where_it_stood(transaction: Transaction, accepting: Accepting) -> tuple[Standing | None, bool]:
    """Return the appointment before the move, and whether a process that died has moved it."""
    if accepting.link.is_recall:
        return _before_recall(transaction, accepting)
    apt_num, slot = accepting.link.f_key, accepting.slot
    standing = moves.find_standing(transaction, apt_num)
    if standing is None:
        return None, False
    if standing.apt_status == AptStatus.PLANNED:
        return standing, _is_at(moves.find_made_from(transaction, apt_num), slot)
    begun = audit.snapshot(transaction, apt_num, HistApptAction.CHANGED, accepting.moment)
    return begun or standing, begun is not None and _is_at(standing, slot)


def _before_recall(transaction: Transaction, accepting: Accepting) -> tuple[Standing | None, bool]:
    """Return what a recall's appointment begins with, and whether it was made for this answer."""
    recall_num, unconfirmed = RecallNum(accepting.link.f_key), moves.unconfirmed(transaction)
    was = recalls.before_scheduling(transaction, recall_num, unconfirmed)
    if was is None:
        return None, False
    return was, _is_made(transaction, was.pat_num, accepting)


def _is_made(transaction: Transaction, pat_num: PatNum, accepting: Accepting) -> bool:
    """Say whether a process that died has made a recall's appointment for this answer."""
    slot = accepting.slot
    made = recalls.find_made(transaction, pat_num, slot.op, slot.start, accepting.moment)
    return made is not None


def _is_at(standing: Standing | None, slot: Slot) -> bool:
    return (
        standing is not None
        and standing.apt_status == AptStatus.SCHEDULED
        and (standing.op, standing.apt_date_time) == (slot.op, slot.start)
    )


def _move(
    transaction: Transaction, accepting: Accepting, was: Standing, appointment: Appointment | None
) -> AptNum | None:
    """Write history, appointment and its traces; None where it moved under our hands."""
    chair = moves.find_chair(transaction, accepting.slot.op)
    patient = moves.find_patient(transaction, accepting.link.pat_num)
    if chair is None or patient is None:
        return None
    becomes = _becomes(transaction, accepting, was, chair, patient)
    action = HistApptAction.CREATED
    if accepting.link.is_recall:
        pattern = (appointment.pattern if appointment else None) or ""
        recall_num = RecallNum(accepting.link.f_key)
        apt_num = recalls.schedule(transaction, recall_num, was, becomes, pattern, accepting.moment)
    elif was.apt_status == AptStatus.PLANNED:
        apt_num = moves.schedule_planned(transaction, was, becomes).apt_num
    else:
        apt_num, action = was.apt_num, HistApptAction.CHANGED
    audit.keep_snapshot(transaction, apt_num, action, accepting.moment)
    if action is HistApptAction.CHANGED:
        stands = moves.find_standing(transaction, apt_num)
        if not _is_at(stands, accepting.slot) and not moves.move(transaction, was, becomes):
            return None
    status = status_after_move(patient, chair)
    if status != patient.pat_status:
        moves.set_status(transaction, accepting.link.pat_num, status)
    audit.log_move(transaction, was, becomes, apt_num, accepting.moment)
    audit.alert(transaction, becomes, apt_num)
    audit.signal(transaction, was, becomes, accepting.moment)
    return apt_num


def _becomes(
    transaction: Transaction,
    accepting: Accepting,
    was: Standing,
    chair: Chair,
    patient: MovingPatient,
) -> Moved:
    return moved(
        was,
        accepting.slot,
        chair,
        moves.hours(transaction, accepting.slot),
        patient,
        unconfirmed=moves.unconfirmed(transaction),
        now=accepting.moment,
    )


def _settle_offers(transaction: Transaction, accepting: Accepting, found: Page) -> None:
    """Say what has become of this offer, of the patient's others, and of others' unsent texts."""
    chose_another = skip.CHOSE_ANOTHER
    if accepting.link.is_recall:
        chose_another = skip.of_recall(chose_another)
    for offer in found.everything:
        is_this = offer.asap_comm_num == accepting.stored.asap_comm_num
        status = offer.response_status
        if is_this:
            reason, new = skip.TAKEN_BY_PATIENT, when_accepted(status, is_moved=True)
        else:
            reason, new = chose_another, when_another_was_accepted(status)
        settle(transaction, offer, new, reason, accepting.moment)
    own = frozenset(offer.asap_comm_num for offer in found.everything)
    stop_others(transaction, accepting.slot, own, accepting.moment)
