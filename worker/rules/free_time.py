"""Free times on the schedule: when a chair or a provider has hours and nothing lies in them."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from itertools import chain

from schemas.keys import ClinicNum, OpNum
from worker.rules.availability import NO_SCHEDULING, Blockout
from worker.rules.move import Chair, ProviderHours, assigned
from worker.rules.slot import Slot

Time = tuple[datetime, datetime]


@dataclass(frozen=True, slots=True, kw_only=True)
class Workplace(Chair):
    """An operatory that is in use."""

    name: str


@dataclass(frozen=True, slots=True)
class Shift:
    """A provider's hours; in no operatory by name they are in the provider's own."""

    hours: ProviderHours
    ops: frozenset[OpNum]

    def is_in(self, chair: Chair) -> bool:
        """Say whether they are hours of a chair."""
        own = self.hours.prov_num in {chair.prov_dentist, chair.prov_hygienist}
        return chair.op in self.ops or (own and not self.ops)


@dataclass(frozen=True, slots=True)
class Visit:
    """An appointment that lies on the schedule."""

    op: OpNum
    providers: frozenset[int]
    start: datetime
    end: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Calendar:
    """What is known of some days: who works where, and what lies on the schedule."""

    workplaces: tuple[Workplace, ...]
    shifts: tuple[Shift, ...] = ()
    visits: tuple[Visit, ...] = ()
    blockouts: tuple[tuple[OpNum, Blockout], ...] = ()
    closed: frozenset[tuple[date, ClinicNum]] = frozenset()
    """Holidays; one of clinic 0 is everybody's."""
    by_op: dict[OpNum, list[Blockout]] = field(init=False, compare=False)

    def __post_init__(self) -> None:
        """Put the blockouts of each operatory together."""
        together: dict[OpNum, list[Blockout]] = {}
        for op, blockout in self.blockouts:
            together.setdefault(op, []).append(blockout)
        object.__setattr__(self, "by_op", together)

    def is_closed(self, day: date, clinic_num: ClinicNum) -> bool:
        """Say whether a clinic has a holiday."""
        return bool({(day, ClinicNum(0)), (day, clinic_num)} & self.closed)


@dataclass(frozen=True, slots=True)
class Gap:
    """A whole free time of a chair, and who is assigned to it at its start."""

    slot: Slot
    workplace: Workplace
    dentist: int
    hygienist: int


def gaps(calendar: Calendar, now: datetime, least: timedelta) -> list[Gap]:
    """Return what each operatory has free from now on, by time.

    Free is what lies in hours of a provider there, on no holiday, under no appointment, and under
    no blockout that keeps every appointment away.
    """
    found = []
    for chair in calendar.workplaces:
        there = [shift.hours for shift in calendar.shifts if shift.is_in(chair)]
        hours = [
            (one.start, one.stop)
            for one in there
            if not calendar.is_closed(one.start.date(), chair.clinic_num)
        ]
        busy = [(one.start, one.end) for one in calendar.visits if one.op == chair.op]
        for start, end in _long_enough(hours, [*busy, *_blocked(calendar, chair.op)], now, least):
            dentist, hygienist = assigned(chair, there, start)
            found.append(Gap(Slot(chair.op, start, end), chair, dentist, hygienist))
    return sorted(found, key=lambda gap: (gap.slot.start, gap.slot.op))


def slots(
    calendar: Calendar, prov_num: int, op: OpNum | None, now: datetime, least: timedelta
) -> list[Slot]:
    """Return when a provider is free (Open Dental's Appointments GET Slots), by time.

    Hours in several operatories are free where all of them are, and the provider too, wherever the
    appointment is. The slot's operatory is the first of them.
    """
    chairs = [one for one in calendar.workplaces if op in {None, one.op}]
    together: dict[tuple[OpNum, ...], list[Time]] = {}
    for shift in calendar.shifts:
        if shift.hours.prov_num == prov_num:
            at = [chair for chair in chairs if shift.is_in(chair)]
            day = shift.hours.start.date()
            is_open = [chair for chair in at if not calendar.is_closed(day, chair.clinic_num)]
            if is_open:
                ops = tuple(sorted(chair.op for chair in is_open))
                together.setdefault(ops, []).append((shift.hours.start, shift.hours.stop))
    found = set()
    for ops, hours in together.items():
        busy = [
            (one.start, one.end)
            for one in calendar.visits
            if prov_num in one.providers or one.op in ops
        ]
        blocked = chain.from_iterable(_blocked(calendar, each) for each in ops)
        for start, end in _long_enough(hours, [*busy, *blocked], now, least):
            found.add(Slot(ops[0], start, end))
    return sorted(found, key=lambda slot: (slot.start, slot.op, slot.end))


def free(hours: Iterable[Time], busy: Iterable[Time]) -> Iterator[Time]:
    """Return what is left of some hours: each time as long as it goes, none touching another."""
    taken = _joined(busy)
    for start, end in _joined(hours):
        begin = start
        for busy_from, busy_to in taken:
            if busy_to <= begin or busy_from >= end:
                continue
            if busy_from > begin:
                yield begin, busy_from
            begin = max(begin, busy_to)
        if begin < end:
            yield begin, end


def next_start(now: datetime, increment: timedelta) -> datetime:
    """Return the first time from now on at which an appointment may start."""
    midnight = datetime.combine(now.date(), time())
    steps = -((midnight - now) // increment)
    return midnight + steps * increment


def _long_enough(
    hours: Iterable[Time], busy: Iterable[Time], now: datetime, least: timedelta
) -> Iterator[Time]:
    for start, end in free(((max(start, now), end) for start, end in hours), busy):
        if end - start >= least:
            yield start, end


def _blocked(calendar: Calendar, op: OpNum) -> Iterator[Time]:
    return (
        (one.start, one.end) for one in calendar.by_op.get(op, ()) if NO_SCHEDULING in one.flags
    )


def _joined(times: Iterable[Time]) -> list[Time]:
    """Put times together that overlap or touch; empty ones are none."""
    joined: list[Time] = []
    for start, end in sorted(one for one in times if one[0] < one[1]):
        if joined and start <= joined[-1][1]:
            joined[-1] = (joined[-1][0], max(end, joined[-1][1]))
        else:
            joined.append((start, end))
    return joined
