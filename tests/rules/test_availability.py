"""What keeps a slot from being offered, from being texted, and what does not."""

from collections.abc import Iterable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from schemas.codes import AptStatus
from schemas.keys import AptNum
from tests.rules.facts import APPOINTMENT, SLOT, blockout, booking
from worker.rules.availability import (
    Blockout,
    Booking,
    blocked_by,
    is_taken_at_sending,
    taken_by,
)

OWN = APPOINTMENT.apt_num

statuses = st.integers(min_value=0, max_value=12)
bookings = st.lists(
    st.builds(
        Booking,
        st.integers(1, 4).map(AptNum),
        statuses,
        st.just(SLOT.start),
        st.just(SLOT.end),
    )
)


@pytest.mark.parametrize(
    ("status", "at_offer", "at_sending"),
    [
        (AptStatus.NONE, False, True),
        (AptStatus.SCHEDULED, True, True),
        (AptStatus.COMPLETE, True, True),
        (AptStatus.UNSCHED_LIST, False, False),
        (AptStatus.ASAP, False, True),
        (AptStatus.BROKEN, True, True),
        (AptStatus.PLANNED, False, False),
        (AptStatus.PT_NOTE, False, True),
        (AptStatus.PT_NOTE_COMPLETED, False, True),
        (9, False, True),
    ],
)
def test_status_decides_who_is_in_the_way(
    status: int,
    at_offer: bool,  # noqa: FBT001
    at_sending: bool,  # noqa: FBT001
) -> None:
    """Open Dental has one list of statuses for offering, another for sending."""
    over_it = [booking("14:35", "15:15", status)]

    assert at_offer == bool(taken_by(SLOT, over_it, OWN))
    assert at_sending == is_taken_at_sending(SLOT, over_it, OWN)


@pytest.mark.parametrize(
    ("start", "end", "expected"),
    [
        ("13:00", "14:00", False),
        ("13:00", "14:05", True),
        ("14:10", "14:15", True),
        ("14:35", "15:00", True),
        ("14:40", "15:00", False),
    ],
)
def test_touching_appointments_leave_it_free(start: str, end: str, expected: bool) -> None:  # noqa: FBT001
    """An appointment that ends or starts where the slot does is not in the way."""
    over_it = [booking(start, end)]

    assert expected == bool(taken_by(SLOT, over_it, OWN))
    assert expected == is_taken_at_sending(SLOT, over_it, OWN)


@pytest.mark.parametrize("status", [*AptStatus, 9])
def test_own_appointment_is_never_in_the_way(status: int) -> None:
    """The offered appointment may lie in the very slot, whatever its status."""
    own = [booking("14:00", "14:40", status, OWN)]

    assert not taken_by(SLOT, own, OWN)
    assert not is_taken_at_sending(SLOT, own, OWN)


def test_one_among_many_is_enough() -> None:
    """One appointment in the way takes the slot, wherever it stands in the list."""
    around = [booking("13:00", "14:00"), booking("14:00", "14:40", apt_num=OWN)]

    assert not taken_by(SLOT, around, OWN)
    assert taken_by(SLOT, [*around, booking("14:20", "14:30")], OWN)


@given(bookings=bookings)
def test_slot_free_at_sending_was_free_at_the_offer(bookings: Iterable[Booking]) -> None:
    """What blocks an offer blocks its text as well."""
    blocks_offer = bool(taken_by(SLOT, bookings, OWN))
    blocks_text = is_taken_at_sending(SLOT, bookings, OWN)

    assert blocks_text or not blocks_offer


@pytest.mark.parametrize(
    ("flags", "blockout_type", "allowed", "expected"),
    [
        ("NS", 254, (), True),
        ("NS,DC", 254, (), True),
        ("DC,NS", 254, (), True),
        ("DC", 254, (), False),
        ("", 254, (), False),
        ("", 254, (253,), True),
        ("DC", 254, (253,), True),
        ("", 253, (253,), False),
        ("", 253, (252, 253), False),
        ("NS", 253, (253,), True),
    ],
)
def test_blockout_blocks_by_flag_or_type(
    flags: str,
    blockout_type: int,
    allowed: tuple[int, ...],
    expected: bool,  # noqa: FBT001
) -> None:
    """NS blocks everyone, a type outside the appointment type's list blocks that appointment."""
    over_it = [blockout("13:00", "15:00", flags, blockout_type)]

    assert expected == bool(blocked_by(SLOT, over_it, frozenset(allowed)))


@pytest.mark.parametrize(
    ("start", "end", "expected"),
    [
        ("12:00", "14:00", False),
        ("12:00", "14:01", True),
        ("14:39", "15:00", True),
        ("14:40", "15:00", False),
    ],
)
def test_touching_blockouts_leave_it_free(start: str, end: str, expected: bool) -> None:  # noqa: FBT001
    """A blockout that only touches the slot does not matter."""
    beside = [blockout(start, end, "NS", 254)]

    assert expected == bool(blocked_by(SLOT, beside))
    assert expected == bool(blocked_by(SLOT, beside, frozenset({253})))


@given(st.lists(st.builds(lambda number: blockout("13:00", "15:00", "", number), st.integers())))
def test_fresh_database_blocks_nothing(blockouts: list[Blockout]) -> None:
    """Without flags, blockouts stop no appointment that has no type."""
    assert not blocked_by(SLOT, blockouts)
