"""Read all that a patient's page speaks of, in the moment it is shown."""

from datetime import datetime
from typing import Final

from schemas.codes import AptStatus, HistApptAction, ResponseStatus
from schemas.keys import AptNum
from worker.office import FrontDesk
from worker.rules import texting
from worker.rules.answer import Outcome
from worker.rules.attempt import Purpose, TextState
from worker.rules.availability import taken_by
from worker.rules.move import CurrentAppointment, is_at
from worker.rules.openings import PageOffer
from worker.rules.recall import NO_APPOINTMENT
from worker.rules.telling import Facts
from worker.steps import sending_clinic
from worker.steps.page import Page
from worker.steps.text.own_text_owner import reason_not_to_send
from worker.store.engine import Transaction
from worker.store.ledger import own_texts
from worker.store.ledger.answers import StoredAnswer
from worker.store.practice import audit, moves, records

_ON_THE_BOOK: Final = frozenset({AptStatus.SCHEDULED, AptStatus.COMPLETE})


def load(
    transaction: Transaction,
    page: Page,
    own: PageOffer,
    last: StoredAnswer | None,
    stands: CurrentAppointment | None,
    desk: FrontDesk,
    now: datetime,
) -> Facts:
    """Read how patient, appointment, openings and the last answer stand."""
    is_late = last is not None and last.outcome is Outcome.NOT_AVAILABLE
    wanted = page.find(last.asap_comm_num) if last and is_late else None
    statuses = [offer.response_status for offer in page.everything]
    text = _confirmation(transaction, last, now)
    outcome, answered = _last(own, last, desk)
    return Facts(
        now=desk.local(now),
        zone=desk.zone,
        last_accept=desk.last_accept,
        is_seen=page.is_seen,
        is_there=page.appointment is not None,
        is_listed=page.is_listed,
        may_be_texted=_may_be_texted(transaction, page, own),
        has_stopped=ResponseStatus.DECLINED_STOP_COMM in statuses,
        declined=statuses.count(ResponseStatus.DECLINED),
        open=len(page.open),
        own_is_open=page.offers(own),
        newest_open=max((offer.entered for offer in page.open), default=None),
        answered=answered,
        outcome=outcome,
        wanted=last.slot_start if last else None,
        is_wanted_open=wanted is not None and page.offers(wanted),
        is_wanted_taken=wanted is not None and _is_taken(transaction, page, wanted),
        accepted=_accepted(page, own, last, stands),
        booked=stands.apt_date_time if stands else None,
        apt_status=stands.apt_status if stands else None,
        released=_released(transaction, last, desk),
        is_text_coming=text is TextState.WAITING,
        is_text_sent=text is TextState.SENT,
    )


def booked(
    transaction: Transaction, page: Page, last: StoredAnswer | None
) -> CurrentAppointment | None:
    """Return where the appointment is on the schedule, or the one that an answer has made."""
    is_own_number = not page.link.is_recall and last and last.apt_num == page.link.f_key
    if last is not None and last.apt_num is not None and not is_own_number:
        found = moves.find_current(transaction, last.apt_num)
    elif page.link.is_recall:
        return None
    else:
        found = page.mover.standing if page.mover else None
        if found is not None and found.apt_status == AptStatus.PLANNED:
            found = moves.find_made_from(transaction, page.link.f_key)
    is_own = found is not None and found.pat_num == page.link.pat_num
    return found if is_own and found and found.apt_status in _ON_THE_BOOK else None


def _last(
    own: PageOffer, last: StoredAnswer | None, desk: FrontDesk
) -> tuple[Outcome | None, datetime | None]:
    """Return what the patient last said; an answer that is not this service's shows in the offer."""
    if last is not None:
        return last.outcome, desk.local(last.answered_at)
    if own.response_status is ResponseStatus.DECLINED:
        return Outcome.KEPT, own.entered
    return None, None


def _accepted(
    page: Page, own: PageOffer, last: StoredAnswer | None, stands: CurrentAppointment | None
) -> datetime | None:
    """Return the opening that was accepted, here, on the telephone, or on a page that is not ours."""
    if last is not None and last.outcome is Outcome.MOVED:
        return last.slot_start
    spoken_of = page.find(last.asap_comm_num) if last else own
    if spoken_of and spoken_of.slot and is_at(stands, spoken_of.slot):
        return spoken_of.slot.start
    starts = [
        offer.slot.start
        for offer in page.everything
        if offer.response_status is ResponseStatus.ACCEPTED_AND_MOVED and offer.slot is not None
    ]
    return None if last else max(starts, default=None)


def _released(
    transaction: Transaction, last: StoredAnswer | None, desk: FrontDesk
) -> datetime | None:
    """Return the time that was given up, as the appointment's history has it."""
    if last is None or last.apt_num is None:
        return None
    moment = desk.local(last.answered_at)
    before = audit.snapshot(transaction, AptNum(last.apt_num), HistApptAction.CHANGED, moment)
    is_scheduled = before is not None and before.apt_status == AptStatus.SCHEDULED
    return before.apt_date_time if before and is_scheduled else None


def _is_taken(transaction: Transaction, page: Page, offer: PageOffer) -> bool:
    """Say whether another's appointment is in an offer's slot."""
    if offer.slot is None:
        return False
    own = NO_APPOINTMENT if page.link.is_recall else page.link.f_key
    bookings, _ = records.in_the_way(transaction, offer.slot)
    return taken_by(offer.slot, bookings, own) is not None


def _confirmation(
    transaction: Transaction, last: StoredAnswer | None, now: datetime
) -> TextState | None:
    """Return how the text stands that confirms the last answer; None where none is or will be."""
    if last is None or last.outcome is not Outcome.MOVED:
        return None
    num = own_texts.find(transaction, Purpose.CONFIRMATION, last.asap_comm_num)
    text = own_texts.load(transaction, num) if num is not None else None
    if text is None or text.state is not TextState.WAITING:
        return text.state if text else None
    return None if reason_not_to_send(transaction, text, now) else text.state


def _may_be_texted(transaction: Transaction, page: Page, own: PageOffer) -> bool:
    """Say whether a text about another opening could go out to this patient."""
    patient = page.mover.patient if page.mover else None
    policy = sending_clinic.load(transaction, own.clinic_num).policy
    return (
        patient is not None
        and texting.reason_not_to_text(patient, policy) is None
        and sending_clinic.reason_against_number(transaction, patient, policy) is None
    )
