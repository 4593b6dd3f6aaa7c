"""What the clock remembers of what it has put on the queue."""

from datetime import UTC, datetime, timedelta

from worker.clock import AGAIN_AFTER, Nudges

NOW = datetime(2023, 10, 16, 9, tzinfo=UTC)
MOMENT = timedelta(microseconds=1)


def test_a_new_row_needs_a_nudge() -> None:
    """What was never put on the queue is put there."""
    assert Nudges().is_needed(1, NOW)


def test_a_row_is_not_nudged_each_second() -> None:
    """What was put on the queue of late is left there."""
    nudges = Nudges()
    nudges.note(1, NOW)

    assert not nudges.is_needed(1, NOW + AGAIN_AFTER - MOMENT)


def test_a_row_that_stays_due_is_nudged_again() -> None:
    """After a while the message counts as lost."""
    nudges = Nudges()
    nudges.note(1, NOW)

    assert nudges.is_needed(1, NOW + AGAIN_AFTER)


def test_one_row_is_not_another() -> None:
    """A nudge for an offer is none for the attempt or request of the same number."""
    nudges = Nudges()
    nudges.note(1, NOW)

    assert nudges.is_needed("1", NOW)
    assert nudges.is_needed(("1", "settle"), NOW)


def test_old_nudges_are_forgotten() -> None:
    """The clock's memory does not grow with the years."""
    nudges = Nudges()
    for number in range(100):
        nudges.note(number, NOW)
    nudges.forget_old(NOW + AGAIN_AFTER)

    assert {} == nudges._at


def test_young_nudges_are_not_forgotten() -> None:
    """Forgetting does not make anything due again."""
    nudges = Nudges()
    nudges.note(1, NOW)
    nudges.forget_old(NOW + AGAIN_AFTER - MOMENT)

    assert not nudges.is_needed(1, NOW + AGAIN_AFTER - MOMENT)
