"""What a long history costs: the same questions to a small, a bigger and a big database."""

import time
from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from datetime import UTC, timedelta
from pathlib import Path
from typing import Final
from uuid import uuid4

from bench import scale_rows
from bench.figures import WARM_UPS, Figure, Group, Target
from bench.processes import Failed
from bench.progress import Step
from bench.scale_engines import Database, Kind
from schemas.keys import AptNum, OpNum
from schemas.messages import CreateAsapComm
from worker.gateways.port import (
    Accepted,
    CallOutcome,
    CannotAsk,
    CannotTell,
    Habits,
    ListedText,
    NoAnswer,
    ProviderStatus,
)
from worker.office import office_of
from worker.rules.attempt import OutgoingText
from worker.rules.availability import blocked_by, taken_by
from worker.rules.slot import Slot
from worker.settings import Settings
from worker.steps.create import create
from worker.store.portion import Portion
from worker.store.practice import asapcomm_list, records

SIZES: Final = (1_000, 100_000, 1_000_000)
FEWEST: Final = 1_000
"""A smaller database has no full week."""

_AT_MOST: Final = 1.3
"""How much longer than in the smallest database it may take in the biggest."""

_WINDOW: Final = timedelta(days=7)
_PAGE: Final = 100
NAMES: Final = {
    "sqlite": "SQLite",
    "postgresql": "PostgreSQL",
    "innodb": "MariaDB, InnoDB",
    "myisam": "MariaDB, MyISAM",
}
_NOW: Final = scale_rows.NOW.replace(tzinfo=UTC)


class _Silent:
    """A provider that is never called: a create ends before the text is sent."""

    def send(self, text: OutgoingText, may_leave: Callable[[], bool] = lambda: True) -> CallOutcome:  # noqa: ARG002
        return NoAnswer("nobody is there")

    def find(
        self,
        recipient: str,  # noqa: ARG002
        token: str,  # noqa: ARG002
        since: object,  # noqa: ARG002
        besides: object = (),  # noqa: ARG002
    ) -> Accepted | CannotTell | None:
        return None

    def listed(self, since: object, now: object) -> Iterator[ListedText]:  # noqa: ARG002
        raise CannotAsk

    def habits(self) -> Habits:
        raise CannotAsk

    def look_up(self, sid: str) -> ProviderStatus:
        raise CannotAsk(sid)

    def warm_up(self) -> None:
        pass


SILENT: Final = _Silent()


def measure(
    databases: Sequence[Database], folder: Path, kinds: Sequence[Kind], runs: int
) -> list[Group]:
    """Return milliseconds by question and size, a group an engine and question."""
    return [
        group
        for kind in kinds
        if (of_kind := [each for each in databases if each.kind == kind])
        for group in _engine(kind, of_kind, folder, runs)
    ]


def _engine(kind: Kind, databases: Sequence[Database], folder: Path, runs: int) -> list[Group]:
    """Ask every database in turn, so that what slows the machine down slows all of them."""
    taken: dict[str, dict[int, list[float]]] = defaultdict(lambda: defaultdict(list))
    asked = {database.appointments: _questions(database, folder) for database in databases}
    with Step.named(f"scale: {NAMES[kind]}") as step:
        for run in range(-WARM_UPS, runs):
            for size, questions in asked.items():
                for name, question in questions.items():
                    milliseconds = _timed(question, run + WARM_UPS)
                    if run >= 0:
                        taken[name][size].append(milliseconds)
            step.tell(max(run + 1, 0), runs)
    return [Group(f"{name}, {NAMES[kind]}, ms", _figures(values)) for name, values in taken.items()]


def _figures(values: dict[int, list[float]]) -> list[Figure]:
    smallest, *bigger = (Figure(f"{size:,} appointments", taken) for size, taken in values.items())
    target = Target(round(_AT_MOST * smallest.median, 2))
    return [
        smallest,
        *(Figure(each.name, each.values, target, is_yardstick=True) for each in bigger),
    ]


def _timed(question: Callable[[int], None], run: int) -> float:
    began = time.perf_counter()
    question(run)
    return 1000 * (time.perf_counter() - began)


def _questions(database: Database, folder: Path) -> dict[str, Callable[[int], None]]:
    settings = Settings(asapcomms_home=folder, time_zone="UTC")
    office = office_of(settings, database.store, SILENT)

    def check(run: int) -> None:
        op, start = scale_rows.gap(run)
        slot = Slot.for_pattern(OpNum(op), start, scale_rows.SHORT_PATTERN)
        with database.store.reading() as transaction:
            bookings, blockouts = records.in_the_way(transaction, slot)
        if taken_by(slot, bookings, AptNum(0)) or blocked_by(slot, blockouts):
            raise Failed(f"The opening at {start} in operatory {op} is not free.")

    def offer(run: int) -> None:
        op, start = scale_rows.gap(run)
        message = CreateAsapComm(
            request_id=uuid4(), op=op, aptNum=database.invited[run], dateTimeStart=start
        )
        decided = create(message, office, _NOW)
        if not decided.is_due:
            raise Failed(f"A request for an offer was answered with: {decided.sentence}")

    def page(_: int) -> None:
        end = scale_rows.NOW.replace(hour=0) + timedelta(days=1)
        with database.store.reading() as transaction:
            start = end - timedelta(days=1) - _WINDOW
            found = asapcomm_list.list_entered(transaction, start, end, Portion(_PAGE))
        if len(found) != _PAGE:
            raise Failed(f"A page of {_PAGE} offers has {len(found)}.")

    return {"slot check": check, "create": offer, f"page of {_PAGE} offers": page}
