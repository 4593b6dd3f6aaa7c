"""Record what came of an attempt: in the ledger, on the offer, and in the patient's chart."""

from dataclasses import dataclass
from datetime import datetime
from typing import Final

import structlog

from schemas.codes import ResponseStatus, SendStatus
from schemas.keys import AsapCommNum
from worker.gateways.port import Accepted, NoAnswer, NotSent, Outcome
from worker.office import Office
from worker.rules.attempt import OPEN, AttemptState, next_look, pause_before_retry
from worker.rules.skip import add_note
from worker.store import attempts, blockouts, offers, texts
from worker.store.engine import Transaction
from worker.store.offers import StoredOffer
from worker.store.texts import SentText

log = structlog.get_logger()

_ON_ITS_WAY: Final = (SendStatus.SEND_NOT_ATTEMPTED, SendStatus.SENT_AWAITING_RECEIPT)


@dataclass(frozen=True, slots=True)
class Sending:
    """A text on its way to the provider."""

    attempt_id: str
    asap_comm_num: AsapCommNum
    recipient: str
    body: str
    attempt_no: int
    began_at: datetime


def record(sending: Sending, outcome: Outcome, office: Office, now: datetime) -> None:
    """Write what came of a call; what is known already is not written again."""
    with office.store.writing() as transaction:
        offer = offers.load(transaction, sending.asap_comm_num)
        if offer is None:
            raise LookupError(f"offer {sending.asap_comm_num} vanished while it was sent")
        match outcome:
            case Accepted():
                _record_accepted(transaction, sending, outcome, offer, office, now)
            case NotSent():
                _record_not_sent(transaction, sending, outcome, offer, office.local(now), now)
            case NoAnswer():
                _record_unknown(transaction, sending, outcome, offer, office, now)
        blockouts.refresh_note(transaction, offer.schedule_num)


def mark_unknown(transaction: Transaction, offer: StoredOffer, began_local: datetime) -> None:
    """Show an offer whose call ended without an answer as sent without a receipt."""
    offers.change(
        transaction,
        offer.asap_comm_num,
        (SendStatus.SEND_NOT_ATTEMPTED,),
        sms_send_status=SendStatus.SENT_AWAITING_RECEIPT,
        response_status=ResponseStatus.PENDING_RSVP,
        date_time_sms_sent=began_local,
    )


def _record_accepted(
    transaction: Transaction,
    sending: Sending,
    accepted: Accepted,
    offer: StoredOffer,
    office: Office,
    now: datetime,
) -> None:
    moved = attempts.move(
        transaction,
        sending.attempt_id,
        OPEN,
        AttemptState.ACCEPTED,
        provider_sid=accepted.sid,
        ended_at=now,
        next_at=None,
    )
    if not moved:
        return
    sent_at_local = office.local(sending.began_at)
    offers.change(
        transaction,
        sending.asap_comm_num,
        _ON_ITS_WAY,
        sms_send_status=SendStatus.SEND_SUCCESSFUL,
        response_status=ResponseStatus.PENDING_RSVP,
        date_time_sms_sent=sent_at_local,
        guid_message_to_mobile=sending.attempt_id,
    )
    texts.insert(
        transaction,
        SentText(
            guid=sending.attempt_id,
            pat_num=offer.pat_num,
            clinic_num=offer.clinic_num,
            sender=accepted.sender or office.sender,
            recipient=sending.recipient,
            body=accepted.body or sending.body,
            parts=accepted.segments,
            sent_at_local=sent_at_local,
        ),
    )
    log.info("text.sent", asap_comm_num=sending.asap_comm_num, sid=accepted.sid)


def _record_not_sent(
    transaction: Transaction,
    sending: Sending,
    refused: NotSent,
    offer: StoredOffer,
    now_local: datetime,
    now: datetime,
) -> None:
    pause = pause_before_retry(sending.attempt_no, refused.retry_after)
    moved = attempts.move(
        transaction,
        sending.attempt_id,
        OPEN,
        AttemptState.REJECTED,
        http_status=refused.http_status,
        provider_code=refused.code,
        ended_at=now,
        next_at=None if refused.is_permanent else now + pause,
    )
    if not moved:
        return
    if refused.is_permanent:
        offers.change(
            transaction,
            sending.asap_comm_num,
            _ON_ITS_WAY,
            sms_send_status=SendStatus.SEND_FAILED,
            response_status=ResponseStatus.FAILED,
            date_time_sms_sent=now_local,
            note=add_note(offer.note, refused.sentence),
        )
    log.warning(
        "text.rejected",
        asap_comm_num=sending.asap_comm_num,
        code=refused.code,
        again_in_seconds=None if refused.is_permanent else pause.total_seconds(),
    )


def _record_unknown(
    transaction: Transaction,
    sending: Sending,
    silence: NoAnswer,
    offer: StoredOffer,
    office: Office,
    now: datetime,
) -> None:
    moved = attempts.move(
        transaction,
        sending.attempt_id,
        (AttemptState.DISPATCHING,),
        AttemptState.UNKNOWN,
        http_status=silence.http_status,
        next_at=next_look(sending.began_at, now, office.looks) or now,
    )
    if not moved:
        return
    mark_unknown(transaction, offer, office.local(sending.began_at))
    log.warning("text.unknown", asap_comm_num=sending.asap_comm_num, reason=silence.reason)
