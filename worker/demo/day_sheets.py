"""Three days of a practice, as one would write them on paper; the demo's days take turns."""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from itertools import groupby
from typing import Final

from schemas.keys import OpNum
from worker.demo.office import EMERGENCY, GENERAL, LUNCH, STAFF_MEETING
from worker.rules.slot import Slot

OPENS: Final = time(8)
CLOSES: Final = time(17)
_CELL: Final = timedelta(minutes=30)
_HOUR: Final = timedelta(hours=1)
_FREE: Final = "."
_BLOCKOUTS: Final = {"E": EMERGENCY, "H": GENERAL, "L": LUNCH, "M": STAFF_MEETING}

_SHEETS: Final = (
    (
        # 8  9 10 11 12 13 14 15 16
        "aa bb cd ee LL ff .. gh ii",
        "aa b. cc dd LL ee .. ff g.",
        "aa bb cc dd LL .. ee ff EE",
        "aa bc dd ee LL HH ff .. gg",
        "aa bb c. dd LL ee ff gg ..",
        ".. aa bb .. LL .. .. cc ..",
    ),
    (
        "aa bb .c dd LL ee ff .. gg",
        "ab cc dd ee LL .f .. gg hh",
        "aa bb cd ee LL ff .. gg EE",
        "aa bb cc .. LL HH .. de ff",
        "ab cc dd ee LL .. ff gg h.",
        "aa .. .. bb LL cc .. .. ..",
    ),
    (
        "MM aa bb cd LL .. ee ff gg",
        "MM aa bb .. LL cc .. dd ee",
        "MM aa bc dd LL ee ff .. EE",
        "MM aa bb cc LL HH dd .. ee",
        "MM ab cc dd LL ee .. ff gg",
        "MM .. aa .. LL .. .. bb ..",
    ),
)
"""A line for each operatory, two letters for each hour: an appointment, a blockout or a gap.

Capital letters are blockouts: Emergency, Held, Lunch, Meeting. Operatory 2 is free from 14:00 to
15:00 on every sheet, and operatories 1 to 5 have a whole hour without anything in the afternoon,
which the ASAP list's own appointments, all in the morning, never take. Operatory 4 has an
appointment from 10:00 to 11:00 on every sheet: the one that is cancelled.
"""


@dataclass(frozen=True, slots=True)
class Entry:
    """Something on the schedule: a blockout of a type, or an appointment when the type is 0."""

    slot: Slot
    blockout_type: int


def entries(day: date) -> list[Entry]:
    """Return what the day's sheet puts on the schedule, in the order of the day."""
    read = (
        Entry(slot, _BLOCKOUTS.get(letter, 0)) for slot, letter in _runs(day) if letter != _FREE
    )
    return sorted(read, key=lambda entry: (entry.slot.start, entry.slot.op))


def cancelled(day: date) -> Slot:
    """Return the hour whose patient has cancelled, on each day that is still to come."""
    return _at_harbor(day, time(10))


def filled(day: date) -> Slot:
    """Return the hour of the openings that are over, which no sheet's entries are laid on."""
    return _at_harbor(day, time(9))


def _at_harbor(day: date, start: time) -> Slot:
    begin = datetime.combine(day, start)
    return Slot(OpNum(4), begin, begin + _HOUR)


def open_hour(day: date, op: OpNum) -> Slot:
    """Return the first hour of a day on which the sheet leaves an operatory free."""
    gaps = (slot for slot, letter in _runs(day) if letter == _FREE and slot.op == op)
    start = next(gap.start for gap in gaps if gap.end - gap.start >= _HOUR)
    return Slot(op, start, start + _HOUR)


def _runs(day: date) -> list[tuple[Slot, str]]:
    """Read each line of the day's sheet: the same letter again is the same thing going on."""
    runs = []
    opens = datetime.combine(day, OPENS)
    for op, line in enumerate(_SHEETS[day.toordinal() % len(_SHEETS)], start=1):
        begin = opens
        for letter, cells in groupby(line.replace(" ", "")):
            end = begin + len(list(cells)) * _CELL
            runs.append((Slot(OpNum(op), begin, end), letter))
            begin = end
    return runs
