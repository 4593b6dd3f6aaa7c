"""Send a due offer at most once: claim it, call the provider, record what came of it."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Final

import structlog

from schemas.codes import SendStatus
from schemas.keys import AsapCommNum
from schemas.wire import is_never
from worker.office import Office
from worker.rules import skip
from worker.rules.appointment import Appointment
from worker.rules.attempt import Purpose, TextKey, may_follow
from worker.rules.phone import dialable
from worker.rules.segments import count_segments
from worker.rules.sending import SendFacts, reason_not_to_send, statuses_when_skipped
from worker.rules.skip import Skip, add_note
from worker.rules.slot import Slot
from worker.rules.template import LONGEST_TEXT, at_sending
from worker.rules.wall_clock import elapsed
from worker.steps import gate, hours, recheck, sending_clinic, trial
from worker.steps.dispatch import Claimed, Message, begin, hand_over
from worker.steps.gate import Closed, Go, Wait
from worker.steps.link import new_short_guid, offer_url
from worker.steps.recheck import Wishes
from worker.steps.sending_clinic import SendingClinic
from worker.store import attempts, blockouts, offers, practice, tries
from worker.store.attempts import Attempt
from worker.store.engine import Transaction
from worker.store.offers import StoredOffer

log = structlog.get_logger()

_WAITING: Final = (SendStatus.SEND_NOT_ATTEMPTED,)


def send(num: AsapCommNum, office: Office, clock: Callable[[], datetime]) -> None:
    """Send an offer if it is due and nobody else is sending it; run twice, it is sent once."""
    name = f"offer/{num}"
    with trial.counted(name, office, clock()) as may_begin:

        def work(transaction: Transaction) -> Claimed | None:
            claimed = _claim(transaction, num, office, clock(), may_begin=may_begin)
            tries.end(transaction, name)
            return claimed

        claimed = office.store.write(work)
    hand_over(claimed, office, clock)


def _claim(
    transaction: Transaction, num: AsapCommNum, office: Office, now: datetime, *, may_begin: bool
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
    if not may_begin:
        _skip(transaction, offer, skip.TRIED_TOO_OFTEN, now_local)
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
        _skip(transaction, offer, reason, now_local)
        return None
    if elapsed(now_local, facts.now, office.zone) > timedelta():
        _wait(transaction, offer, facts.now)
        return None
    message = _message(office, offer, facts, place.clinic)
    if len(message.body) > LONGEST_TEXT:
        _skip(transaction, offer, skip.TOO_LONG, now_local)
        return None
    segments = count_segments(message.body)
    clinic_num = place.clinic.clinic_num
    match gate.ask(transaction, office, clinic_num, segments, now, is_capped=True):
        case Skip() as reason:
            _skip(transaction, offer, reason, now_local)
            return None
        case Wait(until):
            _wait(transaction, offer, office.local(until + timedelta(seconds=1)))
            return None
        case Closed():
            return None
        case Go(is_probe):
            message = replace(message, is_probe=is_probe)
    if message.token != offer.short_guid:
        offers.change(transaction, offer.asap_comm_num, _WAITING, short_guid=message.token)
    return begin(transaction, message, last.attempt_no if last else 0, office, now)


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


def _wait(transaction: Transaction, offer: StoredOffer, until_local: datetime) -> None:
    """Put the text off; it will be checked anew."""
    waits_until = {"date_time_sms_scheduled": until_local}
    offers.change(transaction, offer.asap_comm_num, _WAITING, **waits_until)
    log.info("text.deferred", asap_comm_num=offer.asap_comm_num)


def _is_due(offer: StoredOffer, now_local: datetime) -> bool:
    waiting = offer.sms_send_status == SendStatus.SEND_NOT_ATTEMPTED
    return waiting and offer.date_time_sms_scheduled <= now_local


def _message(
    office: Office, offer: StoredOffer, facts: SendFacts, clinic: SendingClinic
) -> Message:
    if facts.patient is None or facts.slot is None:
        raise LookupError(f"offer {offer.asap_comm_num} has no patient or slot to send to")
    token = offer.short_guid or new_short_guid()
    return Message(
        key=TextKey(Purpose.OFFER, offer.asap_comm_num),
        recipient=dialable(facts.patient.wireless_phone, clinic.policy.country) or "",
        body=at_sending(
            offer.template_text, facts.patient.f_name, offer_url(office.base_url, token)
        ),
        token=token,
        valid_for=elapsed(facts.now, facts.slot.start, office.zone),
    )


def _skip(transaction: Transaction, offer: StoredOffer, reason: Skip, now_local: datetime) -> None:
    send_status, response_status = statuses_when_skipped(reason)
    offers.change(
        transaction,
        offer.asap_comm_num,
        _WAITING,
        sms_send_status=send_status,
        response_status=response_status,
        date_time_sms_sent=now_local,
        note=add_note(offer.note, reason.sentence),
    )
    blockouts.refresh_note(transaction, offer.schedule_num)
    log.info("text.skipped", asap_comm_num=offer.asap_comm_num, reason=reason.code)
