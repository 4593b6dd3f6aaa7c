"""Look back at offers: the lines and totals of Open Dental's window, and an owner's figures."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta
from typing import Final
from zoneinfo import ZoneInfo

from schemas import history as shown
from schemas.codes import FKeyType, ResponseStatus, SendStatus
from schemas.keys import AptNum, AsapCommNum, ClinicNum
from schemas.wire import NEVER
from worker.rules import history
from worker.rules.history import Offered
from worker.rules.sending import SENT
from worker.rules.slot import LINK_LIFE
from worker.rules.wall_clock import instant
from worker.store.engine import Store, Transaction
from worker.store.ledger import fills
from worker.store.portion import Portion
from worker.store.practice import blockouts, offer_history, records
from worker.store.practice.offer_history import Line, Span, Totals

AT_ONCE: Final = 1000
"""Lines that are read in one go when all are wanted."""


@dataclass(frozen=True, slots=True)
class Days:
    """Of which days offers are wanted, both included, and of which clinic."""

    first: date
    last: date
    clinic_num: ClinicNum | None = None


def page(transaction: Transaction, days: Days, portion: Portion) -> shown.History:
    """Return some lines of the history, with the totals of all."""
    within = _span(transaction, days)
    totals = Totals(0, 0) if within is None else offer_history.totals(transaction, within)
    return shown.History(
        date_start=days.first,
        date_end=days.last,
        slots_filled=totals.slots_filled,
        texts_sent=totals.texts_sent,
        offers=[] if within is None else _lines(transaction, within, portion),
    )


def newest(
    transaction: Transaction, days: Days, portion: Portion
) -> tuple[Totals, list[shown.HistoryOffer]]:
    """Return the totals of the days, and some lines, the last that was made first."""
    within = _span(transaction, days)
    if within is None:
        return Totals(0, 0), []
    lines = offer_history.newest(transaction, within, portion)
    return offer_history.totals(transaction, within), _shown(transaction, lines)


def all_lines(store: Store, days: Days) -> Iterator[list[shown.HistoryOffer]]:
    """Return every line, some at a time, each time in a transaction of its own."""
    with store.reading() as transaction:
        within = _span(transaction, days)
    while within is not None:
        with store.reading() as transaction:
            found = _lines(transaction, within, Portion(AT_ONCE))
        yield found
        last = found[-1].asap_comm_num if len(found) == AT_ONCE else None
        within = None if last is None else replace(within, first=last + 1)


def weeks(transaction: Transaction, days: Days, zone: ZoneInfo) -> shown.HistoryWeeks:
    """Return an owner's figures: of all openings, and by clinic and week."""
    offers = _offered(transaction, days, zone)
    names = _clinics(transaction)
    return shown.HistoryWeeks(
        date_start=days.first,
        date_end=days.last,
        together=history.figures(offers),
        weeks=[
            shown.WeekFigures.model_validate(
                {
                    "week": monday,
                    "clinic_num": clinic_num,
                    **({} if names is None else {"clinic": names.get(clinic_num, "")}),
                    **found.model_dump(),
                }
            )
            for (monday, clinic_num), found in history.by_week(offers).items()
        ],
    )


def course(
    transaction: Transaction, days: Days, zone: ZoneInfo
) -> tuple[shown.Figures, dict[date, shown.Figures]]:
    """Return the figures of all openings, and of each week by its Monday, whatever the clinic."""
    offers = _offered(transaction, days, zone)
    anywhere = [replace(one, clinic_num=ClinicNum(0)) for one in offers]
    weeks = history.by_week(anywhere).items()
    return history.figures(offers), {monday: found for (monday, _), found in weeks}


def _span(transaction: Transaction, days: Days) -> Span | None:
    start = datetime.combine(days.first, time())
    end = datetime.combine(days.last, time()) + timedelta(days=1)
    return offer_history.span(transaction, start, end, days.clinic_num)


def _clinics(transaction: Transaction) -> dict[int, str] | None:
    """Return the clinics' names; None where the office does not use clinics."""
    if not records.preferences(transaction, ClinicNum(0)).clinics_on:
        return None
    return offer_history.clinics(transaction)


def _lines(transaction: Transaction, within: Span, portion: Portion) -> list[shown.HistoryOffer]:
    return _shown(transaction, offer_history.page(transaction, within, portion))


def _shown(transaction: Transaction, lines: list[Line]) -> list[shown.HistoryOffer]:
    names = _clinics(transaction)
    return [_line(line, names) for line in lines]


def _line(line: Line, clinics: dict[int, str] | None) -> shown.HistoryOffer:
    slot = line["slot"]
    status = ResponseStatus(line["response_status"])
    day = slot["sched_date"] if slot else None
    return shown.HistoryOffer(
        asap_comm_num=line["asap_comm_num"],
        pat_num=line["pat_num"],
        patient=", ".join(line["patient"]),
        response_status=status,
        status=history.status_words(status),
        sms_send_time=_sms_time(line),
        email_send_time=line["date_time_email_sent"]
        if line["email_send_status"] == SendStatus.SEND_SUCCESSFUL
        else NEVER,
        clinic_num=line["clinic_num"],
        **({} if clinics is None else {"clinic": clinics.get(line["clinic_num"], "")}),
        date_time_orig=line["date_time_orig"],
        slot_start=datetime.combine(day, slot["start_time"]) if day else NEVER,
        slot_stop=datetime.combine(day, slot["stop_time"]) if day else NEVER,
        date_time_entry=line["date_time_entry"],
        sms_message_text=line["text"],
        email_message_text=line["email"],
        note=line["note"],
    )


def _sms_time(line: Line) -> datetime:
    """When the text was sent, or is due; never where it will not be sent."""
    if line["sms_send_status"] in SENT:
        sent: datetime = line["date_time_sms_sent"]
        return sent
    if line["sms_send_status"] == SendStatus.SEND_NOT_ATTEMPTED:
        due: datetime = line["date_time_sms_scheduled"]
        return due
    return NEVER


def _offered(transaction: Transaction, days: Days, zone: ZoneInfo) -> list[Offered]:
    """Put together what the practice and the ledger know of each offer."""
    within = _span(transaction, days)
    lines = offer_history.offers(transaction, within) if within else []
    schedule_nums = {line["schedule_num"] for line in lines}
    ops = offer_history.operatories(transaction, schedule_nums)
    ended = blockouts.ended(transaction, schedule_nums - ops.keys())
    ops |= {num: op for num, (op, _) in ended.items()}
    accepted = _accepted(transaction, lines, zone)
    stopped = _stopped(transaction, lines, zone)
    return [
        Offered(
            opening=_opening(line, ops),
            clinic_num=ClinicNum(line["clinic_num"]),
            entered=line["date_time_entry"].replace(tzinfo=zone),
            slot_start=_slot_start(line),
            was_start=line["date_time_orig"]
            if line["f_key_type"] == FKeyType.SCHEDULED_APPT
            else NEVER,
            response_status=ResponseStatus(line["response_status"]),
            text=line["guid_message_to_mobile"] or "" if line["sms_send_status"] in SENT else None,
            accepted=accepted.get(line["asap_comm_num"]),
            said_stop=line["asap_comm_num"] in stopped,
        )
        for line in lines
    ]


def _opening(line: Line, ops: dict[int, int]) -> tuple[str, int, datetime]:
    """Tell openings apart by operatory and start; by the blockout where it is gone unknown."""
    num = line["schedule_num"]
    place = ("op", ops[num]) if num in ops else ("schedule", num)
    return (*place, _slot_start(line))


def _slot_start(line: Line) -> datetime:
    """An offer expires seven days after its opening's start, whatever became of the blockout."""
    expires: datetime = line["date_time_expire"]
    return expires - LINK_LIFE if expires - NEVER > LINK_LIFE else NEVER


def _accepted(
    transaction: Transaction, lines: list[Line], zone: ZoneInfo
) -> dict[AsapCommNum, datetime]:
    """Ask the ledger when an offer was accepted, and the appointment's history where it is gone."""
    moved = {
        AsapCommNum(line["asap_comm_num"]): line
        for line in lines
        if line["response_status"] == ResponseStatus.ACCEPTED_AND_MOVED
    }
    known = fills.accepted(transaction, moved)
    rest = {num: line for num, line in moved.items() if num not in known}
    apt_nums = {
        AptNum(line["f_key"]) for line in rest.values() if line["f_key_type"] != FKeyType.RECALL
    }
    moves = offer_history.moves(transaction, apt_nums)
    for num, line in rest.items():
        times = [
            at
            for at in moves.get(AptNum(line["f_key"]), ())
            if line["f_key_type"] != FKeyType.RECALL
            and line["date_time_entry"] <= at <= line["date_time_expire"]
        ]
        if times:
            known[num] = instant(min(times), zone)
    return known


def _stopped(transaction: Transaction, lines: list[Line], zone: ZoneInfo) -> set[AsapCommNum]:
    """Find the offers after which their number has said stop: for each stop the last before it."""
    entered = {
        AsapCommNum(line["asap_comm_num"]): instant(line["date_time_entry"], zone)
        for line in lines
        if line["sms_send_status"] in SENT
    }
    recipients, said = fills.stops(transaction, entered)
    sent_to: dict[str, list[AsapCommNum]] = {}
    for num, phone in recipients.items():
        sent_to.setdefault(phone, []).append(num)
    found = set()
    for phone, times in said.items():
        for heard in times:
            before = [
                num for num in sent_to[phone] if timedelta() <= heard - entered[num] <= LINK_LIFE
            ]
            if before:
                found.add(max(before, key=entered.__getitem__))
    return found
