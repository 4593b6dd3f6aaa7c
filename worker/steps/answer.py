"""Take a patient's answer: once for each page that was shown, however often it is sent."""

from dataclasses import dataclass
from datetime import datetime

import structlog

from schemas.codes import wire_name
from schemas.events import EventKind
from schemas.keys import AsapCommNum
from worker.office import FrontDesk
from worker.rules import skip
from worker.rules.answer import HAS_DECLINED, STILL_ASKING, Answer, Outcome, when_declined
from worker.rules.attempt import Purpose
from worker.rules.openings import PageOffer
from worker.steps import accept, page
from worker.steps.offer_outcomes import came_too_late, tell_accepted, write_outcome
from worker.steps.page import Page
from worker.store import locks
from worker.store.engine import Transaction
from worker.store.ledger import answers, events, own_texts
from worker.store.ledger.answers import StoredAnswer
from worker.store.practice import links

log = structlog.get_logger()


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """What was sent with a page: the answer, and what the page had shown."""

    short_guid: str
    answer: Answer
    asap_comm_num: AsapCommNum
    """The offer that is accepted; for a decline, any of those shown."""
    after: int
    """The last answer that the page knew of; 0 if none."""
    was_start: datetime
    """The time that the page said the patient has now."""
    slot_start: datetime
    """The time that the page offered; never, for a decline."""


def answer(asked: Asked, desk: FrontDesk, now: datetime) -> StoredAnswer | None:
    """Take an answer and do what it asks for; None where the link leads nowhere.

    An answer to a page that was answered already is that first answer again.
    """
    now_local = desk.local(now)

    def work(transaction: Transaction) -> tuple[StoredAnswer | None, Page | None]:
        link = page.find_live_link(transaction, asked.short_guid, now_local)
        if link is None:
            return None, None
        locks.take_patient(transaction, link.pat_num)
        known = answers.to_page(transaction, link.page, asked.after)
        if known is not None and known.outcome is not None:
            return known, None
        found = page.load(transaction, link, desk, now_local)
        if found.own is None:
            return None, None
        stored = known or _Taking(transaction, asked, found, found.own, desk, now).take()
        return stored, found

    stored, found = desk.store.write(work)
    return accept.finish(stored, found, desk, now) if stored and not stored.outcome else stored


def finish_and_confirm(answer_num: int, desk: FrontDesk, now: datetime) -> int | None:
    """Finish an answer that was left behind; return the text that confirms it, if there is one."""
    with desk.store.reading() as transaction:
        stored = answers.load(transaction, answer_num)
        link = links.link_of(transaction, stored.asap_comm_num) if stored else None
        found = page.load(transaction, link, desk, desk.local(now)) if link else None
    if stored is None:
        return None
    if stored.outcome is None:
        stored = accept.finish(stored, found, desk, now)
    return confirmation_of(stored, desk)


def confirmation_of(stored: StoredAnswer, desk: FrontDesk) -> int | None:
    """Return the text that confirms an answer, to be put on the queue."""
    if stored.outcome is not Outcome.MOVED or stored.text_num is not None:
        return stored.text_num
    with desk.store.reading() as transaction:
        return own_texts.find(transaction, Purpose.CONFIRMATION, stored.asap_comm_num)


@dataclass(frozen=True, slots=True)
class _Taking:
    """One answer at work, under the patient's lock."""

    transaction: Transaction
    asked: Asked
    found: Page
    own: PageOffer
    desk: FrontDesk
    now: datetime

    def take(self) -> StoredAnswer:
        """Write the answer down, with its outcome if it moves nothing.

        What is written of offers comes first: on tables without transactions it may stay alone after
        a death, and is written again by the same answer.
        """
        asked, is_accept = self.asked, self.asked.answer is Answer.ACCEPT
        offer = self.found.find(asked.asap_comm_num) or self.own
        outcome = self._accepted(offer) if is_accept else self._declined()
        log.info("answer.taken", asap_comm_num=offer.asap_comm_num, answer=asked.answer.value)
        return answers.add(
            self.transaction,
            page=self.found.link.page,
            after=asked.after,
            asap_comm_num=offer.asap_comm_num,
            answer=asked.answer,
            was_start=asked.was_start,
            slot_start=asked.slot_start if is_accept else None,
            answered_at=self.now,
            outcome=outcome,
            ended_at=self.now if outcome else None,
        )

    def _accepted(self, offer: PageOffer) -> Outcome | None:
        """Say at once what cannot be had; the rest is left to ``accept.finish``, under the slot's lock."""
        if not self.found.may_move:
            return Outcome.CLOSED
        if self.found.was_start != self.asked.was_start:
            return Outcome.CHANGED
        if offer.slot is not None and offer.slot.start != self.asked.slot_start:
            return Outcome.CHANGED
        if offer in self.found.open:
            return None
        came_too_late(self.transaction, offer, self.desk, self.now)
        tell_accepted(self.transaction, offer.asap_comm_num, self.now, is_moved=False)
        return Outcome.NOT_AVAILABLE

    def _declined(self) -> Outcome:
        """Decline every offer that the page has shown, and the one that brought the link.

        For good, that is every offer that waits for an answer or was declined before: once the first
        is written the page shows none, and whoever comes after a death must find the others.
        """
        transaction, now, found = self.transaction, self.now, self.found
        for_good = self.asked.answer is Answer.STOP
        asking = [one for one in found.everything if one.response_status in STILL_ASKING]
        shown = asking if for_good else found.open
        for offer in {one.asap_comm_num: one for one in (*shown, self.own)}.values():
            new = when_declined(offer.response_status, for_good=for_good)
            write_outcome(transaction, offer, new, skip.DECLINED, self.desk, now)
            is_news = new is not offer.response_status or not transaction.is_atomic
            if is_news and new in HAS_DECLINED and not offer.is_foreign:
                about = {"asap_comm_num": offer.asap_comm_num, "response_status": wire_name(new)}
                events.tell(transaction, EventKind.OFFER_DECLINED, now, **about)
        return Outcome.STOPPED if for_good else Outcome.KEPT
