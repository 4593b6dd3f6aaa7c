"""The demo's morning of the front desk: somebody cancels, twelve wait, and others were filled."""

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from schemas.codes import FKeyType, ResponseStatus
from schemas.offered import OfferedOpening, OpeningBody
from tests.demo.days import TODAY, around, is_open
from worker.demo.asap_list import HARBOR, LIST_OF_TWELVE, RECALLS
from worker.demo.day_sheets import cancelled, filled
from worker.demo.finished import PAST
from worker.office import Terms
from worker.steps import history
from worker.steps.history import Days
from worker.steps.opening import show
from worker.steps.opening.draft import Draft, draft
from worker.store.engine import Store, Transaction
from worker.store.practice import opening_state

NOW = datetime.combine(TODAY, datetime.min.time(), UTC) + timedelta(hours=9)
TOMORROW = TODAY + timedelta(days=1)
TERMS = Terms(
    zone=ZoneInfo("UTC"),
    base_url="https://texts.example",
    requires_subscription=True,
    quiet_hours=None,
    booking_buffer=timedelta(),
    most_ahead=None,
)


def previewed(transaction: Transaction, day: date, **asked: object) -> OfferedOpening:
    """Ask what the cancelled hour of a day would do."""
    slot = cancelled(day)
    told = {"op": slot.op, "dateTimeStart": slot.start, "lengthMinutes": 60, **asked}
    made = draft(transaction, OpeningBody.model_validate(told), TERMS, NOW, may_lock=False)
    assert isinstance(made, Draft)
    return show.planned(made, TERMS.base_url)


@pytest.mark.parametrize("day", [day for day in around(TODAY) if day > TODAY])
def test_somebody_has_cancelled(transaction: Transaction, day: date) -> None:
    """On each day to come there is a gap where each of the twelve fits."""
    assert is_open(transaction, cancelled(day))
    said = previewed(transaction, day)

    assert {*LIST_OF_TWELVE} == {one.f_key for one in said.offers}
    assert len(LIST_OF_TWELVE) == said.texts_to_send == 12


def test_the_clinics_recalls_come_last(transaction: Transaction) -> None:
    """Of the recalls those of the clinic's own patients may be texted too."""
    last = previewed(transaction, TOMORROW, withRecalls=True).offers[len(LIST_OF_TWELVE) :]

    assert {FKeyType.RECALL} == {one.f_key_type for one in last}
    assert [1, 3, 5] == sorted(one.f_key for one in last)
    assert {one.f_key for one in last} <= {*RECALLS}


def test_an_opening_ahead_was_filled(transaction: Transaction) -> None:
    """One of the day after tomorrow is over: taken, declined, and not texted any more."""
    day = TODAY + timedelta(days=2)
    [opening] = [one for one in opening_state.ahead(transaction, day, day) if one.op == 4]
    stands = show.stands(transaction, opening.schedule_num, TERMS.base_url)

    assert stands
    assert filled(day).start == stands.date_time_start
    assert stands.filled_by
    assert not stands.texts_to_send
    assert not is_open(transaction, filled(day))


def test_there_is_a_history(store: Store) -> None:
    """Four weeks have openings, most of them filled within half an hour, and every status."""
    days = Days(TODAY - timedelta(days=28), TODAY, HARBOR)
    with store.reading() as transaction:
        together, weeks = history.course(transaction, days, ZoneInfo("UTC"))
        lines = [line for some in history.all_lines(store, days) for line in some]

    of_the_limit = 1  # what uses up the texts of the patient at the daily limit
    assert len(PAST) + of_the_limit == together.openings_offered
    assert together.openings_filled == sum(one.minutes is not None for one in PAST) == 6
    assert (6.0, 11.0, 26.0) == (
        together.minutes_until_filled_10,
        together.minutes_until_filled_50,
        together.minutes_until_filled_90,
    )
    assert len(weeks) >= 4
    assert {one.response_status for one in lines} >= {
        ResponseStatus.ACCEPTED_AND_MOVED,
        ResponseStatus.ACCEPTED_AND_NOT_AVAILABLE,
        ResponseStatus.DECLINED,
        ResponseStatus.EXPIRED,
        ResponseStatus.FAILED,
    }


def test_a_week_has_room_for_what_is_tried(store: Store) -> None:
    """Whoever lists ten offers of the last week, as the README does, finds the own ones."""
    days = Days(TODAY - timedelta(days=7), TODAY)
    lines = [line for some in history.all_lines(store, days) for line in some]

    assert len(lines) <= 6
