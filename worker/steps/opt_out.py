"""Honour a patient's wish for no more texts, at once and everywhere, and its taking back."""

from collections.abc import Iterable
from datetime import datetime

import structlog

from schemas.codes import YesNo
from schemas.events import EventKind
from schemas.keys import PatNum
from worker.gateways import codes
from worker.office import FrontDesk, Office
from worker.rules import skip
from worker.steps.text.offer_owner import OfferOwner
from worker.store import locks
from worker.store.engine import Transaction
from worker.store.ledger import events, numbers
from worker.store.ledger.numbers import Change, NumberState, Said
from worker.store.practice import asapcomms, chart, patients

log = structlog.get_logger()


def lock(transaction: Transaction, number: str, noted: Iterable[PatNum] = ()) -> None:
    """Wait for whoever decides about a number's patients, before anything is written.

    Besides those who have it there are those about whom was noted what they said by it.
    """
    holders = patients.by_number(transaction, number)
    locks.take_patients(transaction, [*noted, *(holder.pat_num for holder in holders)])


def hear_stop(transaction: Transaction, said: Said, now: datetime) -> None:
    """Write down that a number wants no more texts, which stops them.

    Committed before the chart is changed: on tables without transactions the record is all that a
    later START can go by. Whoever calls holds the locks of the number's patients.
    """
    holders = patients.by_number(transaction, said.number)
    was = numbers.state_of(transaction, said.number)
    for holder in holders:
        before = None if holder.txt_msg_ok == YesNo.NO else holder.txt_msg_ok
        numbers.record_consent(transaction, said, Change.STOP, now, holder.pat_num, before)
    numbers.record_consent(transaction, said, Change.STOP, now, PatNum(0), None)
    numbers.remember(transaction, said.number, NumberState.OPTED_OUT, codes.OPTED_OUT, now)
    is_news = was is not NumberState.OPTED_OUT
    if is_news:
        for holder in holders:
            events.tell(transaction, EventKind.PATIENT_STOPPED, now, pat_num=holder.pat_num)
    log.info("consent.stopped", patients=len(holders), is_news=is_news, source=said.source)


def honour_stop(transaction: Transaction, said: Said, office: Office, now: datetime) -> None:
    """Set every patient of the number to not receive texts, and stop what waits."""
    heard_local = office.local(said.heard_at)
    words = f'Patient wants no more texts ("{said.words}"): Text OK was set to No.'
    for pat_num, before in numbers.patients_of(transaction, said, Change.STOP).items():
        chart.note(transaction, pat_num, words, heard_local)
        patients.set_txt_msg_ok(transaction, pat_num, before, YesNo.NO)
    holders = patients.by_number(transaction, said.number)
    for pat_num in sorted(holder.pat_num for holder in holders):
        for offer in asapcomms.waiting_of(transaction, pat_num):
            OfferOwner(offer).skip(transaction, skip.OPTED_OUT, office, now)


def hear_start(transaction: Transaction, said: Said, now: datetime) -> None:
    """Write down that a number wants texts again."""
    for pat_num, before in sorted(numbers.stopped_patients(transaction, said.number).items()):
        numbers.record_consent(transaction, said, Change.START, now, pat_num, before)
    numbers.record_consent(transaction, said, Change.START, now, PatNum(0), None)
    is_news = numbers.forget(transaction, said.number, NumberState.OPTED_OUT, now)
    log.info("consent.started", is_news=is_news, source=said.source)


def honour_start(transaction: Transaction, said: Said, desk: FrontDesk) -> None:
    """Take back what the number's STOP has changed, and nothing else."""
    holders = {holder.pat_num for holder in patients.by_number(transaction, said.number)}
    heard_local = desk.local(said.heard_at)
    words = f'Patient wants texts again ("{said.words}"): Text OK was set back.'
    for pat_num, before in numbers.patients_of(transaction, said, Change.START).items():
        if pat_num in holders:
            chart.note(transaction, pat_num, words, heard_local)
            patients.set_txt_msg_ok(transaction, pat_num, YesNo.NO, before)
