"""Find out what became of an attempt that ended without an answer, before anything is sent again."""

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Final

import structlog

from schemas.codes import ResponseStatus, SendStatus
from schemas.keys import AsapCommNum
from worker.gateways.port import CannotAsk
from worker.office import Office
from worker.rules.attempt import AttemptState, next_look
from worker.rules.skip import add_note
from worker.rules.template import at_sending
from worker.steps.link import offer_url
from worker.steps.record import Sending, mark_unknown, record
from worker.steps.send import LEASE
from worker.store import attempts, blockouts, offers, practice
from worker.store.attempts import Attempt
from worker.store.offers import StoredOffer

PAUSE_WHEN_NOT_TOLD: Final = timedelta(seconds=15)
"""When the provider cannot be asked it is asked again soon; that was not a look."""

GIVEN_UP: Final = (
    "The text provider never confirmed this text; it may or may not have been sent, "
    "and was not sent again."
)

log = structlog.get_logger()


def settle(attempt_id: str, office: Office, clock: Callable[[], datetime]) -> AsapCommNum | None:
    """Ask the provider about an open attempt whose time has come.

    Returns the offer to send again when the provider has no trace of it after the last look.
    """
    began = _take_over(attempt_id, office, clock())
    if began is None:
        return None
    attempt, offer = began
    try:
        found = office.gateway.find(attempt.recipient, attempt.token, attempt.began_at)
    except CannotAsk as error:
        _come_back(attempt, office, clock() + PAUSE_WHEN_NOT_TOLD)
        log.warning("attempt.not-told", asap_comm_num=attempt.subject, reason=str(error))
        return None
    if found is not None:
        record(_sending(attempt, offer, office), found, office, clock())
        return None
    look = next_look(attempt.began_at, clock(), office.looks)
    if look is not None:
        _come_back(attempt, office, look)
        log.info("attempt.no-trace-yet", asap_comm_num=attempt.subject)
        return None
    return _close(attempt, offer, office, clock())


def _take_over(
    attempt_id: str, office: Office, now: datetime
) -> tuple[Attempt, StoredOffer] | None:
    """Claim the look, so that two settlers do not both decide."""
    with office.store.writing() as transaction:
        if not attempts.take_over(transaction, attempt_id, now, now + LEASE):
            return None
        attempt = attempts.find(transaction, attempt_id)
        offer = attempt and offers.load(transaction, attempt.subject)
        if not attempt or not offer:
            return None
        mark_unknown(transaction, offer, office.local(attempt.began_at))
        blockouts.refresh_note(transaction, offer.schedule_num)
    return attempt, offer


def _come_back(attempt: Attempt, office: Office, moment: datetime) -> None:
    with office.store.writing() as transaction:
        attempts.move(
            transaction,
            attempt.attempt_id,
            (AttemptState.UNKNOWN,),
            AttemptState.UNKNOWN,
            next_at=moment,
        )


def _sending(attempt: Attempt, offer: StoredOffer, office: Office) -> Sending:
    """Render the text again, for the case that the provider keeps no bodies."""
    with office.store.reading() as transaction:
        patient = practice.find_patient(transaction, offer.pat_num)
    name = patient.f_name if patient else ""
    body = at_sending(offer.template_text, name, offer_url(office.base_url, attempt.token))
    return Sending(
        attempt.attempt_id,
        attempt.subject,
        attempt.recipient,
        body,
        attempt.attempt_no,
        attempt.began_at,
    )


def _close(
    attempt: Attempt, offer: StoredOffer, office: Office, now: datetime
) -> AsapCommNum | None:
    """Decide by UNKNOWN_POLICY: send it again, or leave it with the reason."""
    again = office.unknown_policy == "resend"
    with office.store.writing() as transaction:
        moved = attempts.move(
            transaction,
            attempt.attempt_id,
            (AttemptState.UNKNOWN,),
            AttemptState.NOT_SENT if again else AttemptState.GIVEN_UP,
            ended_at=now,
            next_at=None,
        )
        if not moved:
            return None
        if again:
            values: dict[str, object] = {
                "sms_send_status": SendStatus.SEND_NOT_ATTEMPTED,
                "response_status": ResponseStatus.AWAITING_TRANSMIT,
            }
        else:
            values = {
                "sms_send_status": SendStatus.SEND_FAILED,
                "response_status": ResponseStatus.FAILED,
                "note": add_note(offer.note, GIVEN_UP),
            }
        offers.change(transaction, attempt.subject, (SendStatus.SENT_AWAITING_RECEIPT,), **values)
        blockouts.refresh_note(transaction, offer.schedule_num)
    log.warning("attempt.no-trace", asap_comm_num=attempt.subject, is_sent_again=again)
    return attempt.subject if again else None
