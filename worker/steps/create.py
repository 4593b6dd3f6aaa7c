"""Decide a request: write blockout, offer and answer in one transaction, or the refusal alone."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime
from http import HTTPStatus
from typing import Final

import structlog

from schemas.codes import SendStatus
from schemas.keys import AsapCommNum, OpNum
from schemas.messages import CreateAsapComm
from worker.errors import Conflict
from worker.office import Office
from worker.rules.appointment import Appointment
from worker.rules.attempt import OutgoingText
from worker.rules.availability import is_taken_at_sending
from worker.rules.offer import (
    Facts,
    Offer,
    Operatory,
    Refusal,
    decide,
    never_shown,
    not_found,
)
from worker.rules.skip import Skip
from worker.rules.slot import Slot
from worker.rules.wall_clock import is_shown
from worker.steps import redelivery, sending_clinic
from worker.steps.deciding import DecidedMeanwhile, asked_since, decide_once, find_locked
from worker.steps.link import new_short_guid
from worker.steps.opening.draft import facts_of
from worker.steps.opening.rows import new_offer
from worker.steps.sending_clinic import SendingClinic
from worker.steps.text.claim import claim
from worker.steps.text.facts import Place, opening
from worker.steps.text.offer_owner import OfferOwner
from worker.store import locks
from worker.store.engine import Transaction
from worker.store.ledger import offered, requests
from worker.store.ledger.requests import StoredRequest
from worker.store.practice import asapcomms, audit, blockouts, recalls, records
from worker.store.practice.asapcomms import StoredOffer
from worker.store.rows import values

TRIED_TOO_OFTEN: Final = (
    "This request was not carried out: the service failed each time it tried, and its log says why."
)

log = structlog.get_logger()


@dataclass(frozen=True, slots=True)
class Decided:
    """The answer to a request."""

    status: HTTPStatus
    sentence: str
    asap_comm_num: AsapCommNum | None
    is_due: bool
    """Whether a text is to be sent now."""
    refusal_code: str | None = None
    """What the sentence says, for programs."""
    open_until: datetime | None = None
    """The offer's DateTimeExpire, on the office's clock."""
    claimed: OutgoingText | None = None
    """The attempt that is to be handed over now, if it was claimed at once."""
    asked_at: datetime | None = None
    """When it was asked for, if this is what has decided it."""
    is_skipped: bool = False
    """Whether the offer was written with a reason why it is not texted."""

    @property
    def untold(self) -> int | None:
        """How many events its request tells."""
        return None if self.asap_comm_num is None else 1 + self.is_skipped


def create(
    message: CreateAsapComm,
    office: Office,
    now: datetime,
    *,
    asked_at: datetime | None = None,
    may_call: Callable[[], bool] = lambda: False,
) -> Decided:
    """Decide a request once: a message that comes again finds the answer that is there.

    What may be sent now is claimed at once where ``may_call`` says that this thread may call the
    provider afterwards. Only what was asked long ago may have killed somebody, and is counted.
    Raises Conflict when its id was used before for another opening.
    """
    work = _Work(message, office, now, asked_at or now, may_call=may_call)
    return decide_once(
        f"request/{message.request_id}",
        office,
        now,
        lambda transaction, may_begin: replace(work, may_begin=may_begin).decide(transaction),
        work.write_down,
    )


@dataclass(frozen=True, slots=True)
class _Work:
    """One message at work."""

    message: CreateAsapComm
    office: Office
    now: datetime
    asked_at: datetime
    may_call: Callable[[], bool]
    may_begin: bool | None = None
    """None until the tries are counted, which most work does without."""

    def write_down(self, transaction: Transaction) -> None:
        """Write the request, undecided."""
        requests.add(transaction, self.message.request_id, self.message, new_short_guid(), self.now)

    def decide(self, transaction: Transaction) -> Decided:
        """Decide under the lock of the slot's day, unless somebody has."""
        message = self.message
        known = find_locked(
            transaction,
            self._find,
            OpNum(message.op),
            message.date_time_start.date(),
            self.asked_at,
            self.now,
            may_begin=self.may_begin,
        )
        if known is not None and known.decided_at is not None:
            return _as_decided(known)
        request = known or requests.new(message.request_id, message, new_short_guid(), self.now)
        decided = _decide(transaction, request, self)
        is_refused = decided.asap_comm_num is None
        since = asked_since(request, self.asked_at, self.now)
        if is_refused and not transaction.is_atomic and redelivery.is_old(since, self.now):
            _clear(transaction, request, self.office, self.now)
        answered = replace(
            request,
            decided_at=self.now,
            status=int(decided.status),
            sentence=decided.sentence,
            asap_comm_num=decided.asap_comm_num,
            refusal_code=decided.refusal_code,
            untold=decided.untold,
        )
        write = requests.add_decided if known is None else requests.decide
        if not write(transaction, answered, decided.open_until):
            raise DecidedMeanwhile
        return replace(decided, asked_at=since)

    def _find(self, transaction: Transaction) -> StoredRequest | None:
        known = requests.find(transaction, self.message.request_id)
        if known is not None and not self.message.asks_for_the_same(known.body):
            raise Conflict("request_id was used before for another opening.")
        return known


def _clear(transaction: Transaction, request: StoredRequest, office: Office, now: datetime) -> None:
    """Remove what a worker that died over a refused request left on tables without transactions."""
    op, start = OpNum(request.op), request.slot_start
    if blockouts.remove_left_over(transaction, op, start):
        audit.schedule_changed(transaction, op, start.date(), office.local(now))


def _as_decided(request: StoredRequest) -> Decided:
    """A request that was decided before may have died before its text was put on the queue."""
    return Decided(
        HTTPStatus(request.status or HTTPStatus.OK),
        request.sentence or "",
        request.asap_comm_num,
        is_due=request.asap_comm_num is not None,
        refusal_code=request.refusal_code,
    )


def _decide(transaction: Transaction, request: StoredRequest, work: _Work) -> Decided:
    office, now = work.office, work.now
    written = (
        None if transaction.is_atomic else asapcomms.find_by_link(transaction, request.short_guid)
    )
    if written is not None:  # by a worker that died right after
        offer = asapcomms.load(transaction, written)
        until = offer.date_time_expire if offer else None
        is_skipped = offer is not None and offer.sms_send_status == SendStatus.DO_NOT_SEND
        return Decided(
            HTTPStatus.OK, "", written, is_due=True, open_until=until, is_skipped=is_skipped
        )
    if work.may_begin is False:
        return Decided(
            HTTPStatus.SERVICE_UNAVAILABLE,
            TRIED_TOO_OFTEN,
            None,
            is_due=False,
            refusal_code="tried-too-often",
        )
    if not is_shown(request.slot_start, office.zone):
        return _refused(never_shown(request.slot_start, str(office.zone)))
    operatory = records.find_operatory(transaction, OpNum(request.op))
    if operatory is None:
        return _refused(not_found("operatory", request.op))
    is_recall, num = request.subject
    today = office.local(now).date()
    appointment = recalls.find_appointment(transaction, num, today, is_recall=is_recall)
    if appointment is None:
        return _refused(not_found("recall" if is_recall else "appointment", num))
    slot = Slot.for_pattern(operatory.op_num, request.slot_start, appointment.pattern)
    locks.take_slot(transaction, slot.op, slot.days()[1:])
    locks.take_patient(transaction, appointment.pat_num)
    clinic = sending_clinic.load(transaction, operatory.clinic_num)
    facts = _facts(transaction, office, now, operatory, appointment, slot, clinic)
    decision = decide(facts)
    if isinstance(decision, Refusal):
        return _refused(decision)
    offer = _write(transaction, facts, decision, clinic, request.short_guid)
    if decision.skip is not None:
        reason = decision.skip.code
        log.info("text.skipped", asap_comm_num=offer.asap_comm_num, reason=reason)
    is_due = decision.skip is None and decision.due <= facts.now
    claimed = None
    if is_due and not office.limits.texts_per_week:
        place = Place(slot, appointment, clinic)
        claimed = _claim(transaction, OfferOwner(offer, place), facts, work)
    return Decided(
        HTTPStatus.OK,
        "",
        offer.asap_comm_num,
        is_due,
        open_until=slot.link_expires(),
        claimed=claimed,
        is_skipped=decision.skip is not None,
    )


def _claim(
    transaction: Transaction, owner: OfferOwner, facts: Facts, work: _Work
) -> OutgoingText | None:
    """Claim what may be sent now, by the same facts; what sending would skip is left to sending.

    Sending asks for nothing more than deciding does, but for patient notes that are in the way.
    """
    patient, slot = facts.patient, facts.slot
    if patient is None or is_taken_at_sending(slot, facts.bookings, facts.appointment.apt_num):
        return None
    if not work.may_call():
        return None
    text = owner.render(patient, slot, facts.policy.country, work.office, work.now)
    if isinstance(text, Skip):
        owner.skip(transaction, text, work.office, work.now)
        return None
    return claim(transaction, owner, text, work.office)


def _facts(
    transaction: Transaction,
    office: Office,
    now: datetime,
    operatory: Operatory,
    appointment: Appointment,
    slot: Slot,
    clinic: SendingClinic,
) -> Facts:
    patient = records.find_patient(transaction, appointment.pat_num)
    moments = opening(office, clinic, patient, now)
    due = moments.by_both or slot.start
    of_opening = facts_of(transaction, office, now, slot, operatory, clinic)
    so_far = offered.so_far(transaction, appointment.pat_num, appointment.subject, slot, due.date())
    return Facts(
        **values(of_opening),
        due=due,
        window_due=moments.by_window,
        appointment=appointment,
        patient=patient,
        number_skip=sending_clinic.reason_against_number(transaction, patient, clinic.policy),
        held_by=so_far.held_by,
        allowed_blockouts=records.allowed_blockouts(transaction, appointment.appointment_type_num),
        has_refused_before=so_far.has_refused,
        texts_on_due_day=so_far.texts_on_day,
    )


def _write(
    transaction: Transaction, facts: Facts, decided: Offer, clinic: SendingClinic, short_guid: str
) -> StoredOffer:
    schedule_num = blockouts.insert(transaction, facts.slot, 0 if decided.skip else 1)
    audit.schedule_changed(transaction, facts.slot.op, facts.slot.start.date(), facts.now)
    made = new_offer(facts.appointment, decided, facts.slot, clinic.clinic_num, short_guid)
    offer = replace(made, schedule_num=schedule_num)
    return asapcomms.add(transaction, offer, date_time_entry=facts.now)


def _refused(refusal: Refusal) -> Decided:
    return Decided(refusal.status, refusal.sentence, None, is_due=False, refusal_code=refusal.code)
