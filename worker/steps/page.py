"""What a link leads to: the patient's offers for one appointment, as they stand in this moment."""

from collections.abc import Sequence
from dataclasses import dataclass, fields, replace
from datetime import datetime

from schemas.codes import ResponseStatus, wire_name
from schemas.events import EventKind
from schemas.keys import AsapCommNum, OpNum
from schemas.wire import NEVER
from worker.office import FrontDesk
from worker.rules import move, openings
from worker.rules.answer import FINAL, when_opened
from worker.rules.appointment import Appointment, reason_not_offered
from worker.rules.availability import blocked_by, taken_by
from worker.rules.move import is_at
from worker.rules.openings import PageOffer, WrittenOffer
from worker.rules.recall import NO_APPOINTMENT
from worker.rules.slot import Slot
from worker.store.engine import Transaction
from worker.store.ledger import events
from worker.store.practice import links, moves, recalls, records
from worker.store.practice.links import Link, LinkedOffer
from worker.store.practice.moves import Mover


@dataclass(frozen=True, slots=True, kw_only=True)
class Page:
    """All offers to one patient for one appointment or recall."""

    link: Link
    appointment: Appointment | None
    """Or the recall in its place; None where it is gone, or another patient's now."""
    mover: Mover | None
    """The patient, if the chart is still there, and the appointment as it stands."""
    everything: tuple[PageOffer, ...]
    open: tuple[PageOffer, ...]
    """Those that can be taken now, by time."""
    was_start: datetime
    """The time the patient has now; never, where there is none."""

    def find(self, num: AsapCommNum) -> PageOffer | None:
        """Return one of the offers."""
        return next((offer for offer in self.everything if offer.asap_comm_num == num), None)

    def offers(self, offer: PageOffer) -> bool:
        """Say whether an offer's opening can be taken now, by this offer or by one like it."""
        return any(offer.slot == one.slot for one in self.open)

    @property
    def is_seen(self) -> bool:
        """Whether the office still sees the patient."""
        return move.is_seen(self.mover.moving if self.mover else None)

    @property
    def is_listed(self) -> bool:
        """Whether the appointment may be offered openings."""
        return self.appointment is not None and not reason_not_offered(self.appointment)

    @property
    def may_move(self) -> bool:
        """Whether an opening can be had at all."""
        return self.is_seen and self.is_listed

    @property
    def operatories(self) -> set[OpNum]:
        """Where the open ones are."""
        return {offer.slot.op for offer in self.open if offer.slot is not None}

    @property
    def own(self) -> PageOffer | None:
        """The offer whose text brought the link; None where it was deleted since it was looked up."""
        return self.find(self.link.asap_comm_num)


def mark_viewed(page: Page, desk: FrontDesk, now: datetime) -> None:
    """Write that a person has opened the page, if that is new."""
    unseen = {
        offer.asap_comm_num
        for offer in page.everything
        if offer.response_status is ResponseStatus.PENDING_RSVP
    }
    changes = {
        offer.asap_comm_num: new
        for offer in page.everything
        if not offer.is_foreign
        and (new := when_opened(offer.response_status, is_free=page.offers(offer)))
        is not offer.response_status
    }
    if changes:

        def work(transaction: Transaction) -> None:
            for num, new in changes.items():
                if links.mark_opened(transaction, num, new) and num in unseen:
                    about = {"asap_comm_num": num, "response_status": wire_name(new)}
                    events.tell(transaction, EventKind.OFFER_VIEWED, now, **about)

        desk.store.write(work)


def find_live_link(transaction: Transaction, short_guid: str, now_local: datetime) -> Link | None:
    """Return whom a link belongs to, until it expires."""
    link = links.find_link(transaction, short_guid)
    return link if link is not None and now_local < link.expires else None


def load(transaction: Transaction, link: Link, desk: FrontDesk, now_local: datetime) -> Page:
    """Read the offers of a page, and which of them can be taken now."""
    page = read(transaction, link, desk, now_local)
    everything = [
        replace(offer, is_free=is_free(transaction, page, offer)) for offer in page.everything
    ]
    return _with(page, everything, desk, now_local)


def read(transaction: Transaction, link: Link, desk: FrontDesk, now_local: datetime) -> Page:
    """Read the offers of a page, without a look at the schedule: what may be free is taken for it."""
    stored = links.of_page(transaction, link)
    is_apt = link.f_key_type.is_known and not link.is_recall and link.f_key > 0
    mover = moves.find_mover(transaction, link.pat_num, link.f_key if is_apt else None)
    appointment = mover.appointment if mover else None
    if link.is_recall:
        appointment = recalls.find_appointment(
            transaction, link.f_key, now_local.date(), is_recall=True
        )
        if appointment is not None and appointment.pat_num != link.pat_num:
            appointment = None
    page = Page(
        link=link,
        appointment=appointment,
        mover=mover,
        everything=(),
        open=(),
        was_start=_was_start(link, appointment, stored),
    )
    everything = [_page_offer(offer, page, now_local) for offer in stored]
    return _with(page, everything, desk, now_local)


def _with(
    page: Page, everything: Sequence[PageOffer], desk: FrontDesk, now_local: datetime
) -> Page:
    found = openings.still_open(everything, now_local, desk.last_accept, desk.zone)
    return replace(page, everything=tuple(everything), open=tuple(found))


def _was_start(
    link: Link, appointment: Appointment | None, stored: Sequence[LinkedOffer]
) -> datetime:
    """A recall's due date is no time that anybody has."""
    if link.is_recall:
        return NEVER
    if appointment is not None:
        return appointment.apt_date_time
    return stored[0].date_time_orig if stored else NEVER


def _page_offer(offer: LinkedOffer, page: Page, now_local: datetime) -> PageOffer:
    slot = place_of(offer, page.appointment)
    is_asked = slot is not None and slot.start > now_local and offer.response_status not in FINAL
    row = {each.name: getattr(offer, each.name) for each in fields(WrittenOffer)}
    return PageOffer(**row, slot=slot, is_free=is_asked and page.may_move)


def place_of(offer: LinkedOffer, appointment: Appointment | None) -> Slot | None:
    """Return the slot of an offer: as long as the appointment, or as the blockout of one that is gone."""
    if offer.op is None or offer.start is None:
        return None
    if appointment is not None:
        slot = Slot.for_pattern(offer.op, offer.start, appointment.pattern)
    else:
        slot = Slot(offer.op, offer.start, offer.stop or offer.start)
    return slot if slot.end > slot.start else None


def is_free(transaction: Transaction, page: Page, offer: PageOffer) -> bool:
    """Look whether the slot of an offer is free that may be, and not the patient's own already."""
    if not offer.is_free or offer.slot is None or page.appointment is None:
        return False
    if is_at(page.mover.standing if page.mover else None, offer.slot):
        return False
    own = NO_APPOINTMENT if page.link.is_recall else page.link.f_key
    allowed = records.allowed_blockouts(transaction, page.appointment.appointment_type_num)
    bookings, blockouts = records.in_the_way(transaction, offer.slot)
    if taken_by(offer.slot, bookings, own) or blocked_by(offer.slot, blockouts, allowed):
        return False
    operatory = records.find_operatory(transaction, offer.slot.op)
    return operatory is not None and not operatory.is_hidden
