"""Who lives, who only seems to, and what waits for them."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from schemas.keys import ClinicNum
from worker.rules.health import (
    Backlog,
    Health,
    Heartbeat,
    ProcessKind,
    problems,
    trouble,
    waiting,
)
from worker.rules.hold import EVERY_CLINIC, Hold

NOW = datetime(2026, 11, 26, 12, tzinfo=UTC)
WORKER, CLOCK = ProcessKind.WORKER, ProcessKind.CLOCK


def ago(seconds: float) -> datetime:
    """Return a moment before now."""
    return NOW - timedelta(seconds=seconds)


def beat(kind: ProcessKind, heard: float, did: float | None, started: float = 3600) -> Heartbeat:
    """Return what a process said so many seconds ago, and when it had done something."""
    return Heartbeat(
        process_id="1",
        kind=kind,
        machine="one",
        pid=1,
        started_at=ago(started),
        beat_at=ago(heard),
        did_at=None if did is None else ago(did),
    )


def health(*processes: Heartbeat, **waits: Any) -> Health:
    """Return how the service stands now."""
    return Health(at=NOW, processes=processes, **waits)


def held(clinic_num: ClinicNum) -> Hold:
    """Return a hold."""
    return Hold(hold_num=1, clinic_num=clinic_num, held_by="anna@front", why="A storm", held_at=NOW)


OLD = Backlog(3, ago(90))


@pytest.mark.parametrize(
    ("said", "of", "waits", "wrong"),
    [
        ((), WORKER, {}, "none lives"),
        ((beat(CLOCK, 1, 1),), WORKER, {}, "none lives"),
        ((beat(WORKER, 24, 1),), WORKER, {}, None),
        ((beat(WORKER, 25, 25),), WORKER, {}, "none lives since 2026-11-26 11:59:35 UTC"),
        ((beat(WORKER, 90, 90), beat(WORKER, 1, None)), WORKER, {}, None),
        ((beat(CLOCK, 1, 60),), CLOCK, {}, None),
        ((beat(CLOCK, 1, 61),), CLOCK, {}, "lives and does nothing since 2026-11-26 11:58:59 UTC"),
        ((beat(CLOCK, 1, 61), beat(CLOCK, 1, 2)), CLOCK, {}, None),
        ((beat(CLOCK, 1, None, started=61),), CLOCK, {}, "lives and does nothing"),
        ((beat(CLOCK, 1, None, started=5),), CLOCK, {}, None),
        ((beat(WORKER, 1, 3000),), WORKER, {}, None),
        ((beat(WORKER, 1, 3000),), WORKER, {"requests": Backlog(1, ago(59))}, None),
        (
            (beat(WORKER, 1, 3000),),
            WORKER,
            {"requests": OLD},
            "lives and does nothing since 2026-11-26 11:10:00 UTC",
        ),
        ((beat(WORKER, 1, 20),), WORKER, {"requests": OLD}, None),
        ((beat(WORKER, 1, 3000), beat(WORKER, 1, 20)), WORKER, {"inbound": OLD}, None),
        ((beat(WORKER, 1, 3000),), WORKER, {"texts": OLD, "sender_stopped_at": ago(99)}, None),
    ],
)
def test_trouble(
    said: tuple[Heartbeat, ...], of: ProcessKind, waits: dict[str, Any], wrong: str | None
) -> None:
    """Nobody lives, or whoever lives does nothing although there is something to do."""
    assert wrong == trouble(health(*said, **waits), of)


@pytest.mark.parametrize(
    ("waits", "words"),
    [
        ({}, "nothing"),
        ({"requests": Backlog(1, ago(5))}, "1 request; the oldest since 2026-11-26 11:59:55 UTC"),
        (
            {"texts": Backlog(2, ago(5)), "inbound": OLD, "receipts": Backlog(1, ago(1))},
            "2 due texts, 1 receipt, 3 texts from patients; the oldest since 2026-11-26 11:58:30 UTC",
        ),
    ],
)
def test_waiting(waits: dict[str, Any], words: str) -> None:
    """An operator reads how much waits, and since when."""
    assert words == waiting(health(**waits))


def test_the_age_of_the_oldest() -> None:
    """Where nothing waits it is 0, and never less."""
    ages = [Backlog().seconds(NOW), OLD.seconds(NOW), Backlog(1, ago(-2)).seconds(NOW)]

    assert [0.0, 90.0, 0.0] == ages


WELL = {"dead": 0, "redis": "ok"}


def test_a_hold_of_one_clinic_excuses_no_other() -> None:
    """Late texts are those of clinics that send, and a worker that leaves them does nothing."""
    late, lazy = Backlog(1, ago(90)), beat(WORKER, 1, 80)
    told = {"texts": late, "holds": (held(ClinicNum(3)),), **WELL}
    of_all = {**told, "holds": (held(EVERY_CLINIC),)}

    assert "A due text waits since 2026-11-26 11:58:30 UTC." in problems(health(lazy, **told))
    assert [lazy] == health(lazy, **told).idle(WORKER)
    assert [] == health(lazy, **of_all).idle(WORKER)


@pytest.mark.parametrize(
    ("told", "sentences"),
    [
        (WELL, []),
        ({}, ["Redis: away."]),
        ({**WELL, "redis": "read-only"}, ["Redis: read-only."]),
        ({**WELL, "texts": Backlog(1, ago(60))}, []),
        (
            {**WELL, "texts": Backlog(1, ago(61))},
            ["A due text waits since 2026-11-26 11:58:59 UTC."],
        ),
        ({**WELL, "inbound": OLD}, ["A text from a patient waits since 2026-11-26 11:58:30 UTC."]),
        (
            {**WELL, "sender_stopped_at": ago(60)},
            ["The sender is stopped since 2026-11-26 11:59:00 UTC."],
        ),
        ({**WELL, "dead": 2, "kept": 1}, ["Messages kept: 1, dead letters: 2."]),
    ],
)
def test_problems(told: dict[str, Any], sentences: list[str]) -> None:
    """An operator reads a sentence for each thing to look into."""
    assert sentences == problems(health(beat(WORKER, 1, 1), beat(CLOCK, 1, 1), **told))


def test_dead_processes_are_problems() -> None:
    """Each kind has its sentence."""
    assert ["Worker: none lives.", "Clock: none lives."] == problems(health(**WELL))
