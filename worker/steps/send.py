"""Send a due offer at most once: claim it, call the provider, record what came of it."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

import structlog

from schemas.codes import SendStatus
from schemas.keys import AsapCommNum
from schemas.wire import is_never
from worker.office import Office
from worker.rules import skip
from worker.rules.appointment import Appointment
from worker.rules.attempt import Purpose, TextKey, may_follow
from worker.rules.sending import SendFacts, reason_not_to_send
from worker.rules.slot import Slot
from worker.rules.wall_clock import elapsed
from worker.steps import hours, recheck, sending_clinic, trial
from worker.steps.claim import claim, offer_message, put_off, skip_offer
from worker.steps.dispatch import Claimed, hand_over
from worker.steps.recheck import Wishes
from worker.steps.sending_clinic import SendingClinic
from worker.store import attempts, blockouts, offers, practice
from worker.store.attempts import Attempt
from worker.store.engine import Transaction
from worker.store.offers import StoredOffer

log = structlog.get_logger()


def send(num: AsapCommNum, office: Office, clock: Callable[[], datetime]) -> None:
    """Send an offer if it is due and nobody else is sending it; run twice, it is sent once.

    Only what has been due for long may have killed somebody, and is counted.
    """

    def claim_once(transaction: Transaction) -> Claimed | None:
        return _claim(transaction, num, office, clock(), may_begin=None)

    try:
        claimed = office.store.write(claim_once)
    except _Old:
        claimed = _claim_counted(num, office, clock)
    hand_over(claimed, office, clock)


class _Old(Exception):
    """The offer has been due for so long that somebody may have died over it."""


def _claim_counted(
    num: AsapCommNum, office: Office, clock: Callable[[], datetime]
) -> Claimed | None:
    name = f"offer/{num}"
    return trial.write(
        name,
        office,
        clock(),
        lambda transaction, may_begin: _claim(
            transaction, num, office, clock(), may_begin=may_begin
        ),
    )


def _claim(
    transaction: Transaction,
    num: AsapCommNum,
    office: Office,
    now: datetime,
    *,
    may_begin: bool | None,
) -> Claimed | None:
    """Claim an offer that is due, under the locks of its slot and its patient."""
    now_local = office.local(now)
    offer = offers.load(transaction, num)
    if offer is None or offer.is_foreign:
        return None
    if not _is_due(offer, now_local):
        if not is_never(offer.date_time_sms_sent):
            # a worker that died right after it was done may have left the blockout's old count
            blockouts.refresh_note(transaction, offer.schedule_num)
        return None
    if may_begin is None and elapsed(offer.date_time_sms_scheduled, now_local, office.zone) >= (
        trial.LONGEST
    ):
        raise _Old
    if may_begin is False:
        skip_offer(transaction, offer, skip.TRIED_TOO_OFTEN, now_local)
        return None
    slot, appointment = recheck.lock(transaction, offer, now_local.date())
    last = attempts.last(transaction, TextKey(Purpose.OFFER, num))
    if last and not may_follow(last.state, last.next_at, now):
        return None
    offer = offers.load(transaction, num)  # again, now that nobody else can change it
    if offer is None or not _is_due(offer, now_local):
        return None
    place = _Place(slot, appointment, sending_clinic.load(transaction, offer.clinic_num))
    return _check(transaction, offer, place, last, office, now)


@dataclass(frozen=True, slots=True)
class _Place:
    """What an offer is about, as it was found under the locks."""

    slot: Slot | None
    appointment: Appointment | None
    clinic: SendingClinic


def _check(
    transaction: Transaction,
    offer: StoredOffer,
    place: _Place,
    last: Attempt | None,
    office: Office,
    now: datetime,
) -> Claimed | None:
    """Check everything again, and write the attempt or the reason."""
    now_local = office.local(now)
    facts = _facts(transaction, offer, place, office, now)
    reason = reason_not_to_send(facts)
    if reason is not None:
        skip_offer(transaction, offer, reason, now_local)
        return None
    if elapsed(now_local, facts.now, office.zone) > timedelta():
        put_off(transaction, offer, facts.now)
        return None
    if facts.patient is None or facts.slot is None:
        raise LookupError(f"offer {offer.asap_comm_num} has no patient or slot to send to")
    valid_for = elapsed(facts.now, facts.slot.start, office.zone)
    message = offer_message(office, offer, facts.patient, place.clinic, valid_for)
    before, clinic_num = last.attempt_no if last else 0, place.clinic.clinic_num
    return claim(transaction, offer, message, before, clinic_num, office, now)


def _facts(
    transaction: Transaction,
    offer: StoredOffer,
    place: _Place,
    office: Office,
    now: datetime,
) -> SendFacts:
    """Load what decides, at the first moment that window and quiet hours allow."""
    patient = None
    if office.quiet_hours is not None:
        patient = practice.find_patient(transaction, offer.pat_num)
    opening = hours.opening(office, place.clinic, patient, now)
    moment = opening.by_both
    if moment is None:
        moment = place.slot.start if place.slot else opening.by_window
    return recheck.facts(
        transaction,
        offer,
        place.slot,
        place.appointment,
        place.clinic,
        moment,
        Wishes(opening.by_window, office.limits.texts_per_week, office.booking_buffer, office.zone),
    )


def _is_due(offer: StoredOffer, now_local: datetime) -> bool:
    waiting = offer.sms_send_status == SendStatus.SEND_NOT_ATTEMPTED
    return waiting and offer.date_time_sms_scheduled <= now_local
