"""Move an appointment into the slot that its patient has accepted, or say that somebody was first.

Every write can be made again: on tables without transactions a process that dies half-way is
followed by one that finds what is there and does the rest. The appointment's history is written
before the appointment, so that it is always known where it stood.
"""

from dataclasses import dataclass, replace
from datetime import datetime
from typing import NamedTuple

import structlog

from schemas.codes import AptStatus, HistApptAction
from schemas.events import EventKind
from schemas.keys import AptNum, PatNum, RecallNum
from worker.office import FrontDesk
from worker.rules import skip
from worker.rules.answer import Outcome, when_accepted, when_another_was_accepted
from worker.rules.appointment import Appointment
from worker.rules.availability import taken_by
from worker.rules.move import (
    CurrentAppointment,
    MovingPatient,
    is_at,
    moved,
    status_after_move,
)
from worker.rules.openings import PageOffer
from worker.rules.recall import NO_APPOINTMENT
from worker.rules.slot import Slot
from worker.rules.wall_clock import instant
from worker.steps import page
from worker.steps.confirm import write_confirmation
from worker.steps.offer_outcomes import (
    came_too_late,
    stop_others,
    tell_accepted,
    write_outcome,
)
from worker.steps.page import Page
from worker.store import locks
from worker.store.engine import Transaction
from worker.store.ledger import answers, events
from worker.store.ledger.answers import StoredAnswer
from worker.store.practice import audit, moves, recalls, records
from worker.store.practice.links import Link

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


class End(NamedTuple):
    """What an answer has led to."""

    outcome: Outcome
    apt_num: AptNum | None = None
    text_num: int | None = None
    """The text that confirms a move, where it is new."""


class Before(NamedTuple):
    """Where an appointment stood before the move."""

    was: CurrentAppointment
    is_there: bool
    """Whether a process that died has moved it."""
    is_begun: bool
    """Whether one may have written of it."""


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
        end = End(Outcome.NOT_AVAILABLE)
        if accepting is not None and is_gone:
            came_too_late(transaction, accepting.offer, desk, stored.answered_at)
        elif accepting is not None:
            end = _act(transaction, accepting, desk, now)
        answers.end(transaction, stored.answer_num, end.outcome, end.apt_num, now)
        _tell(transaction, stored, accepting, end, now)
        log.info("answer.ended", asap_comm_num=stored.asap_comm_num, outcome=end.outcome.value)
        return replace(stored, outcome=end.outcome, apt_num=end.apt_num, text_num=end.text_num)

    return desk.store.write(work)


def _tell(
    transaction: Transaction,
    stored: StoredAnswer,
    accepting: Accepting | None,
    end: End,
    now: datetime,
) -> None:
    """Tell what has come of an acceptance, if it was one."""
    num, is_moved = stored.asap_comm_num, end.outcome is Outcome.MOVED
    if is_moved or end.outcome is Outcome.NOT_AVAILABLE:
        tell_accepted(transaction, num, now, is_moved=is_moved)
    if is_moved and accepting is not None:
        about = {
            "schedule_num": accepting.offer.schedule_num,
            "op": accepting.slot.op,
            "date_time_start": accepting.slot.start,
            "apt_num": end.apt_num,
        }
        events.tell(transaction, EventKind.OPENING_FILLED, now, asap_comm_num=num, **about)


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
    there, _ = records.in_the_way(transaction, slot)
    if accepting.link.is_recall:
        other = taken_by(slot, there, NO_APPOINTMENT)
        return other is not None and not _is_made(transaction, appointment.pat_num, accepting)
    is_own_there = any(each.apt_num == own and each.start == slot.start for each in there)
    return not is_own_there and taken_by(slot, there, own) is not None


def _act(transaction: Transaction, accepting: Accepting, desk: FrontDesk, now: datetime) -> End:
    """Move, unless the slot or the appointment has changed since the page was shown."""
    found = page.read(transaction, accepting.link, desk, accepting.moment)
    before = _before(transaction, accepting, found)
    if before is None or found.mover is None or not (before.is_there or found.may_move):
        return End(Outcome.CLOSED)
    if not before.is_there:
        promised = (accepting.stored.was_start, accepting.stored.slot_start)
        if promised != (before.was.apt_date_time, accepting.slot.start):
            return End(Outcome.CHANGED)
        has_begun = now >= instant(accepting.slot.start, desk.zone)
        if has_begun or not _is_open(transaction, accepting.slot, found):
            return _too_late(transaction, accepting, found, desk)
    apt_num = _move(transaction, accepting, before, found.appointment, found.mover.moving)
    if apt_num is None:
        return End(Outcome.CHANGED)
    _settle_offers(transaction, accepting, found, desk)
    num, patient = accepting.stored.asap_comm_num, found.mover.patient
    text_num = write_confirmation(transaction, num, patient, accepting.slot, desk, now)
    return End(Outcome.MOVED, apt_num, text_num)


def _is_open(transaction: Transaction, slot: Slot, found: Page) -> bool:
    """Look at the one slot that is wanted, under its lock."""
    return any(
        offer.slot == slot and page.is_free(transaction, found, offer) for offer in found.open
    )


def _too_late(transaction: Transaction, accepting: Accepting, found: Page, desk: FrontDesk) -> End:
    offer = found.find(accepting.stored.asap_comm_num)
    if offer is None:
        return End(Outcome.CLOSED)
    came_too_late(transaction, offer, desk, accepting.stored.answered_at)
    return End(Outcome.NOT_AVAILABLE)


def _before(transaction: Transaction, accepting: Accepting, found: Page) -> Before | None:
    """Say where the appointment stood, and what a process that died has done; None for no more."""
    may_be_begun = not transaction.is_atomic
    if accepting.link.is_recall:
        recall_num, unconfirmed = RecallNum(accepting.link.f_key), moves.unconfirmed(transaction)
        was = recalls.before_scheduling(transaction, recall_num, unconfirmed)
        if was is None:
            return None
        return Before(was, _is_made(transaction, was.pat_num, accepting), may_be_begun)
    standing = found.mover.standing if found.mover else None
    if standing is None:
        return None
    apt_num, slot = accepting.link.f_key, accepting.slot
    if standing.apt_status == AptStatus.PLANNED:
        is_made = is_at(moves.find_made_from(transaction, apt_num), slot)
        return Before(standing, is_made, may_be_begun)
    begun = None
    if may_be_begun:  # history is written first of all
        begun = audit.snapshot(transaction, apt_num, HistApptAction.CHANGED, accepting.moment)
    if begun is None:
        return Before(standing, is_there=False, is_begun=False)
    return Before(begun, is_at(standing, slot), is_begun=True)


def _is_made(transaction: Transaction, pat_num: PatNum, accepting: Accepting) -> bool:
    """Say whether a process that died has made a recall's appointment for this answer."""
    slot = accepting.slot
    made = recalls.find_made(transaction, pat_num, slot.op, slot.start, accepting.moment)
    return made is not None


def _move(
    transaction: Transaction,
    accepting: Accepting,
    before: Before,
    appointment: Appointment | None,
    patient: MovingPatient,
) -> AptNum | None:
    """Write history, appointment and its traces; None where it moved under our hands."""
    chair = moves.find_chair(transaction, accepting.slot.op)
    if chair is None:
        return None
    (was, is_there, is_begun), moment = before, accepting.moment
    hours, unconfirmed = moves.hours(transaction, accepting.slot), moves.unconfirmed(transaction)
    becomes = moved(was, accepting.slot, chair, hours, patient, unconfirmed=unconfirmed, now=moment)
    action = HistApptAction.CREATED
    if accepting.link.is_recall:
        pattern = (appointment.pattern if appointment else None) or ""
        recall_num = RecallNum(accepting.link.f_key)
        apt_num = recalls.schedule(transaction, recall_num, was, becomes, pattern, moment)
    elif was.apt_status == AptStatus.PLANNED:
        apt_num = moves.schedule_planned(transaction, was, becomes).apt_num
    else:
        apt_num, action = was.apt_num, HistApptAction.CHANGED
    audit.keep_snapshot(transaction, apt_num, action, moment, is_begun=is_begun)
    if (
        action is HistApptAction.CHANGED
        and not is_there
        and not moves.move(transaction, was, becomes)
    ):
        return None
    status = status_after_move(patient, chair)
    if status != patient.pat_status:
        moves.set_status(transaction, accepting.link.pat_num, status)
    audit.log_move(transaction, was, becomes, apt_num, moment, is_begun=is_begun)
    audit.alert(transaction, becomes, apt_num, is_begun=is_begun)
    audit.signal(transaction, was, becomes, moment)
    return apt_num


def _settle_offers(
    transaction: Transaction, accepting: Accepting, found: Page, desk: FrontDesk
) -> None:
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
        write_outcome(transaction, offer, new, reason, desk, accepting.stored.answered_at)
    own = frozenset(offer.asap_comm_num for offer in found.everything)
    stop_others(transaction, accepting.slot, own, desk, accepting.stored.answered_at)
