"""Send a text that is no offer, at most once: by the same road as an offer."""

from collections.abc import Callable
from datetime import datetime

import structlog

from worker.office import Office
from worker.rules import skip, texting
from worker.rules.attempt import Purpose, TextState, may_follow
from worker.rules.segments import count_segments
from worker.rules.skip import Skip, add_note
from worker.steps import gate, recheck, sending_clinic, trial
from worker.steps.dispatch import Claimed, Message, begin, hand_over
from worker.steps.gate import Go, Wait
from worker.store import attempts, own_texts, practice
from worker.store.attempts import Attempt
from worker.store.engine import Transaction
from worker.store.own_texts import StoredText

log = structlog.get_logger()


def send_text(text_num: int, office: Office, clock: Callable[[], datetime]) -> None:
    """Send a text that is waiting and due; run twice, it is sent once."""
    name = f"text/{text_num}"
    claimed = trial.write(
        name,
        office,
        clock(),
        lambda transaction, may_begin: _claim(
            transaction, text_num, office, clock(), may_begin=may_begin
        ),
    )
    hand_over(claimed, office, clock)


def _claim(
    transaction: Transaction, text_num: int, office: Office, now: datetime, *, may_begin: bool
) -> Claimed | None:
    """Whoever comes second finds the attempt written: the ledger takes each number once."""
    text = own_texts.load(transaction, text_num)
    if text is None or not _is_due(text, now):
        return None
    last = attempts.last(transaction, text.key)
    if last and not may_follow(last.state, last.next_at, now):
        return None
    reason = _reason_not_to_send(transaction, text, now)
    if not may_begin:
        reason = skip.TRIED_TOO_OFTEN
    if reason is not None:
        _skip(transaction, text, reason)
        return None
    clinic_num, segments = text.clinic_num, count_segments(text.body)
    match gate.ask(transaction, office, clinic_num, segments, now, is_capped=False):
        case Wait(until):
            own_texts.change(transaction, text_num, (TextState.WAITING,), due_at=until)
            return None
        case Go(is_probe):
            return _begin(transaction, text, last, office, now, is_probe=is_probe)
        case _:
            return None


def _begin(
    transaction: Transaction,
    text: StoredText,
    last: Attempt | None,
    office: Office,
    now: datetime,
    *,
    is_probe: bool,
) -> Claimed | None:
    message = Message(
        key=text.key,
        recipient=text.recipient,
        body=text.body,
        token="",
        valid_for=text.expires_at - now,
        is_probe=is_probe,
    )
    return begin(transaction, message, last.attempt_no if last else 0, office, now)


def _is_due(text: StoredText, now: datetime) -> bool:
    return text.state is TextState.WAITING and text.due_at <= now


def _reason_not_to_send(transaction: Transaction, text: StoredText, now: datetime) -> Skip | None:
    """An answer to a keyword goes to whoever wrote it; anything else needs the patient's consent."""
    if now >= text.expires_at:
        return skip.EXPIRED
    if text.purpose is Purpose.REPLY:
        return None
    patient = practice.find_patient(transaction, text.pat_num)
    if patient is None:
        return skip.UNABLE_TO_RECEIVE
    policy = sending_clinic.load(transaction, text.clinic_num).policy
    against = recheck.reason_against_number(transaction, patient, policy)
    return texting.reason_not_to_text(patient, policy) or against


def _skip(transaction: Transaction, text: StoredText, reason: Skip) -> None:
    note = add_note(text.note, reason.sentence)
    own_texts.change(
        transaction, text.text_num, TextState.WAITING, state=TextState.SKIPPED, note=note
    )
    log.info("text.skipped", text_num=text.text_num, reason=reason.code)
