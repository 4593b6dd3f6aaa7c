"""Which openings a patient's page offers."""

from dataclasses import replace
from datetime import timedelta
from typing import Any, Final

import pytest

from schemas.codes import FKeyType, ResponseStatus, SendStatus
from schemas.keys import AsapCommNum, ClinicNum, OpNum, ScheduleNum
from tests.rules.facts import NOW, SLOT, at
from worker.rules.answer import FINAL
from worker.rules.openings import PageOffer, still_open
from worker.rules.slot import Slot

FIVE: Final = timedelta(minutes=5)
OFFER: Final = PageOffer(
    asap_comm_num=AsapCommNum(2374),
    f_key_type=FKeyType.BROKEN,
    response_status=ResponseStatus.PENDING_RSVP,
    sms_send_status=SendStatus.SEND_SUCCESSFUL,
    schedule_num=ScheduleNum(1),
    clinic_num=ClinicNum(0),
    note="",
    entered=NOW,
    expires=at("2023-10-25 14:00"),
    slot=SLOT,
    is_free=True,
)


def offer(**values: Any) -> PageOffer:
    """Change what a test is about."""
    return replace(OFFER, **values)


def nums(*offers: PageOffer, now: str = "2023-10-16 09:01:25") -> list[int]:
    """Return the offers that are open."""
    return [one.asap_comm_num for one in still_open(offers, at(now), FIVE)]


@pytest.mark.parametrize("status", ResponseStatus)
def test_final_offers_are_not_shown(status: ResponseStatus) -> None:
    """Whatever is not final can be taken: declined, failed and never sent too."""
    assert ([] if status in FINAL else [2374]) == nums(offer(response_status=status))


@pytest.mark.parametrize(
    ("now", "is_shown"),
    [
        ("2023-10-18 13:54:59", True),
        ("2023-10-18 13:55:00", True),
        ("2023-10-18 13:55:01", False),
        ("2023-10-18 14:00:00", False),
        ("2023-10-19 09:00:00", False),
    ],
)
def test_the_last_minutes_are_too_late(now: str, is_shown: bool) -> None:  # noqa: FBT001
    """Nobody can accept later than LAST_ACCEPT_MINUTES before the slot."""
    assert is_shown == bool(nums(OFFER, now=now))


def test_a_start_that_has_come_is_too_late_with_no_minutes_set() -> None:
    """With LAST_ACCEPT_MINUTES 0 the slot's start itself still is the end."""
    assert [OFFER] == still_open([OFFER], at("2023-10-18 13:59:59"), timedelta())
    assert [] == still_open([OFFER], at("2023-10-18 14:00:00"), timedelta())


def test_an_expired_link_offers_nothing() -> None:
    """DateTimeExpire ends an offer."""
    assert [] == nums(offer(expires=NOW))


def test_a_taken_slot_is_not_shown() -> None:
    """What somebody else has taken is not offered."""
    assert [] == nums(offer(is_free=False))


def test_a_removed_slot_is_not_shown() -> None:
    """A blockout that staff removed takes its offer along."""
    assert [] == nums(offer(slot=None))


def test_offers_are_in_the_order_of_their_time() -> None:
    """The page lists openings by day and time."""
    later = Slot(OpNum(1), at("2023-10-18 15:00"), at("2023-10-18 15:40"))
    earlier = Slot(OpNum(3), at("2023-10-17 15:00"), at("2023-10-17 15:40"))

    assert [2, 2374, 1] == nums(
        offer(asap_comm_num=1, slot=later), OFFER, offer(asap_comm_num=2, slot=earlier)
    )


def test_the_same_opening_is_shown_once() -> None:
    """Where two offers bring the same start and operatory, the newest that was sent stands for both."""
    unsent = offer(asap_comm_num=9, response_status=ResponseStatus.UNABLE_TO_SEND)

    assert [8] == nums(offer(asap_comm_num=7), unsent, offer(asap_comm_num=8))


def test_the_same_time_elsewhere_is_another_opening() -> None:
    """Two operatories at the same time are two openings."""
    elsewhere = replace(SLOT, op=OpNum(3))

    assert [2374, 7] == nums(OFFER, offer(asap_comm_num=7, slot=elsewhere))


def test_who_wants_no_more_offers_sees_none() -> None:
    """The refusal of more offers ends every opening for the appointment."""
    stopped = offer(asap_comm_num=1, response_status=ResponseStatus.DECLINED_STOP_COMM)

    assert [] == nums(OFFER, stopped)
