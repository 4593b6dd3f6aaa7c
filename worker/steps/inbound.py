"""Take in a patient's text: show it to the office, do what it asks, and answer it at most once."""

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Final

import structlog

from schemas.codes import SmsMessageSource
from schemas.keys import AsapCommNum, ClinicNum, PatNum
from worker.office import Office
from worker.rules import replies
from worker.rules.attempt import Purpose
from worker.rules.keywords import Heard, Wish, hear
from worker.rules.template import phone_text
from worker.steps import opt_out, sending_clinic
from worker.store.engine import Store, Transaction
from worker.store.ledger import attempts, inbound, numbers, own_texts
from worker.store.ledger.inbound import Arrived, Inbound
from worker.store.ledger.numbers import Change, NumberState, Said
from worker.store.ledger.own_texts import NewText
from worker.store.practice import asapcomms, audit, chart, patients
from worker.store.practice.patients import Holder

ANSWER_WITHIN: Final = timedelta(minutes=5)
"""A confirmation is one only if it comes at once (47 CFR 64.1200(a)(12))."""

ONE_ANSWER_IN: Final = timedelta(hours=24)
"""Who asks for help again and again is a machine."""

_LONGEST_SID: Final = 64
_LONGEST_NUMBER: Final = 32
_LONGEST_TYPE: Final = 16

_BY_PROVIDER: Final = {"STOP": Wish.STOP, "START": Wish.START, "HELP": Wish.HELP}
_REFUSALS: Final = frozenset({Wish.STOP, Wish.REFUSAL})
_ANSWERS: Final = {
    Wish.STOP: replies.stopped,
    Wish.REFUSAL: replies.stopped,
    Wish.HELP: replies.help_text,
    Wish.UNCLEAR: replies.unclear,
}

log = structlog.get_logger()


def take(store: Store, text: Arrived, now: datetime) -> int | None:
    """Write a patient's text down; returns its number, or None where it is there.

    What its columns cannot hold is left out: a NUL, and the end of a name that is no number.
    """
    kept = Arrived(
        message_sid=text.message_sid[:_LONGEST_SID],
        sender=text.sender[:_LONGEST_NUMBER],
        recipient=text.recipient[:_LONGEST_NUMBER],
        body=text.body.replace("\x00", ""),
        opt_out_type=text.opt_out_type[:_LONGEST_TYPE],
    )
    with store.writing() as transaction:
        return inbound.add(transaction, kept, now)


def apply(inbound_num: int, office: Office, clock: Callable[[], datetime]) -> int | None:
    """Let a text have its effect once: what it asks for is written down before the chart is.

    Returns the answer to send, by its number.
    """
    now = clock()
    with office.store.reading() as transaction:
        text = inbound.find(transaction, inbound_num)
    if text is None or text.applied_at is not None:
        return None
    heard = _hear(text)
    said = Said(text.sender, heard.words or text.body, text.message_sid, text.received_at)
    office.store.write(lambda transaction: _write_down(transaction, heard.wish, said, now))
    return office.store.write(
        lambda transaction: _follow(transaction, text, heard.wish, said, office, now)
    )


def _write_down(transaction: Transaction, wish: Wish, said: Said, now: datetime) -> None:
    if wish in _REFUSALS:
        opt_out.lock(transaction, said.number)
        opt_out.hear_stop(transaction, said, now)
    elif wish is Wish.START:
        opt_out.hear_start(transaction, said, now)


def _follow(
    transaction: Transaction, text: Inbound, wish: Wish, said: Said, office: Office, now: datetime
) -> int | None:
    if wish in _REFUSALS or wish is Wish.START:
        change = Change.START if wish is Wish.START else Change.STOP
        noted = numbers.patients_of(transaction, said, change)
        opt_out.lock(transaction, text.sender, noted)
    if not inbound.mark_applied(transaction, text.inbound_num, wish, now):
        return None
    if numbers.forget(transaction, text.sender, NumberState.BAD, now):
        log.info("number.lives", inbound_num=text.inbound_num)
    holders = patients.by_number(transaction, text.sender)
    _show(transaction, text, holders, office)
    if wish in _REFUSALS:
        opt_out.honour_stop(transaction, said, office, now)
    elif wish is Wish.START:
        opt_out.honour_start(transaction, said, office.desk)
    elif wish is Wish.UNCLEAR:
        # staff read what is not clear, instead of somebody guessing
        phone, moment = phone_text(text.sender), office.local(text.received_at)
        audit.alert_doubt(transaction, phone, moment, *_whose(holders))
    answer = _answer(transaction, text, wish, holders, office, now)
    if answer is not None:
        inbound.mark_answered(transaction, text.inbound_num, now)
    log.info("inbound.applied", inbound_num=text.inbound_num, wish=wish, matches=len(holders))
    return answer


def _hear(text: Inbound) -> Heard:
    """The provider's own reading counts, where it has acted upon the text."""
    known = _BY_PROVIDER.get(text.opt_out_type.upper())
    return hear(text.body) if known is None else Heard(known, text.body)


def _show(transaction: Transaction, text: Inbound, holders: list[Holder], office: Office) -> None:
    moment = office.local(text.received_at)
    chart.insert_received(
        transaction, text, *_whose(holders), match_count=len(holders), received_at_local=moment
    )


def _whose(holders: list[Holder]) -> tuple[PatNum, ClinicNum]:
    """Return the first of a number's patients and the clinic; 0 where it is nobody's."""
    return next(((one.pat_num, one.clinic_num) for one in holders), (PatNum(0), ClinicNum(0)))


def _answer(
    transaction: Transaction,
    text: Inbound,
    wish: Wish,
    holders: list[Holder],
    office: Office,
    now: datetime,
) -> int | None:
    """Write the answer down; nothing is answered that Twilio, or we of late, have answered."""
    is_twilios = not office.answers_keywords and replies.is_keyword_of_twilio(text.body)
    is_answered = text.opt_out_type or is_twilios or now - text.received_at > ANSWER_WITHIN
    if is_answered or wish not in _ANSWERS:
        return None
    state = numbers.state_of(transaction, text.sender) if wish is Wish.UNCLEAR else None
    if state is NumberState.OPTED_OUT:
        return None
    for same in _REFUSALS if wish in _REFUSALS else (wish,):
        if inbound.was_answered(transaction, text.sender, same, now - ONE_ANSWER_IN):
            return None
    pat_num, own_clinic = _whose(holders)
    texted_by = _texted_by(transaction, text.sender)
    clinic = sending_clinic.load(transaction, own_clinic if texted_by is None else texted_by)
    return own_texts.add(
        transaction,
        NewText(
            purpose=Purpose.REPLY,
            subject=text.inbound_num,
            pat_num=pat_num,
            clinic_num=clinic.clinic_num,
            recipient=text.sender,
            body=_ANSWERS[wish](clinic.contact),
            msg_type=SmsMessageSource.UNDEFINED,
            due_at=now,
            expires_at=text.received_at + ANSWER_WITHIN,
        ),
        now,
    )


def _texted_by(transaction: Transaction, number: str) -> ClinicNum | None:
    """Return the clinic in whose name a number was last texted, for it is the one that is answered."""
    last = attempts.last_to(transaction, number)
    if last is None:
        return None
    if last.key.purpose is Purpose.OFFER:
        offer = asapcomms.load(transaction, AsapCommNum(last.key.subject))
        return offer.clinic_num if offer else None
    told = own_texts.load(transaction, last.key.subject)
    return told.clinic_num if told else None
