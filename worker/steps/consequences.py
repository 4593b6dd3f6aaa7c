"""What a provider's code means for later texts: to the same number, or from the same sender."""

from datetime import datetime

import structlog

from worker.gateways import codes
from worker.gateways.codes import Action, Code
from worker.office import Office
from worker.steps import opt_out
from worker.store import numbers
from worker.store.attempts import Attempt
from worker.store.engine import Transaction
from worker.store.numbers import NumberState

log = structlog.get_logger()


def of_receipt(
    transaction: Transaction, attempt: Attempt, code: int, office: Office, now: datetime
) -> None:
    """Act upon the code of a failed delivery."""
    if not codes.is_listed(code):
        log.error("provider.code-not-listed", code=code, **attempt.ids)
    _act(
        transaction,
        codes.of_receipt(code),
        code,
        attempt.attempt_id,
        attempt.recipient,
        office,
        now,
    )


def of_refusal(
    transaction: Transaction,
    code: int,
    attempt_id: str,
    recipient: str,
    office: Office,
    now: datetime,
) -> None:
    """Act upon the code of a refused call."""
    _act(transaction, codes.of_refusal(code), code, attempt_id, recipient, office, now)


def _act(
    transaction: Transaction,
    meaning: Code,
    code: int,
    attempt_id: str,
    recipient: str,
    office: Office,
    now: datetime,
) -> None:
    match meaning.action:
        case Action.REMEMBER_NUMBER:
            numbers.remember(transaction, recipient, NumberState.BAD, code, now)
            log.info("number.bad", code=code)
        case Action.SUPPRESS_NUMBER:
            said = opt_out.Said(recipient, f"the text provider's code {code}", attempt_id, now)
            opt_out.hear_stop(transaction, said, now)
            opt_out.honour_stop(transaction, said, office, now)
