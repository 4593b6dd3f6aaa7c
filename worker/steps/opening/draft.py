"""Work out what an opening would do, by the same code whether or not it is to happen."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from http import HTTPStatus
from typing import Final

from schemas.keys import AptNum, OpNum, PatNum
from schemas.offered import MOST_OFFERS, OpeningBody
from schemas.wire import date_time_text
from worker.office import Terms
from worker.rules import free_time, list_plan
from worker.rules.appointment import Appointment, reason_not_offered
from worker.rules.availability import NO_SCHEDULING, Blockout
from worker.rules.fitting import Candidate, Wanted, best_first, where_fits, who_fits
from worker.rules.list_plan import Member, Plan
from worker.rules.offer import (
    Facts,
    OpeningFacts,
    Operatory,
    Refusal,
    never_shown,
    not_found,
    reason_against_opening,
    reason_against_start,
    reason_in_the_way,
)
from worker.rules.pacing import Timetable, pacing
from worker.rules.quiet_hours import Hours
from worker.rules.slot import MINUTES_PER_CHARACTER, Slot, length
from worker.rules.texting import Patient
from worker.rules.wall_clock import is_shown
from worker.rules.zones import zones_of
from worker.steps import sending_clinic
from worker.steps.sending_clinic import SendingClinic
from worker.store import locks
from worker.store.engine import Transaction
from worker.store.ledger import listed, numbers
from worker.store.ledger.listed import Known
from worker.store.practice import calendar, recalls, records
from worker.store.rows import values

_ANY_TYPE: Final = frozenset[int]()
_NOBODYS: Final = AptNum(0)
_NOT_FORGOTTEN: Final = timedelta(days=30)
"""For so long somebody who came too late may be asked first."""
_NEXT_MIDNIGHT: Final = timedelta(days=1)


@dataclass(frozen=True, slots=True, kw_only=True)
class Draft:
    """What an opening does: where, in whose name, and to whom."""

    slot: Slot
    clinic: SendingClinic
    plan: Plan
    patients: Mapping[PatNum, Patient]
    refusal: Refusal | None
    """Why nothing of it is written."""


class _Refused(Exception):
    """Found while drafting: something is wrong with the whole opening."""

    def __init__(self, refusal: Refusal) -> None:
        super().__init__(refusal.sentence)
        self.refusal = refusal


@dataclass(frozen=True, slots=True)
class _Drafting:
    """One opening at work."""

    transaction: Transaction
    body: OpeningBody
    terms: Terms
    now: datetime
    may_lock: bool

    def draft(self) -> Draft:
        """Go through what can be wrong, from the opening to each patient."""
        body, start = self.body, self.body.date_time_start
        if not is_shown(start, self.terms.zone):
            raise _Refused(never_shown(start, str(self.terms.zone)))
        operatory = records.find_operatory(self.transaction, OpNum(body.op))
        if operatory is None:
            raise _Refused(not_found("operatory", body.op))
        if body.clinic_num not in {None, operatory.clinic_num}:
            said = (
                f"Operatory {body.op} is of clinic {operatory.clinic_num}, not {body.clinic_num}."
            )
            raise _wrong(said, "another-clinic")
        named = self._named()
        slot = self._slot(operatory, named)
        clinic = sending_clinic.load(self.transaction, operatory.clinic_num)
        facts = facts_of(self.transaction, self.terms, self.now, slot, operatory, clinic)
        refusal = reason_against_opening(facts) or reason_in_the_way(
            slot, facts.bookings, _closed(facts), own=_NOBODYS, allowed=_ANY_TYPE
        )
        if refusal is not None:
            raise _Refused(refusal)
        return self._for_list(facts, clinic, named)

    def _for_list(
        self, facts: OpeningFacts, clinic: SendingClinic, named: list[Appointment]
    ) -> Draft:
        everybody = self.body.is_for_everybody
        chosen = self._everybody(facts, clinic) if everybody else named
        kept, left_out = list_plan.once_a_patient(chosen)
        if len(kept) > MOST_OFFERS:
            raise _too_many(len(kept))
        if self.may_lock:
            locks.take_slot(self.transaction, facts.slot.op, facts.slot.days()[1:])
            locks.take_patients(self.transaction, (one.pat_num for one in kept))
        known = self._known(kept, facts)
        table = Timetable.of(
            pacing(self.body.pacing),
            clinic.preferences.window,
            facts.now,
            facts.slot.start,
            facts.zone,
        )
        plan = list_plan.plan(self._members(kept, facts, known), table)
        refusal = plan.left_out[0].refusal if plan.left_out and not everybody else None
        plan = Plan(plan.planned, (*plan.left_out, *left_out))
        return Draft(
            slot=facts.slot,
            clinic=clinic,
            plan=plan,
            patients=known.patients,
            refusal=refusal or list_plan.reason_against(plan),
        )

    def _named(self) -> list[Appointment]:
        """Read what is named; whoever is not on the list is named in the refusal."""
        today = self.terms.local(self.now).date()
        found = listed.appointments(self.transaction, [AptNum(n) for n in self.body.apt_nums or ()])
        named: list[Appointment] = []
        for num in self.body.apt_nums or ():
            if num not in found:
                raise _Refused(not_found("appointment", num))
            named.append(found[num])
        asked = self.body.recall_nums or ()
        marked = recalls.find_appointments(self.transaction, asked, today) if asked else {}
        for num in asked:
            if num not in marked:
                raise _Refused(not_found("recall", num))
            named.append(marked[num])
        for one in named:
            sentence = reason_not_offered(one)
            if sentence is not None:
                raise _wrong(sentence, "appointment-not-offered")
        return named

    def _slot(self, operatory: Operatory, named: list[Appointment]) -> Slot:
        start, minutes = self.body.date_time_start, self.body.length_minutes
        longest = max(named, key=lambda one: length(one.pattern), default=None)
        if minutes is None and longest is None:
            return self._gap(operatory)
        room = length(longest.pattern) if longest else timedelta()
        asked = room if minutes is None else timedelta(minutes=minutes)
        if longest and room > asked:
            takes = room // timedelta(minutes=1)
            said = f"{longest.name.capitalize()} takes {takes} minutes; the opening has {minutes}."
            raise _wrong(said, "too-long")
        return Slot(operatory.op_num, start, start + asked)

    def _gap(self, operatory: Operatory) -> Slot:
        """Return what is free from the start on, as the look-up of free openings shows it."""
        start, day = self.body.date_time_start, self.body.date_time_start.date()
        terms = self.terms
        refusal = reason_against_start(start, terms.local(self.now), terms.zone, terms.most_ahead)
        if refusal is not None:
            raise _Refused(refusal)
        days = calendar.read(self.transaction, day, day)
        least = timedelta(minutes=MINUTES_PER_CHARACTER)
        for gap in free_time.gaps(days, start, least):
            if gap.slot.op == operatory.op_num and gap.slot.start == start:
                return gap.slot
        said = f"Operatory {operatory.op_num} has nothing free at {date_time_text(start)}; say lengthMinutes if it has."
        raise _wrong(said, "no-gap")

    def _everybody(self, facts: OpeningFacts, clinic: SendingClinic) -> list[Appointment]:
        """Return those on the ASAP list who fit at the very start of the opening."""
        own = facts.operatory.clinic_num
        wanted = Wanted(
            clinic_num=own if clinic.preferences.clinics_on else None,
            prov_num=self.body.prov_num,
            is_hygiene=self.body.is_hygiene,
        )
        fitting = _fitting(calendar.candidates(self.transaction), facts, wanted)
        found = listed.appointments(self.transaction, [one.apt_num for one in fitting])
        chosen = list(found.values())
        if self.body.with_recalls:
            marked = recalls.marked(self.transaction, facts.now.date())
            others = {one.pat_num for one in chosen}
            recalled = _fitting(marked, facts, wanted)
            chosen += [marked[one] for one in recalled if one.pat_num not in others]
        return chosen

    def _known(self, kept: list[Appointment], facts: OpeningFacts) -> Known:
        """Texts are counted to the end of the day of the slot: none is due later."""
        today = datetime.combine(facts.now.date(), time())
        last = datetime.combine(facts.slot.start.date(), time()) + _NEXT_MIDNIGHT
        return listed.known(self.transaction, kept, facts.slot, today, last)

    def _first(self, known: Known, facts: OpeningFacts) -> set[PatNum]:
        """Return who is asked before the others, where the office wants that."""
        if not self.terms.too_late_first:
            return set()
        return listed.came_too_late(self.transaction, known.patients, facts.now - _NOT_FORGOTTEN)

    def _members(self, kept: list[Appointment], facts: OpeningFacts, known: Known) -> list[Member]:
        phones = {
            one: sending_clinic.number_of(known.patients.get(one), facts.policy)
            for one in known.patients
        }
        states = numbers.states_of(self.transaction, {each for each in phones.values() if each})
        allowed = {
            kind: records.allowed_blockouts(self.transaction, kind)
            for kind in {one.appointment_type_num for one in kept}
        }
        window = facts.preferences.window
        first = self._first(known, facts)
        members = []
        for one in kept:
            phone = phones.get(one.pat_num)
            quiet = self.terms.quiet_hours if phone else None
            zones = (zones_of(phone) or (self.terms.zone,)) if phone and quiet else ()
            told = {
                **values(facts),
                "slot": Slot.for_pattern(facts.slot.op, facts.slot.start, one.pattern),
                "due": facts.now,
                "appointment": one,
                "patient": known.patients.get(one.pat_num),
                "held_by": known.held.subjects.get(one.subject),
                "allowed_blockouts": allowed[one.appointment_type_num],
                "has_refused_before": (one.pat_num, one.subject) in known.refused,
                "texts_on_due_day": 0,
                "number_skip": sending_clinic.against(states[phone]) if phone in states else None,
            }
            members.append(
                Member(
                    facts=Facts(**told),
                    hours=Hours(window, self.terms.zone, quiet, zones),
                    texts_on=known.texts_on.get(one.pat_num, {}),
                    goes_first=one.pat_num in first,
                    offered_by=known.held.patients.get(one.pat_num),
                )
            )
        return members


def draft(
    transaction: Transaction, body: OpeningBody, terms: Terms, now: datetime, *, may_lock: bool
) -> Draft | Refusal:
    """Say what an opening does; whoever writes it holds the lock of its first day and locks the rest.

    A dry run reads without locks what may change before it is done in earnest.
    """
    try:
        return _Drafting(transaction, body, terms, now, may_lock).draft()
    except _Refused as error:
        return error.refusal


def facts_of(
    transaction: Transaction,
    terms: Terms,
    now: datetime,
    slot: Slot,
    operatory: Operatory,
    clinic: SendingClinic,
) -> OpeningFacts:
    """Read what is known of an opening, whoever it is offered to."""
    asked = terms.requires_subscription
    bookings, blockouts = records.in_the_way(transaction, slot)
    return OpeningFacts(
        now=terms.local(now),
        slot=slot,
        operatory=operatory,
        preferences=clinic.preferences,
        policy=clinic.policy,
        office=clinic.contact,
        is_subscribed_to_asap=not asked or clinic.preferences.is_on("WebSchedAsapEnabled"),
        is_subscribed_to_texting=not asked
        or sending_clinic.is_subscribed_to_texting(transaction, clinic),
        bookings=bookings,
        blockouts=blockouts,
        booking_buffer=terms.booking_buffer,
        zone=terms.zone,
        most_ahead=terms.most_ahead,
    )


def _fitting(
    candidates: Iterable[Candidate], facts: OpeningFacts, wanted: Wanted
) -> list[Candidate]:
    slot, blockouts = facts.slot, facts.blockouts
    at_start = (one for one in candidates if where_fits(one, slot, blockouts) == slot.start)
    return who_fits(best_first(at_start), slot, blockouts, wanted)


def _wrong(sentence: str, code: str) -> _Refused:
    return _Refused(Refusal(HTTPStatus.BAD_REQUEST, sentence, code))


def _too_many(fitting: int) -> _Refused:
    said = (
        f"{fitting} patients fit, and an opening is offered to {MOST_OFFERS} at most; "
        "choose by ProvNum or isHygiene, or name them."
    )
    return _wrong(said, "too-many")


def _closed(facts: OpeningFacts) -> list[Blockout]:
    """Return the blockouts that keep every appointment away."""
    return [one for one in facts.blockouts if NO_SCHEDULING in one.flags]
