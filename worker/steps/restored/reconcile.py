"""Go through the provider's list and bring the database up to it, with everything held."""

import re
from collections.abc import Callable, Iterable
from datetime import datetime, timedelta
from itertools import islice
from typing import Final

import structlog

from schemas.keys import AsapCommNum
from worker.gateways.port import ListedText
from worker.office import Office
from worker.rules.attempt import Purpose, TextKey
from worker.rules.hold import SERVICE, UNTIL_RECONCILED
from worker.rules.segments import fingerprint
from worker.rules.sending import WAITING
from worker.steps import hold, inbound
from worker.steps.create import create
from worker.steps.link import offer_url
from worker.steps.restored.adopt import Report, adopt
from worker.steps.restored.waiting import Known, known, unheard, waiting
from worker.steps.text import owner as owners
from worker.steps.text.reconcile import GIVEN_UP
from worker.store.engine import Store
from worker.store.ledger import attempts, holds
from worker.store.ledger.inbound import Arrived
from worker.store.practice import asapcomms

WHY: Final = "texts are looked up at the provider after a restore; run `asapcomms reconcile` again"

_AT_ONCE: Final = 100
_LINK: Final = re.compile(r"/a/([A-Za-z0-9]+)")

Clock = Callable[[], datetime]

log = structlog.get_logger()


def reconcile_all(
    office: Office,
    clock: Clock,
    *,
    pause: Callable[[], None],
    tell: Callable[[str], None],
    before_release: Callable[[], None],
) -> Report:
    """Look up at the provider what may have gone out; raises CannotAsk, and then holds on.

    ``tell`` is told how far it is; ``before_release`` forgets how far the ledger was, or the clock
    would hold again.
    """
    began = _hold(office.store, clock())
    for count in hold.in_flight(office.store, clock, pause):
        tell(f"Being handed over still: {count}")
    waits = known(office, began, clock())
    report = Report(waits.since)
    from_patients = []
    listed = office.gateway.listed(waits.since, clock())
    while batch := list(islice(listed, _AT_ONCE)):
        report.looked_at += len(batch)
        from_patients += [text for text in batch if text.is_inbound]
        _look_at([text for text in batch if not text.is_inbound], waits, report, office, clock)
        tell(
            f"Texts looked at: {report.looked_at}, back to {clock() - batch[-1].age:%Y-%m-%d %H:%M} UTC"
        )
    report.heard = _hear(reversed(from_patients), waits, office, clock)
    _give_up_hidden(waits, report, office, clock())
    report.waiting = len(waiting(office, clock()))
    before_release()
    with office.store.writing() as transaction:
        held = holds.find(transaction, UNTIL_RECONCILED)
        if held is not None:
            holds.lift(transaction, held, released_by=SERVICE, now=clock())
    report.still_held = hold.still_held(office.store)
    log.info("ledger.reconciled", adopted=report.adopted, unknown=len(report.unknown))
    return report


def _hold(store: Store, now: datetime) -> datetime:
    """Hold everything, and say since when that is so: who died over it before us held as well."""
    with store.writing() as transaction:
        holds.place(transaction, UNTIL_RECONCILED, held_by=SERVICE, why=WHY, now=now)
        held = holds.find(transaction, UNTIL_RECONCILED)
    return held.held_at if held else now


def _look_at(
    batch: list[ListedText], waits: Known, report: Report, office: Office, clock: Clock
) -> None:
    """Adopt what of some texts is not known to be sent."""
    links = {text.sid: found[1] for text in batch if (found := _LINK.search(text.body))}
    with office.store.reading() as transaction:
        sids = attempts.known_sids(transaction, [text.sid for text in batch]) if batch else set()
        offers = asapcomms.find_by_links(transaction, set(links.values()))
    for text in batch:
        if text.sid in sids:
            waits.senders.add(text.sender)
            continue
        waits.hides_numbers = waits.hides_numbers or text.hides_number
        if text.hides_body:
            waits.hidden.add(text.recipient)
            continue
        link = links.get(text.sid, "")
        offer = offers[link][0] if link in offers else _find_offer(text, link, waits, office, clock)
        key = _key_of(text, offer, waits)
        if key is not None:
            waits.senders.add(text.sender)
            adopt(key, text, link, report, office, clock)
        elif link and offer_url(office.base_url, link) in text.body:
            waits.senders.add(text.sender)
            report.unknown.append(text.sid)
        waits.is_unsure = waits.is_unsure or (key is None and text.hides_number)


def _find_offer(
    text: ListedText, link: str, waits: Known, office: Office, clock: Clock
) -> AsapCommNum | None:
    """Find the offer of a link that none has: it is still to be made, or to be given its link."""
    if link in waits.requests:
        return create(waits.requests[link].message, office, clock()).asap_comm_num
    alike = waits.linkless.get(text.recipient, []) if link else []
    words = fingerprint(text.body)
    for place, (num, before, after) in enumerate(alike):
        if words.startswith(before) and words.endswith(after):
            del alike[place]
            with office.store.writing() as transaction:
                asapcomms.change(transaction, num, WAITING, short_guid=link)
            return num
    return None


def _key_of(text: ListedText, offer: AsapCommNum | None, waits: Known) -> TextKey | None:
    if offer is not None:
        return TextKey(Purpose.OFFER, offer)
    others = waits.texts.get((text.recipient, fingerprint(text.body)))
    return TextKey(Purpose.OWN, others.pop(0)) if others else None


def _hear(from_patients: Iterable[ListedText], waits: Known, office: Office, clock: Clock) -> int:
    """Let patients' texts to this office have their effect; nobody gets an answer so late."""
    count = 0
    for text in from_patients:
        late = clock() - inbound.ANSWER_WITHIN - timedelta(seconds=1)
        arrived = Arrived(
            message_sid=text.sid,
            sender=text.sender,
            recipient=text.recipient,
            body=text.body,
            opt_out_type="",
        )
        if text.recipient in waits.senders:
            taken = inbound.take(office.store, arrived, min(clock() - text.age, late))
            count += taken is not None
    for inbound_num in unheard(office, clock()):
        inbound.apply(inbound_num, office, clock)
    return count


def _give_up_hidden(waits: Known, report: Report, office: Office, now: datetime) -> None:
    """What the list may hold and hides is not sent again."""
    linkless = {num for alike in waits.linkless.values() for num, *_ in alike}
    for key, number in waiting(office, now):
        is_hidden = number in waits.hidden or (waits.hidden and waits.hides_numbers)
        has_link = key.purpose is Purpose.OFFER and key.subject not in linkless
        if is_hidden or (waits.is_unsure and not has_link):
            with office.store.writing() as transaction:
                owners.load(transaction, key).failed(transaction, GIVEN_UP, None)
            report.given_up += 1
