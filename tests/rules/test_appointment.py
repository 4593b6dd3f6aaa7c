"""Which appointments may be offered an opening."""

from dataclasses import replace

import pytest

from schemas.codes import AptStatus, FKeyType, Priority
from tests.rules.facts import APPOINTMENT
from worker.rules.appointment import f_key_type, reason_not_offered

NOT_OFFERABLE = (
    "Appointment 11939 is {}; an opening can be offered to "
    "scheduled, unscheduled, planned and broken appointments."
)


@pytest.mark.parametrize(
    ("status", "expected"),
    [
        (AptStatus.SCHEDULED, FKeyType.SCHEDULED_APPT),
        (AptStatus.UNSCHED_LIST, FKeyType.UNSCHEDULED_APPT),
        (AptStatus.BROKEN, FKeyType.BROKEN),
        (AptStatus.PLANNED, FKeyType.PLANNED_APPT),
    ],
)
def test_offer_is_named_by_the_status(status: AptStatus, expected: FKeyType) -> None:
    """Each status of the ASAP list has its FKeyType."""
    appointment = replace(APPOINTMENT, apt_status=status)

    assert reason_not_offered(appointment) is None
    assert expected == f_key_type(appointment)


@pytest.mark.parametrize(
    ("status", "expected"),
    [
        (0, NOT_OFFERABLE.format("None")),
        (2, NOT_OFFERABLE.format("Complete")),
        (4, NOT_OFFERABLE.format("ASAP")),
        (7, NOT_OFFERABLE.format("PtNote")),
        (8, NOT_OFFERABLE.format("PtNoteCompleted")),
        (9, NOT_OFFERABLE.format("status 9")),
        (255, NOT_OFFERABLE.format("status 255")),
    ],
)
def test_other_statuses_are_not_offered(status: int, expected: str) -> None:
    """A status that the ASAP list does not take is refused by its name."""
    assert expected == reason_not_offered(replace(APPOINTMENT, apt_status=status))


@pytest.mark.parametrize("priority", [Priority.NORMAL, 2])
def test_only_the_asap_list_is_offered(priority: int) -> None:
    """An appointment that is not marked ASAP is refused before anything else is looked at."""
    nothing_right = replace(APPOINTMENT, priority=priority, apt_status=2, pattern="")
    expected = "Appointment 11939 is not marked ASAP."

    assert expected == reason_not_offered(nothing_right)


def test_planned_twice_is_not_offered() -> None:
    """A planned appointment that another one was made from has left the list."""
    planned = replace(
        APPOINTMENT, apt_status=AptStatus.PLANNED, is_already_scheduled=True, pattern=""
    )
    expected = "Appointment 11939 is planned and has already been scheduled."

    assert expected == reason_not_offered(planned)


@pytest.mark.parametrize("status", [AptStatus.SCHEDULED, AptStatus.UNSCHED_LIST, AptStatus.BROKEN])
def test_only_planned_ones_can_be_scheduled_already(status: AptStatus) -> None:
    """That another appointment was made from it matters for planned ones alone."""
    appointment = replace(APPOINTMENT, apt_status=status, is_already_scheduled=True)

    assert reason_not_offered(appointment) is None


@pytest.mark.parametrize("pattern", ["", None])
def test_length_is_needed(pattern: str | None) -> None:
    """An appointment without length would fit everywhere, so it is refused."""
    expected = "Appointment 11939 has no length because its Pattern is empty."

    assert expected == reason_not_offered(replace(APPOINTMENT, pattern=pattern))
