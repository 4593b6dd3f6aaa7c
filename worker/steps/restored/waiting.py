"""What the database knows to be waiting, with all by which the provider's texts are compared with it."""

from collections import defaultdict
from collections.abc import Callable, Collection
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Final, TypeVar

from schemas.keys import AsapCommNum, ScheduleNum
from worker.office import Office
from worker.rules.attempt import Purpose, TextKey
from worker.rules.phone import dialable
from worker.rules.segments import fingerprint
from worker.rules.template import at_sending
from worker.rules.wall_clock import instant
from worker.steps import sending_clinic
from worker.steps.link import offer_url
from worker.steps.opening.create import create_opening
from worker.store.engine import Transaction
from worker.store.ledger import attempts, openings, own_texts, requests
from worker.store.ledger import inbound as received
from worker.store.ledger.own_texts import StoredText
from worker.store.ledger.requests import StoredRequest
from worker.store.portion import Portion
from worker.store.practice import asapcomms, records
from worker.store.practice.asapcomms import StoredOffer

SLACK: Final = timedelta(hours=2)
"""An hour for a wall clock that is set back, and one for clocks that differ."""

_NOTHING_KNOWN: Final = timedelta(days=7)
_LONGEST_LIST: Final = timedelta(days=366)
"""No opening is further away than its last text."""

_ROWS_AT_ONCE: Final = 500
_NO_LINK: Final = "thelinkofthistext"

T = TypeVar("T")


@dataclass
class Known:
    """What the texts in the list are compared with."""

    requests: dict[str, StoredRequest]
    """Requests without an answer, by the link that their offers will have."""
    linkless: dict[str, list[tuple[AsapCommNum, str, str]]]
    """Offers by number, with the letters around their link, which is not the one that was sent.

    What staff made gets its link when it is sent, and an opening's offers when it is decided.
    """
    texts: dict[tuple[str, str], list[int]]
    """Other texts that wait, by number and the letters of their words."""
    since: datetime
    senders: set[str]
    """Numbers from which this office texts: others of the account are other offices'."""
    hidden: set[str] = field(default_factory=set)
    """Numbers to which a text went whose words are not shown."""
    hides_numbers: bool = False
    is_unsure: bool = False
    """Whether a text to a number that is not shown may be any whose link is not known."""


def known(office: Office, began: datetime, now: datetime) -> Known:
    """Read what waits, and since when anything of it can have gone out."""
    decided = _decide_openings(office, now)
    offers, texts = _offers(office, now, decided), _texts(office, now)
    with office.store.reading() as transaction:
        moments = [
            attempts.newest_end(transaction, began) or began - _NOTHING_KNOWN,
            attempts.oldest_open(transaction) or began,
            *(instant(offer.date_time_sms_scheduled, office.zone) for offer in offers[:1]),
            *(text.due_at for text in texts[:1]),
        ]
        undecided = _in_portions(lambda portion: requests.undecided(transaction, now, portion))
        links = {asked.short_guid: asked for asked in undecided}
        linkless = defaultdict(list)
        for offer in offers:
            key = TextKey(Purpose.OFFER, offer.asap_comm_num)
            had_link = requests.origin(transaction, key).request_id or attempts.last(
                transaction, key
            )
            is_new = offer.schedule_num in decided
            words = (
                _letters_around_link(transaction, offer, office) if is_new or not had_link else None
            )
            if words is not None:
                number, before, after = words
                linkless[number].append((offer.asap_comm_num, before, after))
    by_words = defaultdict(list)
    for text in texts:
        by_words[text.recipient, fingerprint(text.body)].append(text.text_num)
    return Known(links, linkless, by_words, min(moments) - SLACK, {office.sender} - {""})


def waiting(office: Office, now: datetime) -> list[tuple[TextKey, str]]:
    """Return all that is due, with the number that it goes to."""
    found, offers = [], _offers(office, now)
    with office.store.reading() as transaction:
        for offer in offers:
            words = _letters_around_link(transaction, offer, office)
            found.append((TextKey(Purpose.OFFER, offer.asap_comm_num), words[0] if words else ""))
    return [*found, *((text.key, text.recipient) for text in _texts(office, now))]


def unheard(office: Office, now: datetime) -> list[int]:
    """Return the texts from patients that have had no effect."""
    with office.store.reading() as transaction:
        return _in_portions(lambda portion: received.unapplied(transaction, now, portion))


def _letters_around_link(
    transaction: Transaction, offer: StoredOffer, office: Office
) -> tuple[str, str, str] | None:
    """Render an offer as it was rendered then: its number, and the letters before and after the link."""
    patient = records.find_patient(transaction, offer.pat_num)
    country = sending_clinic.load(transaction, offer.clinic_num).policy.country
    number = dialable(patient.wireless_phone, country) if patient else None
    if patient is None or number is None:
        return None
    url = offer_url(office.base_url, _NO_LINK)
    before, _, after = at_sending(offer.template_text, patient.f_name, url).partition(url)
    return number, fingerprint(before), fingerprint(after)


def _decide_openings(office: Office, now: datetime) -> set[ScheduleNum]:
    """Decide the openings without an answer, as they were, or may have been, after the backup."""
    with office.store.reading() as transaction:
        undecided = _in_portions(lambda portion: openings.undecided(transaction, now, portion))
    made = (create_opening(each.message, office, now).schedule_num for each in undecided)
    return {schedule_num for schedule_num in made if schedule_num is not None}


def _offers(
    office: Office, now: datetime, decided: Collection[ScheduleNum] = ()
) -> list[StoredOffer]:
    """Return what is due, and all of some openings: they may have begun earlier than they do now."""
    now_local = office.local(now)
    until = now_local + _LONGEST_LIST if decided else now_local
    with office.store.reading() as transaction:
        found = _in_portions(lambda portion: asapcomms.overdue(transaction, until, portion))
    return [
        offer
        for offer in found
        if offer.date_time_sms_scheduled <= now_local or offer.schedule_num in decided
    ]


def _texts(office: Office, now: datetime) -> list[StoredText]:
    with office.store.reading() as transaction:
        return _in_portions(lambda portion: own_texts.overdue(transaction, now, portion))


def _in_portions(find: Callable[[Portion], list[T]]) -> list[T]:
    rows: list[T] = []
    while found := find(Portion(_ROWS_AT_ONCE, len(rows))):
        rows += found
    return rows
