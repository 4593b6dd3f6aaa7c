"""What an opening for a whole list costs: finding one, seeing who fits, and making its offers."""

import time
from collections.abc import Callable, Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any, Final
from uuid import uuid4

import structlog

from bench import scale_rows
from bench.figures import WARM_UPS, Figure, Group, Target
from bench.processes import Failed
from bench.progress import Step
from bench.scale import NAMES, SILENT
from bench.scale_engines import Database
from schemas.codes import AptStatus, Priority, ScheduleType, YesNo
from schemas.messages import CreateAsapComm, CreateOpening
from schemas.offered import MOST_OFFERS, OpeningBody
from worker.office import office_of
from worker.settings import Settings
from worker.steps import free_time
from worker.steps.create import create
from worker.steps.free_time import Search
from worker.steps.opening.create import create_opening
from worker.steps.opening.draft import Draft, draft
from worker.store.engine import Transaction
from worker.store.practice.tables import appointment, operatory, patient, schedule, scheduleop

_OFFERS: Final = 100
_OPERATORIES: Final = 20
_DAYS: Final = 7
_LENGTH: Final = timedelta(minutes=20)
_NOW: Final = scale_rows.NOW.replace(tzinfo=UTC)
_SILENCE: Final = 50
_FIRST_TURN: Final = 400
"""Gaps before that are where the questions of scale have made offers."""

_CANDIDATES: Final = f"who fits, of a list of {MOST_OFFERS}"
_MADE: Final = f"an opening of {_OFFERS} offers is made"
_ONE: Final = "one offer is made by itself"
_FREE: Final = f"free in a week, {_OPERATORIES} operatories"
_LISTED: Final = range(10_000_001, 10_000_001 + MOST_OFFERS)
"""Patients and appointments of the list, as many as may be on one; no history has their numbers."""

_DENTIST: Final = 7
"""Whose list it is; others are on the list of the history."""

_TARGETS: Final = {_CANDIDATES: Target(150), _MADE: Target(1000), _FREE: Target(200)}


def measure(databases: Sequence[Database], folder: Path, runs: int) -> list[Group]:
    """Return milliseconds by question in the biggest database of each engine, a group an engine."""
    structlog.configure(wrapper_class=structlog.make_filtering_bound_logger(_SILENCE))
    biggest = {each.kind: each for each in sorted(databases, key=lambda each: each.appointments)}
    return [_engine(database, folder, runs) for database in biggest.values()]


def _engine(database: Database, folder: Path, runs: int) -> Group:
    with database.store.writing() as transaction:
        _grow(transaction)
    taken: dict[str, list[float]] = {}
    with Step.named(f"openings: {NAMES[database.kind]}") as step:
        for run in range(-WARM_UPS, runs):
            for name, question in _questions(database, folder).items():
                began = time.perf_counter()
                question(run + WARM_UPS)
                if run >= 0:
                    taken.setdefault(name, []).append(1000 * (time.perf_counter() - began))
            step.tell(max(run + 1, 0), runs)
    figures = [
        Figure(name, values, _TARGETS.get(name), is_yardstick=name == _ONE)
        for name, values in taken.items()
    ]
    title = f"openings, {database.appointments:,} appointments, {NAMES[database.kind]}, ms"
    return Group(title, figures)


def _questions(database: Database, folder: Path) -> dict[str, Callable[[int], None]]:
    settings = Settings(asapcomms_home=folder, time_zone="UTC")
    office = office_of(settings, database.store, SILENT)
    minutes = _LENGTH // timedelta(minutes=1)

    def place(run: int, kind: int) -> dict[str, Any]:
        op, start = scale_rows.gap(_FIRST_TURN + 2 * run + kind)
        return {"op": op, "dateTimeStart": start}

    def candidates(run: int) -> None:
        body = OpeningBody(**place(run, 0), lengthMinutes=minutes, ProvNum=_DENTIST)
        with database.store.reading() as transaction:
            made = draft(transaction, body, office, _NOW, may_lock=False)
        if not isinstance(made, Draft) or made.plan.texts < len(_LISTED):
            raise Failed(f"A list of {len(_LISTED)} was not drafted whole.")

    def opening(run: int) -> None:
        decided = create_opening(
            CreateOpening(
                request_id=uuid4(),
                **place(run, 0),
                lengthMinutes=minutes,
                aptNums=list(_LISTED[:_OFFERS]),
            ),
            office,
            _NOW,
        )
        if decided.schedule_num is None:
            raise Failed(f"A request for an opening was answered with: {decided.sentence}")

    def offer(run: int) -> None:
        asked = CreateAsapComm(request_id=uuid4(), **place(run, 1), aptNum=_LISTED[_OFFERS])
        decided = create(asked, office, _NOW)
        if decided.asap_comm_num is None:
            raise Failed(f"A request for an offer was answered with: {decided.sentence}")

    def free(_: int) -> None:
        first = scale_rows.NOW.date() + timedelta(days=1)
        search = Search(
            first=first,
            last=first + timedelta(days=_DAYS - 1),
            least=_LENGTH,
            now=scale_rows.NOW,
        )
        with database.store.reading() as transaction:
            found = free_time.openings(transaction, search, None)
        if len({one.gap.slot.op for one in found}) != _OPERATORIES or not all(
            one.fits >= len(_LISTED) for one in found
        ):
            raise Failed(f"A week has {len(found)} free openings.")

    return {_CANDIDATES: candidates, _MADE: opening, _ONE: offer, _FREE: free}


def _grow(transaction: Transaction) -> None:
    """Add a list, and operatories with the hours and appointments of two weeks; history has six."""
    transaction.insert_all(
        patient,
        [
            {
                "pat_num": num,
                "f_name": "Anna",
                "wireless_phone": f"503555{100 + num % 100:04}",
                "txt_msg_ok": YesNo.YES,
            }
            for num in _LISTED
        ],
    )
    transaction.insert_all(
        appointment,
        [
            {
                "apt_num": num,
                "pat_num": num,
                "prov_num": _DENTIST,
                "apt_status": AptStatus.BROKEN,
                "priority": Priority.ASAP,
                "pattern": scale_rows.SHORT_PATTERN,
                "apt_date_time": scale_rows.NOW - timedelta(days=30),
            }
            for num in _LISTED
        ],
    )
    midnight = datetime.combine(scale_rows.NOW.date(), datetime.min.time())
    for op in range(scale_rows.OPERATORIES + 1, _OPERATORIES + 1):
        transaction.insert(operatory, operatory_num=op, op_name=f"Op {op}")
        for day in range(2 * _DAYS):
            opens = midnight + timedelta(days=day) + scale_rows.OPENS
            hours = transaction.insert(
                schedule,
                sched_date=opens.date(),
                start_time=opens.time(),
                stop_time=(opens + timedelta(hours=scale_rows.TURNS)).time(),
                sched_type=ScheduleType.PROVIDER,
            )
            transaction.insert(scheduleop, schedule_num=hours, operatory_num=op)
            booked = {
                "pat_num": 1,
                "apt_status": AptStatus.SCHEDULED,
                "pattern": "//XXXX//",
                "op": op,
            }
            transaction.insert_all(
                appointment,
                [
                    {**booked, "apt_date_time": opens + timedelta(hours=turn)}
                    for turn in range(scale_rows.TURNS)
                ],
            )
