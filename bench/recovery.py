"""After ``kill -9`` of the only worker and its restart: how long an interrupted text stays open.

With default settings, on SQLite. Workers die one after the other, each in the middle of a text of
its own, at the points that the crash tests know; then a worker is started that goes on living.
"""

import random
import time
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Final

import structlog

from bench.figures import Figure, Target
from bench.processes import Failed
from bench.progress import Step
from tests.contract.engines import SQLITE, Engines
from tests.crash.house import House, house
from tests.crash.points import ROADS, Point, walk
from worker.queue.kinds import CREATE
from worker.rules.attempt import AttemptState
from worker.store.ledger.tables import attempt, request

TARGET: Final = Target(20, 40)
"""The second is the worst that may be."""

_DEFAULT_LOOKS: Final = "15,60,180"
_LAST_LOOK: Final = 180
_SETTLED_SECONDS: Final = 300.0
_FEWER: Final = 5
"""Texts that never reached the provider all wait for the last look: a few show it."""

_AT_ONCE: Final = 4
"""Of a kind; a worker that goes on living starts right after."""

_SEED: Final = 11939


def measure(folder: Path, runs: int) -> list[Figure]:
    """Return the seconds from the kill to the end of the attempt that settled the text."""
    structlog.configure(wrapper_class=structlog.make_filtering_bound_logger(50))
    folder.mkdir()
    store = Engines().fresh(SQLITE, folder)
    try:
        with house(store, folder, UNKNOWN_LOOKS_SECONDS=_DEFAULT_LOOKS) as made:
            made.crew.starts_afresh = True
            unclaimed, taken, unsent = _measure(made, runs)
    finally:
        store.close()
    return [
        Figure(f"not claimed yet; worst {max(unclaimed):.0f} s", unclaimed, TARGET),
        Figure(f"the provider has it; worst {max(taken):.0f} s", taken, TARGET),
        Figure(f"claimed, and never sent (last look: {_LAST_LOOK} s)", unsent),
    ]


def _measure(made: House, runs: int) -> tuple[list[float], list[float], list[float]]:
    """Kill a few workers, start one that goes on living, and again; the last look comes meanwhile."""
    unclaimed: list[float] = []
    taken: list[float] = []
    before, after, between = _points(made, runs)
    with Step.named("recovery, kill -9") as step:
        never_sent = _kill(made, between)
        for first in range(0, runs, _AT_ONCE):
            interrupted = _kill(made, before[first : first + _AT_ONCE])
            handed_over = _kill(made, after[first : first + _AT_ONCE])
            made.work(clocks=0 if first else 1)
            unclaimed += _wait(made, interrupted)
            taken += _wait(made, handed_over)
            made.crew.stop("worker0")
            step.tell(len(taken), runs)
    made.work(clocks=0)
    with Step.named("recovery, until the last look"):
        return unclaimed, taken, _wait(made, never_sent)


def _points(made: House, runs: int) -> tuple[list[Point], list[Point], list[Point]]:
    """Return where to die: before the claim is committed, after the provider has it, in between."""
    warm_up, undisturbed = made.invite(2)
    walk(made, ROADS[0], warm_up)
    points = walk(made, ROADS[0], undisturbed)
    points = [point for point in points if point.actor == CREATE.actor]
    call = next(place for place, point in enumerate(points) if point.what.startswith("POST"))
    commits = [place for place, point in enumerate(points) if point.what == "COMMIT"]
    claimed = max(place for place in commits if place < call)
    recorded = next(place for place in commits if place > call)
    chance = random.Random(_SEED)  # noqa: S311 - no secret
    return (
        chance.choices(points[: claimed + 1], k=runs),
        chance.choices(points[call + 1 : recorded + 1], k=runs),
        [points[call]] * min(runs, _FEWER),
    )


def _kill(made: House, points: Sequence[Point]) -> dict[str, datetime]:
    """Kill a worker at each point; returns when, by request."""
    killed = {}
    for point, guest in zip(points, made.invite(len(points)), strict=True):
        walk(made, ROADS[0], guest, point)
        killed[str(guest.request_id)] = datetime.now(UTC)
    return killed


def _wait(made: House, killed: dict[str, datetime]) -> list[float]:
    """Wait until each text is accepted; how long after its kill that was, as the ledger has it."""
    until = time.monotonic() + _SETTLED_SECONDS
    while len(found := _seconds(made, killed)) < len(killed):
        if time.monotonic() > until:
            raise Failed("An interrupted text was never settled.")
        time.sleep(0.5)
    return found


def _seconds(made: House, killed: dict[str, datetime]) -> list[float]:
    ended: dict[int, Any] = {
        row["subject"]: row["ended_at"]
        for row in made.world.rows(attempt)
        if row["state"] == AttemptState.ACCEPTED
    }
    return [
        (ended[row["asap_comm_num"]] - killed[row["request_id"]]).total_seconds()
        for row in made.world.rows(request)
        if row["request_id"] in killed and row["asap_comm_num"] in ended
    ]
