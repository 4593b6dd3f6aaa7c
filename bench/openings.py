"""What an opening for a whole list costs: finding one, seeing who fits, and making its offers."""

import time
from collections.abc import Callable, Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any, Final
from uuid import uuid4

from bench import scale_rows
from bench.figures import WARM_UPS, Figure, Group, Target
from bench.processes import Failed
from bench.progress import Step
from bench.scale import NAMES, SILENT
from bench.scale_engines import Database
from schemas.codes import AptStatus, ScheduleType
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
from worker.store.practice.tables import appointment, operatory, schedule, scheduleop

LIST: Final = MOST_OFFERS
"""As many are on the list as may be on one."""

_OFFERS: Final = 100
_OPERATORIES: Final = 20
_DAYS: Final = 7
_LENGTH: Final = timedelta(minutes=20)
_NOW: Final = scale_rows.NOW.replace(tzinfo=UTC)
_FIRST_TURN: Final = 400
"""Gaps before that are where the questions of scale have made offers."""

_CANDIDATES: Final = f"who fits, of a list of {LIST}"
_MADE: Final = f"an opening of {_OFFERS} offers is made"
_ONE: Final = "one offer is made by itself"
_FREE: Final = f"free in a week, {_OPERATORIES} operatories"
_TARGETS: Final = {_CANDIDATES: Target(150), _MADE: Target(1000), _FREE: Target(200)}


def measure(databases: Sequence[Database], folder: Path, runs: int) -> list[Group]:
    """Return milliseconds by question in the biggest database of each engine, a group an engine."""
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
        body = OpeningBody(**place(run, 0), lengthMinutes=minutes)
        with database.store.reading() as transaction:
            made = draft(transaction, body, office.terms, _NOW, may_lock=False)
        if not isinstance(made, Draft) or made.plan.texts < LIST:
            raise Failed(f"A list of {LIST} was drafted as {made}.")

    def opening(run: int) -> None:
        decided = create_opening(
            CreateOpening(
                request_id=uuid4(),
                **place(run, 0),
                lengthMinutes=minutes,
                aptNums=list(database.invited[:_OFFERS]),
            ),
            office,
            _NOW,
        )
        if decided.schedule_num is None:
            raise Failed(f"A request for an opening was answered with: {decided.sentence}")

    def offer(run: int) -> None:
        asked = CreateAsapComm(
            request_id=uuid4(), **place(run, 1), aptNum=database.invited[_OFFERS]
        )
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
            one.fits >= LIST for one in found
        ):
            raise Failed(f"A week has {len(found)} free openings.")

    return {_CANDIDATES: candidates, _MADE: opening, _ONE: offer, _FREE: free}


def _grow(transaction: Transaction) -> None:
    """Add operatories with the hours and appointments of two weeks; history has six of them."""
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
