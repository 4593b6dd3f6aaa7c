"""Look at what a link leads to, with all that its page says."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import cache, partial

from schemas.keys import ClinicNum, OpNum
from worker.office import FrontDesk
from worker.rules.telling import Facts
from worker.rules.template import OfficeContact
from worker.steps import page_facts, sending_clinic
from worker.steps.page import Page, find_live_link, load
from worker.store.engine import Transaction
from worker.store.ledger import answers
from worker.store.ledger.answers import StoredAnswer
from worker.store.practice import links, records


@dataclass(frozen=True, slots=True, kw_only=True)
class Shown:
    """A page with what its patient is told besides."""

    page: Page
    office: OfficeContact
    """Where the accepted time is, or was; else whose text brought the link."""
    offices: Mapping[OpNum, OfficeContact]
    """Where each opening is."""
    language: str
    last: StoredAnswer | None
    facts: Facts


def look(short_guid: str, desk: FrontDesk, now: datetime) -> Shown | None:
    """Read what a link leads to, changing nothing; None where it leads nowhere, or has expired."""
    now_local = desk.local(now)
    with desk.store.reading() as transaction:
        link = find_live_link(transaction, short_guid, now_local)
        page = load(transaction, link, desk, now_local) if link else None
        if page is None or page.own is None:
            return None
        last = answers.last(transaction, page.link.page)
        stands = page_facts.booked(transaction, page, last)
        facts = page_facts.load(transaction, page, page.own, last, stands, desk, now)
        office = cache(partial(sending_clinic.contact, transaction))
        clinic_num = page.own.clinic_num
        if facts.accepted is not None:
            accepted = (page.find(last.asap_comm_num) if last else None) or page.own
            clinic_num = _clinic_of(transaction, stands.op) if stands else accepted.clinic_num
        return Shown(
            page=page,
            office=office(clinic_num),
            offices={op: office(_clinic_of(transaction, op)) for op in page.operatories},
            language=links.language(transaction, page.link.pat_num),
            last=last,
            facts=facts,
        )


def only_practice(desk: FrontDesk) -> OfficeContact | None:
    """Read how the practice names itself; None where there are clinics, of which nobody knows which."""
    with desk.store.reading() as transaction:
        if records.preferences(transaction, ClinicNum(0)).clinics_on:
            return None
        return sending_clinic.contact(transaction, ClinicNum(0))


def _clinic_of(transaction: Transaction, op: OpNum) -> ClinicNum:
    """Read in which clinic an operatory is."""
    operatory = records.find_operatory(transaction, op)
    return operatory.clinic_num if operatory else ClinicNum(0)
