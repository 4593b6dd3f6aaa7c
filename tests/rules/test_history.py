"""What an owner is told of openings that were offered."""

from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any, Final
from zoneinfo import ZoneInfo

import pytest

from schemas.codes import ResponseStatus
from schemas.keys import ClinicNum
from schemas.wire import NEVER
from worker.rules.history import WORDS, Offered, by_week, figures, status_words

ZONE: Final = ZoneInfo("America/New_York")
MADE: Final = datetime(2023, 10, 16, 9, tzinfo=ZONE)
SLOT: Final = datetime(2023, 10, 18, 14)
OFFER: Final = Offered(
    opening="A",
    clinic_num=ClinicNum(1),
    entered=MADE,
    slot_start=SLOT,
    was_start=NEVER,
    response_status=ResponseStatus.PENDING_RSVP,
    text="t1",
)


def offer(**changes: Any) -> Offered:
    """Change what a test is about."""
    return replace(OFFER, **changes)


def taken(opening: str, minutes: float, **changes: Any) -> Offered:
    """Return an offer that was accepted so many minutes after it was made."""
    return offer(
        opening=opening,
        text=opening,
        response_status=ResponseStatus.ACCEPTED_AND_MOVED,
        accepted=MADE + timedelta(minutes=minutes),
        **changes,
    )


def test_nothing_offered_is_nothing() -> None:
    """Without offers there are no numbers that would divide by none."""
    assert (0, 0, None, None, 0, None, None) == (
        (told := figures([])).openings_offered,
        told.openings_filled,
        told.minutes_until_filled_50,
        told.texts_per_fill,
        told.texts_sent,
        told.days_moved,
        told.minutes_until_filled_90,
    )


def test_an_opening_counts_once_however_many_were_asked() -> None:
    """Three patients and one acceptance are one opening, filled by three texts."""
    told = figures([offer(), offer(text="t2"), taken("A", 7)])

    assert (1, 1, 3, 3.0) == (
        told.openings_offered,
        told.openings_filled,
        told.texts_sent,
        told.texts_per_fill,
    )


def test_what_was_not_sent_is_no_text() -> None:
    """A skipped offer is one of its opening and costs nothing; one text counts once."""
    told = figures([offer(text=None), offer(text="t2"), offer(text="t2")])

    assert (1, 1) == (told.openings_offered, told.texts_sent)


def test_texts_of_openings_that_stayed_empty_are_paid_for_too() -> None:
    """The price of a fill is all texts over all fills."""
    told = figures([taken("A", 1), offer(opening="B", text="b"), offer(opening="B", text="c")])

    assert 3.0 == told.texts_per_fill


@pytest.mark.parametrize(
    ("minutes", "expected"),
    [
        ([5], (5, 5, 5)),
        ([1, 2], (1, 1, 2)),
        ([10, 1, 9, 2, 8, 3, 7, 4, 6, 5], (1, 5, 9)),
        (range(1, 101), (10, 50, 90)),
        ([0.26], (0.3, 0.3, 0.3)),
        ([-2], (0, 0, 0)),
    ],
)
def test_minutes_are_those_of_an_opening(
    minutes: list[float], expected: tuple[float, float, float]
) -> None:
    """Of the openings filled, a tenth, half and nine tenths took at most so long."""
    told = figures(taken(str(number), spent) for number, spent in enumerate(minutes))

    assert expected == (
        told.minutes_until_filled_10,
        told.minutes_until_filled_50,
        told.minutes_until_filled_90,
    )


def test_minutes_begin_with_the_first_offer_of_an_opening() -> None:
    """Who is asked last and says yes at once has not filled it at once."""
    last = taken("A", 30, entered=MADE + timedelta(minutes=29))

    assert 30 == figures([last, offer()]).minutes_until_filled_50


def test_a_fill_of_unknown_time_is_a_fill() -> None:
    """It counts, and leaves the minutes to those that are known."""
    told = figures([taken("A", 4), replace(taken("B", 0), accepted=None)])

    assert (2, 4) == (told.openings_filled, told.minutes_until_filled_90)


def test_minutes_go_on_while_the_clock_is_set_back() -> None:
    """From 1:50 before to 1:10 after it are 20 minutes."""
    before = datetime(2023, 11, 5, 1, 50, tzinfo=ZONE)
    after = datetime(2023, 11, 5, 1, 10, fold=1, tzinfo=ZONE)
    told = figures([replace(taken("A", 0), entered=before, accepted=after)])

    assert 20 == told.minutes_until_filled_50


def test_refusals_and_late_answers_are_counted() -> None:
    """Both ways to refuse are one thing, and one patient who uses both is one."""
    told = figures(
        [
            offer(response_status=ResponseStatus.DECLINED_STOP_COMM),
            offer(response_status=ResponseStatus.DECLINED_STOP_COMM, said_stop=True),
            offer(said_stop=True),
            offer(response_status=ResponseStatus.DECLINED),
            offer(response_status=ResponseStatus.ACCEPTED_AND_NOT_AVAILABLE),
            offer(response_status=ResponseStatus.VIEWED_NOT_AVAILABLE),
        ]
    )

    assert (3, 1) == (told.opt_outs, told.too_late)


def test_days_are_those_between_the_old_and_the_new_time() -> None:
    """Half of those who had an appointment come sooner by more; who had none does not count."""
    told = figures(
        [
            taken("A", 1, was_start=SLOT + timedelta(days=2)),
            taken("B", 1, was_start=SLOT + timedelta(days=10)),
            taken("C", 1, was_start=SLOT + timedelta(days=30)),
            taken("D", 1),
            offer(opening="E", was_start=SLOT + timedelta(days=99)),
        ]
    )

    assert 10 == told.days_moved


def test_weeks_begin_on_monday_and_clinics_are_apart() -> None:
    """An opening belongs to the week and the clinic of its first offer, whenever it is filled."""
    sunday = datetime(2023, 10, 15, 23, 59, tzinfo=ZONE)
    told = by_week(
        [
            taken("B", 60, entered=MADE),
            offer(opening="B", entered=sunday),
            offer(opening="C"),
            offer(opening="D", clinic_num=ClinicNum(0)),
        ]
    )

    assert [(9, 1, 1, 1), (16, 0, 1, 0), (16, 1, 1, 0)] == [
        (monday.day, clinic, found.openings_offered, found.openings_filled)
        for (monday, clinic), found in told.items()
    ]


def test_every_status_has_its_words() -> None:
    """What the window says is known for each status, and for no other."""
    assert set(ResponseStatus) == WORDS.keys()


def test_an_unknown_status_is_shown_by_its_number() -> None:
    """A newer version's status is not hidden."""
    assert ("Appointment made", "42") == (
        status_words(ResponseStatus.ACCEPTED_AND_MOVED),
        status_words(ResponseStatus(42)),
    )
