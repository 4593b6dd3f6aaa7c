"""Death before every touch of the outside, on every kind of database, by kill -9 of a real worker.

MyISAM, where a death leaves half of what was begun, dies after everything that is written to Open
Dental's tables while a request is decided; the others die wherever something becomes visible. All die at a sample of the
rest. Where only the queue is touched, SQLite and MyISAM die for all. ``make chaos`` leaves none out.
"""

from collections.abc import Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import ExitStack
from functools import partial
from itertools import pairwise
from pathlib import Path
from typing import Final

import pytest

from tests.contract.engines import INNODB, KINDS, MYISAM, POSTGRESQL, SQLITE, Engines
from tests.crash.house import house, sandbox
from tests.crash.points import DECIDING, Point, kept, killed
from tests.crash.touches import stays
from tests.crash.verdict import Verdict

pytestmark = [pytest.mark.processes, pytest.mark.timeout(400)]

SAMPLE: Final = 12
"""Of the other points, one of so many is died at."""

Found = tuple[list[Point], Verdict]
"""The points that the code has today, and what came of the deaths."""


def chosen(points: list[Point], kind: str) -> list[Point]:
    """Return where workers on a kind of database die."""
    first = KINDS.index(kind)
    before = [None, *points]
    return [
        point
        for number, point in enumerate(points)
        if (kind in {SQLITE, MYISAM} and point.is_boundary)
        or (kind in {POSTGRESQL, INNODB} and point.is_boundary and not point.is_the_queues)
        or (kind == MYISAM and point.road in DECIDING and leaves_more(before[number]))
        or number % SAMPLE == first % SAMPLE
    ]


def leaves_more(before: Point | None) -> bool:
    """Say whether a death leaves other rows than one a touch earlier."""
    return before is None or stays(before.what)


@pytest.fixture(scope="module")
def killings(
    engines: Engines, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[dict[str, Future[Found]]]:
    """Let workers die on all kinds of databases side by side."""
    with ExitStack() as stack:
        provider = stack.enter_context(sandbox(tmp_path_factory.mktemp("provider")))
        pool = stack.enter_context(ThreadPoolExecutor(len(KINDS)))
        found = {}
        for kind in KINDS:
            folder: Path = tmp_path_factory.mktemp(kind)
            store = engines.fresh(kind, folder)
            stack.callback(store.close)
            made = stack.enter_context(house(store, folder, provider))
            found[kind] = pool.submit(killed, made, partial(chosen, kind=kind))
        yield found


def steps(points: list[Point]) -> list[str]:
    """Return what is touched, in its order; a question that is put twice is one.

    The provider's list is asked for a second time where it has nothing for a number, which depends
    on what the other kinds of databases have sent to it.
    """
    touched = [f"{point.road}: {point.actor} {point.what}" for point in points]
    return [
        each
        for before, each in pairwise(["", *touched])
        if each != before or not each.endswith("GET Messages.json")
    ]


@pytest.mark.parametrize("kind", KINDS)
def test_no_point_is_left_out(killings: dict[str, Future[Found]], kind: str) -> None:
    """The list of points is what the code does today; python -m tests.crash.points writes it."""
    points, _ = killings[kind].result()

    assert steps(kept(is_atomic=kind != MYISAM)) == steps(points)


@pytest.mark.parametrize("kind", KINDS)
def test_a_worker_may_die_anywhere(killings: dict[str, Future[Found]], kind: str) -> None:
    """Whatever it had done, the provider ends up with one text and the office with one trace."""
    _, verdict = killings[kind].result()

    assert verdict.faults > 10
    assert ([], 0, 0) == (verdict.wrong, verdict.twice, verdict.lost)
    assert verdict.offers == verdict.texts


def test_every_kind_of_touch_is_listed() -> None:
    """Database, queue and provider: each is among the points, so that none went unnoticed."""
    touched = {point.what.split(maxsplit=1)[0] for point in kept()}

    assert {"SELECT", "INSERT", "UPDATE", "COMMIT", "POST", "GET", "redis", "end"} <= touched
