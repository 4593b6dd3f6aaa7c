"""Answers that are kept for some seconds."""

from concurrent.futures import ThreadPoolExecutor
from time import sleep

from worker.lately import Lately


def test_a_hundred_questions_cost_one_look() -> None:
    """What was seen lately is seen by everybody."""
    looks: list[int] = []
    kept = Lately(lambda: looks.append(1), keeps_seconds=3600)
    for _ in range(100):
        kept()

    assert [1] == looks


def test_what_is_too_old_is_seen_anew() -> None:
    """The next question finds what is so now."""
    seen = iter(range(3))
    kept = Lately(lambda: next(seen), keeps_seconds=-1)

    assert [0, 1, 2] == [kept(), kept(), kept()]


def test_those_who_wait_for_a_slow_look_are_told_what_it_saw() -> None:
    """Who waited for a look does not look again, although it took longer than it is kept."""
    looks: list[int] = []

    def see() -> int:
        looks.append(1)
        sleep(0.5)
        return len(looks)

    kept = Lately(see, keeps_seconds=0.2)
    with ThreadPoolExecutor(20) as askers:
        told = list(askers.map(lambda _: kept(), range(20)))

    assert max(told) < len(told) / 2


def test_a_look_that_fails_is_not_kept() -> None:
    """Whoever asks next looks again."""
    looks: list[int] = []

    def see() -> int:
        looks.append(1)
        return 7 // (len(looks) - 1)

    kept = Lately(see, keeps_seconds=3600)
    failed = False
    try:
        kept()
    except ZeroDivisionError:
        failed = True

    assert (True, 7) == (failed, kept())
