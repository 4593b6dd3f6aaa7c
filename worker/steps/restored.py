"""After a restore: find at the provider what the database has forgotten, before anything is sent.

::

    reconcile_all():
        hold everything; wait for what is being handed over
        for each text in the provider's list, back to before anything forgotten can have gone out:
            known by its id: nothing
            its link is an offer's: adopt it
            its link is that of a request without an answer: decide it, adopt its offer
            its words are those of an offer without a link, or of another text, to the same number
            that waits: adopt it
            else: it is of a request that the database does not know
        texts from patients that are not known: let them have their effect, without an answer
        where the list hides what it holds: give up what may be in it
        release; what a person holds stays held

    adopt(text):
        transaction: under the locks of its owner: its attempt, with the age that the text has
        record it as accepted, like any other

Run again it finds what is known by then and goes on. Whoever dies while adopting leaves an open
attempt, which is looked for like any other; whoever dies anywhere leaves the hold.
"""

import re
from collections import defaultdict
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from itertools import islice
from typing import Final, TypeVar
from uuid import uuid4

import structlog

from schemas.codes import SendStatus
from schemas.keys import AsapCommNum
from worker.gateways.port import Accepted, ListedText
from worker.office import Office
from worker.rules.attempt import AttemptState, OutgoingText, Purpose, TextKey
from worker.rules.hold import SERVICE, UNTIL_RECONCILED
from worker.rules.phone import dialable
from worker.rules.segments import count_segments
from worker.rules.sending import WAITING
from worker.rules.template import at_sending
from worker.steps import hold, inbound, receipts, sending_clinic
from worker.steps.create import create
from worker.steps.link import offer_url
from worker.steps.text import owner as owners
from worker.steps.text import sender
from worker.steps.text.offer_owner import OfferOwner
from worker.steps.text.owner import Owner
from worker.steps.text.reconcile import GIVEN_UP
from worker.store.engine import Store, Transaction
from worker.store.ledger import attempts, holds, own_texts, requests
from worker.store.ledger.attempts import Attempt
from worker.store.ledger.inbound import Arrived
from worker.store.ledger.own_texts import StoredText
from worker.store.ledger.requests import StoredRequest
from worker.store.portion import Portion
from worker.store.practice import asapcomms, records
from worker.store.practice.asapcomms import StoredOffer

WHY: Final = "texts are looked up at the provider after a restore; run `asapcomms reconcile` again"

SLACK: Final = timedelta(hours=2)
"""An hour for a wall clock that is set back, and one for clocks that differ."""

_NOTHING_KNOWN: Final = timedelta(days=7)
_AT_ONCE: Final = 100
_ROWS_AT_ONCE: Final = 500
_LINK: Final = re.compile(r"/a/([A-Za-z0-9]+)")
_NO_LINK: Final = "thelinkofthistext"

T = TypeVar("T")
Clock = Callable[[], datetime]

log = structlog.get_logger()


@dataclass
class Report:
    """What was found."""

    since: datetime
    looked_at: int = 0
    """Texts in the provider's list."""
    adopted: int = 0
    """Those that the database did not know to be sent."""
    doubled: list[str] = field(default_factory=list)
    """The provider's ids of texts whose link another one has as well."""
    unknown: list[str] = field(default_factory=list)
    """The provider's ids of texts with a link of ours that no offer has."""
    heard: int = 0
    """Texts from patients that were not in the database."""
    given_up: int = 0
    """Texts of which the provider's list does not say whether they went out."""
    waiting: int = 0
    """Offers and other texts that are due, and go out after the release if they still may."""
    still_held: list[str] = field(default_factory=list)


@dataclass
class _Known:
    """What the texts in the list are compared with."""

    requests: dict[str, StoredRequest]
    """Requests without an answer, by the link that their offers will have."""
    linkless: dict[str, list[tuple[AsapCommNum, str, str]]]
    """Offers that staff made, by number, with the words around their link.

    They get their link when they are sent, so what was sent has one that the database never knew.
    """
    texts: dict[tuple[str, str], list[int]]
    """Other texts that wait, by number and words."""
    since: datetime
    hidden: set[str] = field(default_factory=set)
    """Numbers to which a text went whose words are not shown."""
    hides_numbers: bool = False


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
    known = _known(office, began, clock())
    report = Report(known.since)
    from_patients = []
    listed = office.gateway.listed(known.since, clock())
    while batch := list(islice(listed, _AT_ONCE)):
        report.looked_at += len(batch)
        from_patients += [text for text in batch if text.is_inbound]
        _look_at([text for text in batch if not text.is_inbound], known, report, office, clock)
        tell(
            f"Texts looked at: {report.looked_at}, back to {clock() - batch[-1].age:%Y-%m-%d %H:%M} UTC"
        )
    report.heard = sum(_hear(text, office, clock) for text in reversed(from_patients))
    _give_up_hidden(known, report, office, clock())
    report.waiting = sum(1 for _ in _waiting(office, clock()))
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


def _known(office: Office, began: datetime, now: datetime) -> _Known:
    """Read what waits, and since when anything of it can have gone out."""
    offers = list(_offers(office, now))
    texts = list(_texts(office, now))
    with office.store.reading() as transaction:
        moments = [
            attempts.newest_end(transaction, began) or began - _NOTHING_KNOWN,
            attempts.oldest_open(transaction) or began,
            *(_instant(offer.date_time_sms_scheduled, office) for offer in offers[:1]),
            *(text.due_at for text in texts[:1]),
        ]
        undecided = _in_portions(lambda portion: requests.undecided(transaction, now, portion))
        links = {asked.short_guid: asked for asked in undecided}
        linkless = defaultdict(list)
        for offer in offers:
            key = TextKey(Purpose.OFFER, offer.asap_comm_num)
            is_ours = requests.id_of(transaction, key) or attempts.last(transaction, key)
            words = None if is_ours else _words_around_link(transaction, offer, office)
            if words is not None:
                number, before, after = words
                linkless[number].append((offer.asap_comm_num, before, after))
    by_words = defaultdict(list)
    for text in texts:
        by_words[text.recipient, text.body].append(text.text_num)
    return _Known(links, linkless, by_words, min(moments) - SLACK)


def _words_around_link(
    transaction: Transaction, offer: StoredOffer, office: Office
) -> tuple[str, str, str] | None:
    """Render an offer as it was rendered then: its number, and the words before and after the link."""
    patient = records.find_patient(transaction, offer.pat_num)
    country = sending_clinic.load(transaction, offer.clinic_num).policy.country
    number = dialable(patient.wireless_phone, country) if patient else None
    if patient is None or number is None:
        return None
    url = offer_url(office.base_url, _NO_LINK)
    before, _, after = at_sending(offer.template_text, patient.f_name, url).partition(url)
    return number, before, after


def _look_at(
    batch: list[ListedText], known: _Known, report: Report, office: Office, clock: Clock
) -> None:
    """Adopt what of some texts is not known to be sent."""
    links = {text.sid: found[1] for text in batch if (found := _LINK.search(text.body))}
    with office.store.reading() as transaction:
        sids = attempts.known_sids(transaction, [text.sid for text in batch]) if batch else set()
        offers = asapcomms.find_by_links(transaction, set(links.values()))
    for text in batch:
        if text.sid in sids:
            continue
        known.hides_numbers = known.hides_numbers or text.hides_number
        if text.hides_body:
            known.hidden.add(text.recipient)
            continue
        link = links.get(text.sid, "")
        offer = offers[link][0] if link in offers else _find_offer(text, link, known, office, clock)
        key = _key_of(text, offer, known)
        if key is not None:
            _adopt(key, text, link, report, office, clock)
        elif link:
            report.unknown.append(text.sid)


def _find_offer(
    text: ListedText, link: str, known: _Known, office: Office, clock: Clock
) -> AsapCommNum | None:
    """Find the offer of a link that none has: it is still to be made, or to be given its link."""
    if link in known.requests:
        return create(known.requests[link].message, office, clock()).asap_comm_num
    alike = known.linkless.get(text.recipient, []) if link else []
    for place, (num, before, after) in enumerate(alike):
        if text.body.startswith(before) and text.body.endswith(after):
            del alike[place]
            with office.store.writing() as transaction:
                asapcomms.change(transaction, num, WAITING, short_guid=link)
            return num
    return None


def _key_of(text: ListedText, offer: AsapCommNum | None, known: _Known) -> TextKey | None:
    if offer is not None:
        return TextKey(Purpose.OFFER, offer)
    others = known.texts.get((text.recipient, text.body))
    return TextKey(Purpose.OWN, others.pop(0)) if others else None


def _adopt(
    key: TextKey, text: ListedText, link: str, report: Report, office: Office, clock: Clock
) -> None:
    attempt = office.store.write(
        lambda transaction: _attempt(transaction, key, text, link, office, clock())
    )
    if attempt is None:
        return
    if attempt.state is AttemptState.ACCEPTED:
        if attempt.provider_sid not in {"", None, text.sid}:
            report.doubled.append(text.sid)
            log.error("text.doubled", sid=text.sid, **key.ids)
        return
    found = Accepted(text.sid, text.sender, text.segments, text.body)
    receipts.found_after_all(attempt, found, office, clock)
    report.adopted += 1
    log.info("text.adopted", sid=text.sid, **key.ids)


def _attempt(
    transaction: Transaction,
    key: TextKey,
    text: ListedText,
    link: str,
    office: Office,
    now: datetime,
) -> Attempt | None:
    """Return the attempt that handed this text over: the last one that may have, or a new one."""
    began_at = now - text.age
    owner = owners.load(transaction, key).lock(transaction, office.local(now).date())
    if owner is None:
        return None
    last = attempts.last(transaction, owner.key)
    if last is not None and last.state is not AttemptState.REJECTED:
        return last
    if last is None and _was_taken(owner):
        return None  # so long ago that its attempt has been removed
    made = OutgoingText(
        key=owner.key,
        attempt_id=str(uuid4()),
        attempt_no=last.attempt_no + 1 if last else 1,
        recipient=text.recipient,
        body=text.body,
        token=link if owner.key.purpose is Purpose.OFFER else "",
        began_at=began_at,
    )
    if attempts.begin(transaction, made):
        owner.may_be_sent(transaction, office.local(began_at))
        segments = text.segments or count_segments(text.body)
        sender.count(transaction, office, owner.clinic_num, segments, began_at)
    return attempts.find(transaction, made.attempt_id)


def _was_taken(owner: Owner) -> bool:
    if not isinstance(owner, OfferOwner):
        return False
    return owner.offer.sms_send_status == SendStatus.SEND_SUCCESSFUL


def _hear(text: ListedText, office: Office, clock: Clock) -> bool:
    """Let a patient's text have its effect, if it has had none; nobody gets an answer so late."""
    late = clock() - inbound.ANSWER_WITHIN - timedelta(seconds=1)
    arrived = Arrived(
        message_sid=text.sid,
        sender=text.sender,
        recipient=text.recipient,
        body=text.body,
        opt_out_type="",
    )
    inbound_num = inbound.take(office.store, arrived, min(clock() - text.age, late))
    if inbound_num is None:
        return False
    inbound.apply(inbound_num, office, clock)
    return True


def _give_up_hidden(known: _Known, report: Report, office: Office, now: datetime) -> None:
    """What the list may hold and hides is not sent again."""
    if not known.hidden:
        return
    for key, number in list(_waiting(office, now)):
        if known.hides_numbers or number in known.hidden:
            with office.store.writing() as transaction:
                owners.load(transaction, key).failed(transaction, GIVEN_UP, None)
            report.given_up += 1


def _waiting(office: Office, now: datetime) -> Iterator[tuple[TextKey, str]]:
    """Go through all that is due, with the number that it goes to."""
    for offer in _offers(office, now):
        with office.store.reading() as transaction:
            words = _words_around_link(transaction, offer, office)
        yield TextKey(Purpose.OFFER, offer.asap_comm_num), words[0] if words else ""
    for text in _texts(office, now):
        yield text.key, text.recipient


def _offers(office: Office, now: datetime) -> list[StoredOffer]:
    now_local = office.local(now)
    with office.store.reading() as transaction:
        return _in_portions(lambda portion: asapcomms.overdue(transaction, now_local, portion))


def _texts(office: Office, now: datetime) -> list[StoredText]:
    with office.store.reading() as transaction:
        return _in_portions(lambda portion: own_texts.overdue(transaction, now, portion))


def _in_portions(find: Callable[[Portion], list[T]]) -> list[T]:
    rows: list[T] = []
    while found := find(Portion(_ROWS_AT_ONCE, len(rows))):
        rows += found
    return rows


def _instant(local: datetime, office: Office) -> datetime:
    return local.replace(tzinfo=office.zone)
