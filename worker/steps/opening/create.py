"""Decide a request for an opening: one blockout and a row for each patient, or the refusal alone.

::

    create_opening(request):
        transaction:
            decided before: the same answer
            lock the slot, draft the opening, lock its patients
            refused: write the refusal
            tables with transactions:
                write blockout, offers and answer
            tables without:
                write the draft into our own table, and commit;
                transaction: lock again, write what of the draft is not there, and the answer

Whoever dies leaves nothing where tables have transactions. Where they have none the draft stays, with
the link of each offer: whoever comes next writes those whose link is not there yet.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from http import HTTPStatus
from typing import Final
from uuid import uuid5

import structlog

from schemas.keys import AsapCommNum, OpNum, RecallNum, ScheduleNum
from schemas.messages import CreateOpening
from worker import traces
from worker.errors import Conflict
from worker.office import Office
from worker.rules.offer import Refusal
from worker.rules.skip import TRIED_TOO_OFTEN as TRIED
from worker.rules.slot import Slot
from worker.steps.create import TRIED_TOO_OFTEN
from worker.steps.deciding import DecidedMeanwhile, asked_since, decide_once, find_locked
from worker.steps.offer_outcomes import stop_waiting
from worker.steps.opening.draft import draft
from worker.steps.opening.rows import KEPT, NewOffer, NewOpening, new_opening
from worker.store import locks
from worker.store.engine import Transaction
from worker.store.ledger import offered, openings, requests
from worker.store.ledger.events import OF_REQUEST
from worker.store.ledger.openings import StoredOpening
from worker.store.ledger.requests import StoredRequest
from worker.store.practice import asapcomms, audit, blockouts

log = structlog.get_logger()


@dataclass(frozen=True, slots=True)
class DecidedOpening:
    """The answer to a request for an opening."""

    status: HTTPStatus
    sentence: str
    schedule_num: ScheduleNum | None = None
    refusal_code: str | None = None
    due: tuple[AsapCommNum, ...] = ()
    """Offers whose texts are to be sent now."""
    asked_at: datetime | None = None
    """When it arrived; None where it had been decided before."""


def create_opening(
    message: CreateOpening, office: Office, now: datetime, *, asked_at: datetime | None = None
) -> DecidedOpening:
    """Decide a request once: a message that comes again finds the answer that is there.

    Raises Conflict when its id was used before for another opening.
    """
    work = _Work(message, office, now, asked_at or now)
    return decide_once(
        f"opening/{message.request_id}",
        office,
        now,
        lambda transaction, may_begin: replace(work, may_begin=may_begin).decide(transaction),
        work.write_down,
    )


@dataclass(frozen=True, slots=True)
class _Work:
    """One message at work."""

    message: CreateOpening
    office: Office
    now: datetime
    asked_at: datetime
    may_begin: bool | None = None
    """None until the tries are counted, which most work does without."""

    def write_down(self, transaction: Transaction) -> None:
        """Write the request, undecided."""
        openings.add(transaction, self.message.request_id, self.message.body, self.now)

    def decide(self, transaction: Transaction) -> DecidedOpening | None:
        """Decide under the lock of the slot's day; None when only the draft is written."""
        body = self.message.body
        known = find_locked(
            transaction,
            self._find,
            OpNum(body.op),
            body.date_time_start.date(),
            self.asked_at,
            self.now,
            may_begin=self.may_begin,
        )
        if known is not None and known.decided_at is not None:
            return _as_decided(known)
        decided = self._decide_locked(transaction, known)
        since = asked_since(known, self.asked_at, self.now)
        return decided and replace(decided, asked_at=since)

    def _decide_locked(
        self, transaction: Transaction, known: StoredOpening | None
    ) -> DecidedOpening | None:
        if known is not None and known.plan is not None:
            return self._go_on(transaction, known, KEPT.validate_json(known.plan))
        if self.may_begin is False:
            return self._answer(transaction, known, _TOO_OFTEN)
        drafted = draft(transaction, self.message.body, self.office, self.now, may_lock=True)
        if isinstance(drafted, Refusal):
            return self._answer(transaction, known, _refused(drafted))
        if drafted.refusal is not None:
            return self._answer(transaction, known, _refused(drafted.refusal))
        made = new_opening(drafted)
        if known is not None and not transaction.is_atomic:
            openings.keep_plan(transaction, known.request_id, KEPT.dump_json(made).decode())
            return None
        return self._carry_out(transaction, known, made, {})

    def _find(self, transaction: Transaction) -> StoredOpening | None:
        known = openings.find(transaction, self.message.request_id)
        if known is not None and known.asked != self.message.body:
            raise Conflict("request_id was used before for another opening.")
        return known

    def _go_on(
        self, transaction: Transaction, known: StoredOpening, made: NewOpening
    ) -> DecidedOpening:
        """Write what of a draft is not there; where too many have died over it, stop what is.

        Who was offered the slot by another request since the draft was written is left out.
        """
        locks.take_slot(transaction, made.slot.op, made.slot.days()[1:])
        locks.take_patients(transaction, (one.pat_num for one in made.offers))
        there = _there(transaction, made)
        if self.may_begin is not False:
            asked = [(one.pat_num, one.subject) for one in made.offers]
            held = offered.in_slot(transaction, asked, made.slot)
            holders = {one: held.holder(one.pat_num, one.subject) for one in made.offers}
            own = {None, *(num for num, _ in there.values())}
            others = [num for num in holders.values() if num is not None and num not in own]
            left = [one for one, num in holders.items() if num not in others]
            if there or any(one.is_waiting for one in left):
                return self._carry_out(transaction, known, replace(made, offers=tuple(left)), there)
            blockouts.remove_left_over(transaction, made.slot.op, made.slot.start)
            return self._answer(transaction, known, _offered_meanwhile(min(others)))
        for _, schedule_num in there.values():
            stop_waiting(transaction, schedule_num, TRIED, self.office.desk, self.now)
        blockouts.remove_left_over(transaction, made.slot.op, made.slot.start)
        return self._answer(transaction, known, _TOO_OFTEN)

    def _carry_out(
        self,
        transaction: Transaction,
        known: StoredOpening | None,
        made: NewOpening,
        there: Mapping[str, tuple[AsapCommNum, ScheduleNum]],
    ) -> DecidedOpening:
        """Write what is not there yet, each offer with the row by which it comes to its end."""
        now_local = self.office.local(self.now)
        news = made.offers
        schedule_num = next((each[1] for each in there.values()), None)
        if schedule_num is None:
            texts = sum(one.is_waiting for one in news)
            schedule_num = blockouts.insert(transaction, made.slot, texts)
        audit.schedule_changed(transaction, made.slot.op, made.slot.start.date(), now_local)
        missing = [
            replace(one, schedule_num=schedule_num) for one in news if one.short_guid not in there
        ]
        if missing:
            asapcomms.add_all(transaction, missing, now_local)
        nums = {link: num for link, (num, _) in _there(transaction, made).items()}
        requests.add_all_decided(
            transaction,
            [self._request(new, made.slot, nums[new.short_guid]) for new in news],
            made.slot.link_expires(),
        )
        due = tuple(
            nums[new.short_guid]
            for new in news
            if new.is_waiting and new.date_time_sms_scheduled <= now_local
        )
        decided = DecidedOpening(HTTPStatus.OK, "", schedule_num, due=due)
        self._answer(transaction, known, decided)
        log.info("opening.made", schedule_num=schedule_num, offers=len(news), due=len(due))
        return decided

    def _request(self, new: NewOffer, slot: Slot, num: AsapCommNum) -> StoredRequest:
        """Return the row by which the clock finds when an offer is over."""
        kind, number = new.subject
        return StoredRequest(
            request_id=str(
                uuid5(self.message.request_id, f"{'recall' if kind else 'apt'}/{number}")
            ),
            op=slot.op,
            apt_num=0 if kind else number,
            recall_num=RecallNum(number) if kind else None,
            slot_start=slot.start,
            short_guid=new.short_guid,
            received_at=self.now,
            decided_at=self.now,
            status=int(HTTPStatus.OK),
            sentence="",
            asap_comm_num=num,
            traceparent=traces.current(),
            untold=1 if new.is_waiting else len(OF_REQUEST),
        )

    def _answer(
        self, transaction: Transaction, known: StoredOpening | None, decided: DecidedOpening
    ) -> DecidedOpening:
        request = known or openings.new(self.message.request_id, self.message.body, self.now)
        answered = replace(
            request,
            decided_at=self.now,
            status=int(decided.status),
            sentence=decided.sentence,
            refusal_code=decided.refusal_code,
            schedule_num=decided.schedule_num,
        )
        write = openings.write if known is None else openings.decide
        if not write(transaction, answered):
            raise DecidedMeanwhile
        return decided


def _there(
    transaction: Transaction, made: NewOpening
) -> dict[str, tuple[AsapCommNum, ScheduleNum]]:
    """Find the offers that a worker has written who died before it could say so."""
    return asapcomms.find_by_links(transaction, [one.short_guid for one in made.offers])


def _offered_meanwhile(num: AsapCommNum) -> DecidedOpening:
    said = f"AsapComm {num} already offers this time slot to the patients of this opening."
    return DecidedOpening(HTTPStatus.CONFLICT, said, refusal_code="offered-already")


_TOO_OFTEN: Final = DecidedOpening(
    HTTPStatus.SERVICE_UNAVAILABLE, TRIED_TOO_OFTEN, refusal_code="tried-too-often"
)


def _refused(refusal: Refusal) -> DecidedOpening:
    return DecidedOpening(refusal.status, refusal.sentence, refusal_code=refusal.code)


def _as_decided(request: StoredOpening) -> DecidedOpening:
    """One that was decided before; its texts are due, and found by the clock."""
    return DecidedOpening(
        HTTPStatus(request.status or HTTPStatus.OK),
        request.sentence or "",
        request.schedule_num,
        request.refusal_code,
    )
