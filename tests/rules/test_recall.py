"""A recall in the place of an appointment: the list, the length, what its appointment begins with."""

from dataclasses import replace
from datetime import timedelta
from typing import Any, Final

import pytest
from hypothesis import given
from hypothesis import strategies as st

from schemas.codes import AptStatus, Priority
from schemas.keys import PatNum
from schemas.wire import NEVER
from tests.rules.facts import NOW, SLOT, at, booking
from worker.rules.appointment import reason_not_offered
from worker.rules.availability import taken_by
from worker.rules.recall import (
    LONGEST_PATTERN,
    NO_APPOINTMENT,
    Recall,
    as_appointment,
    before_scheduling,
    is_on_list,
    pattern,
)
from worker.rules.slot import length

TODAY: Final = NOW.date()
RECALL: Final = Recall(
    pat_num=PatNum(26),
    date_due=at("2023-12-01").date(),
    is_disabled=0,
    date_scheduled=NEVER.date(),
    priority=Priority.ASAP,
    time_pattern_override="",
    time_pattern="/XX/",
    description="Prophy",
)


@pytest.mark.parametrize(
    ("override", "of_type", "increment", "expected"),
    [
        ("", "/XX/", 10, "//XXXX//"),
        ("", "/XX/", 5, "/XX/"),
        ("", "/X", 15, "///XXX"),
        ("", "/X", 0, "//XX"),
        ("", "/X", 7, "//XX"),
        ("", "/X", 60, "//XX"),
        ("/X", "/XXXX/", 15, "/X"),
        (None, "X", 10, "XX"),
        ("", None, 10, ""),
        (None, None, 10, ""),
        ("", "", 10, ""),
        ("", "X" * 100, 15, "X" * 255),
        ("/" * 300, "X", 10, "/" * 255),
    ],
)
def test_pattern_has_five_minutes_a_character(
    override: str | None, of_type: str | None, increment: int, expected: str
) -> None:
    """The recall's own pattern goes first; its type's is in the schedule's increments."""
    recall = replace(RECALL, time_pattern_override=override, time_pattern=of_type)

    assert expected == pattern(recall, increment)


@given(of_type=st.text(alphabet="X/", max_size=255), increment=st.sampled_from([5, 10, 15]))
def test_an_appointment_takes_as_long_as_the_types_increments(of_type: str, increment: int) -> None:
    """However it is written, its length is a whole number of increments, up to what a column holds."""
    made = pattern(replace(RECALL, time_pattern=of_type), increment)
    longest = timedelta(minutes=5 * LONGEST_PATTERN)

    assert min(timedelta(minutes=increment * len(of_type)), longest) == length(made)
    assert of_type.startswith(made[:: increment // 5])


@given(override=st.text(alphabet="X/", min_size=1, max_size=255), increment=st.integers())
def test_a_recalls_own_pattern_is_taken_as_it_is(override: str, increment: int) -> None:
    """No increment changes what is in five minutes already."""
    assert override == pattern(replace(RECALL, time_pattern_override=override), increment)


@pytest.mark.parametrize(
    ("changed", "expected"),
    [
        ({}, True),
        ({"priority": Priority.NORMAL}, False),
        ({"is_disabled": 1}, False),
        ({"date_scheduled": TODAY - timedelta(days=1)}, True),
        ({"date_scheduled": TODAY}, False),
        ({"date_scheduled": TODAY + timedelta(days=90)}, False),
    ],
)
def test_who_is_on_the_list(changed: dict[str, Any], expected: bool) -> None:  # noqa: FBT001
    """Marked ASAP, not disabled, and without an appointment to come."""
    recall = replace(RECALL, **changed)

    assert expected is is_on_list(recall, TODAY)
    assert expected is (reason_not_offered(as_appointment(recall, TODAY, 10)) is None)


def test_a_recall_without_a_length_is_not_offered() -> None:
    """Nobody knows which slot it would fill."""
    recall = replace(RECALL, time_pattern=None)

    assert reason_not_offered(as_appointment(recall, TODAY, 10)) is not None


def test_nothing_in_the_slot_is_a_recalls_own() -> None:
    """It has no appointment yet, so any is another's; its due date is no time of day."""
    stands = as_appointment(RECALL, TODAY, 10)

    assert (NO_APPOINTMENT, at("2023-12-01 00:00")) == (stands.apt_num, stands.apt_date_time)
    assert taken_by(SLOT, [booking("14:30", "15:00", apt_num=1)], stands.apt_num)


def test_a_new_appointment_begins_with_the_patients_provider() -> None:
    """Nothing stands before it, so it begins unconfirmed and with what its type is called."""
    was = before_scheduling(replace(RECALL, description=None), pri_prov=7, unconfirmed=19)

    assert (7, 19, "") == (was.prov_num, was.confirmed, was.proc_descript)
    assert (AptStatus.NONE, NEVER, NEVER) == (
        was.apt_status,
        was.apt_date_time,
        was.date_time_asked_to_arrive,
    )
    assert "Prophy" == before_scheduling(RECALL, 0, 0).proc_descript
