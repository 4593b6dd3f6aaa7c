"""The calls of the provider, in sentences."""

from collections.abc import Iterator
from datetime import datetime
from zoneinfo import ZoneInfo

from worker.explain.entry import Entry, Part
from worker.gateways import codes
from worker.office import wall_time
from worker.rules.attempt import AttemptState, Purpose
from worker.store.engine import Transaction
from worker.store.ledger import history
from worker.store.ledger.history import Row


def tell(
    transaction: Transaction, purpose: Purpose, subject: int, zone: ZoneInfo
) -> Iterator[Entry]:
    """Tell when each call began, what came of it, and what the provider said later."""
    of_what = "" if purpose is Purpose.OFFER else f" of the {purpose}"
    for row in history.attempts_of(transaction, purpose, subject):
        number = f"Attempt {row['attempt_no']}{of_what}"
        begun = f"{number} was written down by {row['lease_owner']}, and the provider was called."
        yield Entry.at(row["began_at"], zone, Part.ATTEMPT, begun)
        ended_at = row["ended_at"] or row["began_at"]
        yield Entry.at(ended_at, zone, Part.ATTEMPT, f"{number}: {_outcome(row, zone)}")
        for receipt in history.receipts_of(transaction, row["attempt_id"]):
            yield Entry.at(receipt["received_at"], zone, Part.RECEIPT, _receipt(receipt))


def _outcome(row: Row, zone: ZoneInfo) -> str:
    match AttemptState(row["state"]):
        case AttemptState.ACCEPTED:
            return f"the provider took the text as {row['provider_sid']}."
        case AttemptState.REJECTED:
            again = f" It is tried again from {_clock(row['next_at'], zone)} on."
            return f"{_refusal(row)}{again if row['next_at'] else ''}"
        case AttemptState.DISPATCHING:
            until = _clock(row["next_at"], zone)
            return f"how it ended is not known yet; if nobody says so by {until}, we ask."
        case AttemptState.UNKNOWN:
            return f"{_silence(row)} The provider is asked at {_clock(row['next_at'], zone)}."
        case AttemptState.NOT_SENT:
            return f"{_silence(row)} The provider had no trace of it at any look: not sent."
        case AttemptState.GIVEN_UP:
            return f"{_silence(row)} The provider never confirmed it, and it was not sent again."


def _refusal(row: Row) -> str:
    if row["provider_code"] is None:
        return "the provider could not be reached."
    answer = f"HTTP {row['http_status']}, code {row['provider_code']}"
    return f"the provider did not take it ({answer}). {codes.of_refusal(row['provider_code']).sentence}"


def _silence(row: Row) -> str:
    if row["http_status"] is None:
        return "the call ended without an answer."
    return f"the answer (HTTP {row['http_status']}) did not say whether it was sent."


def _receipt(row: Row) -> str:
    code = row["error_code"]
    reason = f" (code {code}). {codes.of_receipt(code).sentence}" if code else "."
    return f"The provider says {row['status']}{reason}"


def _clock(moment: datetime | None, zone: ZoneInfo) -> str:
    return "no time" if moment is None else f"{wall_time(moment, zone):%H:%M:%S}"
