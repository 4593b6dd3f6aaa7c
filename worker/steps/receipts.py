"""Take in what the provider says of a text afterwards, and ask where it says nothing."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime
from typing import Final

import structlog
from structlog.contextvars import bound_contextvars

from schemas.events import EventKind
from schemas.wire import NEVER
from worker import traces
from worker.gateways import codes
from worker.gateways.port import Accepted, CannotAsk
from worker.office import Office
from worker.rules import receipt as rules
from worker.rules.attempt import CLOSED, OPEN, AttemptState, TextKey, next_look
from worker.steps.text import error_codes, sender
from worker.steps.text import owner as owners
from worker.steps.text.reconcile import GIVEN_UP
from worker.steps.text.record import record
from worker.store.engine import Store, Transaction
from worker.store.ledger import attempts, events, receipts, requests
from worker.store.ledger.attempts import Attempt
from worker.store.ledger.receipts import Before, Receipt, Word
from worker.store.ledger.requests import Origin
from worker.store.practice import chart

LONGEST_ID: Final = 36
_LONGEST_SID: Final = 64
_LONGEST_STATUS: Final = 32

_DOUBTFUL: Final = OPEN | CLOSED

log = structlog.get_logger()


def take(store: Store, told: Word, now: datetime) -> int | None:
    """Write a receipt down; returns its number, or None where it has nothing left to do.

    That is so where the same was said before, and where the office would see nothing of it.
    """
    word = Word(
        attempt_id=told.attempt_id[:LONGEST_ID],
        message_sid=told.message_sid[:_LONGEST_SID],
        status=told.status[:_LONGEST_STATUS],
        error_code=told.error_code or 0,
        sender=told.sender[:_LONGEST_STATUS],
    )

    def work(transaction: Transaction) -> int | None:
        known = receipts.before(transaction, word)
        if known is not None and known.is_told:
            return None
        is_quiet = known is not None and _is_quiet(known, word)
        receipt_num = receipts.add(transaction, word, now, is_applied=is_quiet)
        if known is None or not is_quiet or receipt_num is None:
            return receipt_num
        with _on_its_way(requests.origin(transaction, known.key)):
            _advance(transaction, known.key, word)
        return None

    return store.write(work)


def _is_quiet(known: Before, word: Word) -> bool:
    """Whether a word ends no doubt, speaks of our own text, and shows nowhere in the office."""
    is_sure = known.state is AttemptState.ACCEPTED and known.provider_sid == word.message_sid
    return is_sure and not rules.is_news(word.status, known.provider_rank)


def apply(receipt_num: int, office: Office, clock: Callable[[], datetime]) -> None:
    """Let a receipt have its effect once; in whatever order receipts come, the end is the same."""
    in_doubt = office.store.write(
        lambda transaction: _apply(transaction, receipt_num, office, clock)
    )
    if in_doubt is None:
        return
    receipt, attempt, way = in_doubt
    with _on_its_way(way):
        _settle(attempt, receipt, office, clock)
        office.store.write(
            lambda transaction: _follow(transaction, attempt, receipt, office, clock())
        )


def _apply(
    transaction: Transaction, receipt_num: int, office: Office, clock: Callable[[], datetime]
) -> tuple[Receipt, Attempt, Origin] | None:
    """Let a receipt have its effect, unless there is doubt about its text, which comes first."""
    receipt = receipts.find(transaction, receipt_num)
    if receipt is None or receipt.applied_at is not None:
        return None
    attempt = attempts.find(transaction, receipt.attempt_id)
    if attempt is None or _is_of_another(attempt, receipt):
        receipts.mark_applied(transaction, receipt_num, clock())
        about = {"attempt_id": receipt.attempt_id, "sid": receipt.message_sid}
        if attempt is None:
            log.warning("receipt.orphan", **about)
        else:
            log.error("receipt.of-another", **about, **attempt.ids)
        return None
    way = requests.origin(transaction, attempt.key)
    if attempt.state in _DOUBTFUL:
        return receipt, attempt, way
    with _on_its_way(way):
        _follow(transaction, attempt, receipt, office, clock())
    return None


def ask(attempt_id: str, office: Office, clock: Callable[[], datetime]) -> int | None:
    """Ask for the receipt of an accepted text that has none; returns the receipt to apply."""
    now = clock()
    with office.store.writing() as transaction:
        attempt = attempts.find(transaction, attempt_id)
        if attempt is None:
            return None
        again_at = next_look(attempt.began_at, now, rules.QUESTIONS)
        if not attempts.take_question(transaction, attempt_id, now, again_at):
            return None
        way = requests.origin(transaction, attempt.key)
    with _on_its_way(way):
        try:
            standing = office.gateway.look_up(attempt.provider_sid or "")
        except CannotAsk as error:
            log.warning("receipt.not-told", reason=str(error), **attempt.ids)
            return None
        log.info("receipt.asked-for", status=standing.status, **attempt.ids)
    word = Word(
        attempt_id=attempt_id,
        message_sid=attempt.provider_sid or "",
        status=standing.status,
        error_code=standing.code,
    )
    return take(office.store, word, clock())


def _is_of_another(attempt: Attempt, receipt: Receipt) -> bool:
    """Whether a receipt speaks of another text than the provider took for this attempt.

    It must not say what became of ours. There should be no other: it may have been sent twice.
    """
    return bool(attempt.provider_sid) and attempt.provider_sid != receipt.message_sid


@contextmanager
def _on_its_way(origin: Origin) -> Iterator[None]:
    """Name the request on every line, which no word of the provider does; go on with its trace."""
    named = {} if origin.request_id is None else {"request_id": origin.request_id}
    with bound_contextvars(**named), traces.span("receipt", parent=origin.traceparent):
        yield


def _settle(
    attempt: Attempt, receipt: Receipt, office: Office, clock: Callable[[], datetime]
) -> None:
    """A text that the provider speaks of is one that it has: that ends all doubt about it."""
    found = Accepted(receipt.message_sid, receipt.sender, 0, "")
    if receipt.status == rules.MessageStatus.CANCELED:
        return  # nobody gets it
    if attempt.state in CLOSED:
        log.error("receipt.after-all", status=receipt.status, **attempt.ids)
    found_after_all(attempt, found, office, clock)


def found_after_all(
    attempt: Attempt, found: Accepted, office: Office, clock: Callable[[], datetime]
) -> None:
    """Record that the provider has a text of which nobody knew, or which had been given up."""
    if attempt.state in OPEN:
        record(attempt, found, office, clock())
    elif attempt.state in CLOSED:
        _revive(attempt, office, clock())
        record(attempt, found, office, clock())


def _revive(attempt: Attempt, office: Office, now: datetime) -> None:
    """A text that nobody could find has been handed over after all: take up its attempt again."""

    def work(transaction: Transaction) -> None:
        attempts.move(transaction, attempt.attempt_id, CLOSED, AttemptState.UNKNOWN, next_at=now)
        if attempt.state is AttemptState.GIVEN_UP:
            owners.load(transaction, attempt.key).revive(transaction, GIVEN_UP)

    office.store.write(work)


def _follow(
    transaction: Transaction, attempt: Attempt, receipt: Receipt, office: Office, now: datetime
) -> None:
    status, code = receipt.status, receipt.error_code or None
    meaning, has_failed = codes.of_receipt(code), status in rules.FAILURES
    if has_failed:
        error_codes.lock(transaction, meaning, attempt.recipient)
    if not receipts.mark_applied(transaction, receipt.receipt_num, now):
        return
    if not _advance(transaction, attempt.key, receipt):
        return
    chart.mark_delivery(
        transaction,
        attempt.attempt_id,
        rules.delivery(status),
        ended_local=office.local(now) if rules.is_final(status) else NEVER,
        reason=meaning.sentence if has_failed else "",
    )
    if rules.is_final(status):
        attempts.confirm(transaction, attempt.attempt_id)
    if status == rules.MessageStatus.DELIVERED:
        events.tell_of_attempt(transaction, EventKind.OFFER_DELIVERED, attempt, now)
        sender.was_delivered(transaction, office, attempt.began_at)
    if not has_failed:
        return
    if attempts.is_only_accepted(transaction, attempt):  # nothing else of it has gone out
        owner = owners.load(transaction, attempt.key)
        if owner.undelivered(transaction, meaning.sentence):
            events.tell_of_attempt(transaction, EventKind.OFFER_FAILED, attempt, now, code)
    if code is not None:
        error_codes.of_receipt(transaction, code, attempt, office, now)


def _advance(transaction: Transaction, key: TextKey, word: Word) -> bool:
    """Write the provider's word down with its attempt; say whether it is further than the last."""
    status, code = word.status, word.error_code or None
    moved = attempts.advance(transaction, word.attempt_id, status, rules.rank(status), code)
    log.info("receipt.applied", status=status, code=code, is_news=moved, **key.ids)
    return moved
