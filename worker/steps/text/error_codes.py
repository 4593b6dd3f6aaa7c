"""What a provider's error code means for later texts: to the same number, or from the same sender."""

from datetime import datetime

import structlog

from worker.gateways import codes
from worker.gateways.codes import Action, Code
from worker.office import Office
from worker.rules.attempt import OutgoingText
from worker.steps import opt_out
from worker.steps.text import sender
from worker.store.engine import Transaction
from worker.store.ledger import numbers
from worker.store.ledger.numbers import NumberState, Said

log = structlog.get_logger()


def lock(transaction: Transaction, meaning: Code, recipient: str) -> None:
    """Wait for whoever decides about the patients whom a code will stop, before anything is written."""
    if meaning.action is Action.SUPPRESS_NUMBER:
        opt_out.lock(transaction, recipient)


def of_receipt(
    transaction: Transaction, code: int, text: OutgoingText, office: Office, now: datetime
) -> None:
    """Act upon the code of a failed delivery."""
    if not codes.is_listed(code):
        log.error("provider.code-not-listed", code=code)
    meaning = codes.of_receipt(code)
    if meaning.stops_sender:
        sender.stop(transaction, office, code, now, is_by_receipt=True)
    _mark_number(transaction, meaning, text, code, office, now)


def of_refusal(
    transaction: Transaction, code: int, text: OutgoingText, office: Office, now: datetime
) -> None:
    """Act upon the code of a refused call."""
    meaning = codes.of_refusal(code)
    if meaning.stops_sender:
        sender.stop(transaction, office, code, now, is_by_receipt=False)
    _mark_number(transaction, meaning, text, code, office, now)


def _mark_number(
    transaction: Transaction,
    meaning: Code,
    text: OutgoingText,
    code: int,
    office: Office,
    now: datetime,
) -> None:
    if meaning.action is Action.REMEMBER_NUMBER:
        numbers.remember(transaction, text.recipient, NumberState.BAD, code, now)
        log.info("number.bad", code=code)
    elif meaning.action is Action.SUPPRESS_NUMBER:
        said = Said(text.recipient, f"the text provider's code {code}", text.attempt_id, now)
        opt_out.hear_stop(transaction, said, now)
        opt_out.honour_stop(transaction, said, office, now)
