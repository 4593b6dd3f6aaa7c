"""``make chaos MINUTES=30``: everything goes wrong for so long, on every kind of database.

Prints what was broken, what was asked for, and what provider and database held in the end. The exit
code is 1 if any text was sent twice or lost, or anything else was not as promised.
"""

import argparse
import logging
import statistics
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import FIRST_COMPLETED, Future, ThreadPoolExecutor, wait
from dataclasses import dataclass, field
from functools import partial
from itertools import count
from pathlib import Path
from typing import Final

import pytest
import structlog
from rich.console import Console
from rich.table import Table

from tests.contract.engines import INNODB, KINDS, MYISAM, POSTGRESQL, SQLITE, Engines
from tests.crash.house import house
from tests.crash.points import Point, killed
from tests.crash.scenarios import (
    DATABASE_RESTARTED,
    LONG,
    SCENARIOS,
    SHORT,
    Size,
    run,
    run_restarts,
)
from tests.crash.verdict import Verdict

_AT_ONCE: Final = {SHORT: 6, LONG: 4}
"""Houses in trouble side by side; in a short run they wait most of the time."""

_LONG_FROM_MINUTES: Final = 10
_POINTS: Final = "killed between two steps"
_SHARE_OF_SHORT: Final = 12
"""In a short run one point of so many is died at."""


@dataclass(frozen=True, slots=True)
class Job:
    """One house and what befalls it."""

    name: str
    kind: str
    work: Callable[[], Verdict]


@dataclass(slots=True)
class Tally:
    """What came of every job so far, by the name of the trouble."""

    verdicts: dict[str, list[Verdict]] = field(default_factory=dict)
    wrong: list[str] = field(default_factory=list)

    def add(self, job: Job, done: Future[Verdict]) -> str:
        """Count a job that is over; what to say of it."""
        where = f"{job.name} on {job.kind}"
        error = done.exception()
        if error is not None:
            self.wrong.append(f"{where}: {type(error).__name__}: {error}")
            return f"{where}: {type(error).__name__}"
        verdict = done.result()
        self.verdicts.setdefault(job.name, []).append(verdict)
        self.wrong += [f"{where}: {sentence}" for sentence in verdict.wrong]
        told = f"{verdict.faults} faults, {verdict.offers} offers, {verdict.texts} texts"
        return f"{where}: {told}, {verdict.twice} twice, {verdict.lost} lost"

    @property
    def is_good(self) -> bool:
        """Whether everything was as promised."""
        every = [verdict for verdicts in self.verdicts.values() for verdict in verdicts]
        return bool(every) and not self.wrong and all(verdict.is_good for verdict in every)

    def table(self) -> Table:
        """Draw it."""
        table = Table(
            title="seconds: from the request to its last attempt's end", title_style="dim"
        )
        for heading in ("", "faults", "offers", "texts", "twice", "lost", "median s", "worst s"):
            table.add_column(heading, justify="right" if heading else "left")
        for name, verdicts in self.verdicts.items():
            table.add_row(*_row(name, verdicts))
        table.add_section()
        table.add_row(*_row("all", [each for every in self.verdicts.values() for each in every]))
        return table


def _row(name: str, verdicts: Sequence[Verdict]) -> tuple[str, ...]:
    numbers = (
        sum(getattr(verdict, counted) for verdict in verdicts)
        for counted in ("faults", "offers", "texts", "twice", "lost")
    )
    seconds = [second for verdict in verdicts for second in verdict.seconds] or [0.0]
    spans = (statistics.median(seconds), max(seconds))
    return (name, *map(str, numbers), *(f"{span:.1f}" for span in spans))


def main() -> int:
    """Let it happen and print what came of it; returns the exit code."""
    minutes = _minutes()
    structlog.configure(wrapper_class=structlog.make_filtering_bound_logger(logging.CRITICAL))
    console = Console(stderr=True, highlight=False)
    engines = Engines()
    try:
        tally = _rage(minutes, engines, console)
    finally:
        engines.close()
    Console(highlight=False).print(tally.table())
    for sentence in tally.wrong:
        console.print(sentence, style="red", markup=False)
    return int(not tally.is_good)


def _minutes() -> float:
    parser = argparse.ArgumentParser(prog="make chaos", description=__doc__)
    parser.add_argument(
        "--minutes", type=float, default=30, help="how long, %(default)s by default"
    )
    minutes: float = parser.parse_args().minutes
    return minutes


def _rage(minutes: float, engines: Engines, console: Console) -> Tally:
    """Keep several houses in trouble until the time is over; every trouble comes at least once."""
    began = time.monotonic()
    kinds = list(_available(engines, console))
    size = LONG if minutes >= _LONG_FROM_MINUTES else SHORT
    tally, running = Tally(), dict[Future[Verdict], Job]()
    with ThreadPoolExecutor(_AT_ONCE[size]) as pool:
        for number, job in enumerate(_jobs(engines, kinds, size)):
            is_first_round = number < len(kinds) + len(SCENARIOS) + 1
            if not is_first_round and time.monotonic() - began > 60 * minutes - 2 * size.seconds:
                break
            if len(running) == _AT_ONCE[size]:
                _collect(running, tally, began, console)
            running[pool.submit(job.work)] = job
        while running:
            _collect(running, tally, began, console)
    return tally


def _collect(
    running: dict[Future[Verdict], Job], tally: Tally, began: float, console: Console
) -> None:
    minutes, seconds = divmod(int(time.monotonic() - began), 60)
    names = ", ".join(f"{job.name} on {job.kind}" for job in running.values())
    with console.status(f"since {minutes}:{seconds:02} {names}"):
        done, _ = wait(running, return_when=FIRST_COMPLETED)
    minutes, seconds = divmod(int(time.monotonic() - began), 60)
    for future in done:
        console.print(f"{minutes:3}:{seconds:02} {tally.add(running.pop(future), future)}")


def _available(engines: Engines, console: Console) -> Iterator[str]:
    """Yield the kinds of databases that there are on this machine."""
    for kind in KINDS:
        try:
            if kind != SQLITE:
                engines.server(kind)
        except pytest.skip.Exception as missing:
            console.print(f"without {kind}: {missing}")
        else:
            yield kind


def _jobs(engines: Engines, kinds: Sequence[str], size: Size) -> Iterator[Job]:
    """Yield jobs for ever: first death at every point on every kind, then round after round."""
    for kind in kinds:
        yield Job(_POINTS, kind, partial(_die_everywhere, engines, kind, size))
    served = [kind for kind in (POSTGRESQL, INNODB, MYISAM) if kind in kinds]
    for turn in count():
        if served:
            kind = served[turn % len(served)]
            yield Job(DATABASE_RESTARTED, kind, partial(run_restarts, kind, size, turn))
        for number, scenario in enumerate(SCENARIOS):
            kind = kinds[(turn + number) % len(kinds)]
            yield Job(scenario.name, kind, partial(run, scenario, engines, kind, size, turn))


def _die_everywhere(engines: Engines, kind: str, size: Size) -> Verdict:
    first = KINDS.index(kind)

    def choose(points: list[Point]) -> list[Point]:
        return points if size is LONG else points[first::_SHARE_OF_SHORT]

    with tempfile.TemporaryDirectory(dir="/tmp") as name:
        folder = Path(name)
        store = engines.fresh(kind, folder)
        try:
            with house(store, folder) as made:
                return killed(made, choose)[1]
        finally:
            store.close()


if __name__ == "__main__":
    sys.exit(main())
