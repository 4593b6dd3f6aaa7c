"""What stops an offer at the moment of sending, and what its row says then."""

from collections.abc import Callable
from dataclasses import replace

import pytest

from schemas.codes import AptStatus, OptOut, PatStatus, Priority, ResponseStatus, SendStatus, YesNo
from tests.rules.facts import (
    APPOINTMENT,
    PATIENT,
    POLICY,
    SEND_FACTS,
    SLOT,
    at,
    blockout,
    booking,
    go_wrong,
)
from worker.rules import skip
from worker.rules.sending import SendFacts, reason_not_to_send, statuses_when_skipped
from worker.rules.skip import Skip

Wrong = Callable[[SendFacts], SendFacts]

IN_ORDER: list[tuple[Wrong, Skip]] = [
    (lambda facts: replace(facts, expires=facts.now), skip.EXPIRED),
    (lambda facts: replace(facts, appointment=None), skip.APPOINTMENT_GONE),
    (lambda facts: replace(facts, slot=None), skip.SLOT_REMOVED),
    (
        lambda facts: replace(facts, slot=replace(SLOT, start=at("2023-10-18 15:00:00"))),
        skip.SLOT_MOVED,
    ),
    (
        lambda facts: replace(facts, appointment=replace(APPOINTMENT, priority=Priority.NORMAL)),
        skip.NO_LONGER_ASAP,
    ),
    (lambda facts: replace(facts, bookings=[booking("14:30", "15:00")]), skip.SLOT_TAKEN),
    (lambda facts: replace(facts, blockouts=[blockout("12:00", "15:00", "NS")]), skip.SLOT_BLOCKED),
    (lambda facts: replace(facts, has_refused_before=True), skip.REFUSED_BEFORE),
    (lambda facts: replace(facts, texts_sent_today=2), skip.daily_limit(2)),
    (lambda facts: replace(facts, now=at("2023-10-18 13:30:01")), skip.TOO_SHORT_NOTICE),
    (lambda facts: replace(facts, policy=replace(POLICY, is_enabled=False)), skip.TEXTING_OFF),
    (
        lambda facts: replace(facts, patient=replace(PATIENT, txt_msg_ok=YesNo.NO)),
        skip.NO_TEXTS_WANTED,
    ),
    (
        lambda facts: replace(facts, patient=replace(PATIENT, opt_out_sms=OptOut.ALL)),
        skip.OPTED_OUT,
    ),
]


def test_nothing_in_the_way() -> None:
    """An offer that is as good as when it was made is sent."""
    assert reason_not_to_send(SEND_FACTS) is None


@pytest.mark.parametrize(("wrong", "expected"), IN_ORDER)
def test_each_reason_is_enough(wrong: Wrong, expected: Skip) -> None:
    """Each thing that changed since the offer stops its text."""
    assert expected == reason_not_to_send(wrong(SEND_FACTS))


@pytest.mark.parametrize("place", range(len(IN_ORDER)))
def test_reasons_have_an_order(place: int) -> None:
    """Where much has changed the first reason in the order is noted."""
    wrongs = [wrong for wrong, _ in IN_ORDER[place:]]
    expected = IN_ORDER[place][1]

    assert expected == reason_not_to_send(go_wrong(SEND_FACTS, wrongs))


@pytest.mark.parametrize(
    ("now", "expected"),
    [
        ("2023-10-18 13:30:00", None),
        ("2023-10-18 13:30:01", skip.TOO_SHORT_NOTICE),
        ("2023-10-18 14:00:00", skip.TOO_SHORT_NOTICE),
        ("2023-10-18 14:00:01", skip.AFTER_SLOT),
        ("2023-10-25 13:59:59", skip.AFTER_SLOT),
        ("2023-10-25 14:00:00", skip.EXPIRED),
        ("2024-10-25 14:00:00", skip.EXPIRED),
    ],
)
def test_text_grows_old(now: str, expected: Skip | None) -> None:
    """A text that waits too long is short of notice, then after the slot, then expired."""
    assert expected == reason_not_to_send(replace(SEND_FACTS, now=at(now)))


@pytest.mark.parametrize(("wrong", "expected"), IN_ORDER)
def test_a_recall_is_checked_like_an_appointment(wrong: Wrong, expected: Skip) -> None:
    """The same reasons stop its text, in a recall's words."""
    facts = replace(SEND_FACTS, is_recall=True)

    assert reason_not_to_send(facts) is None
    assert skip.of_recall(expected) == reason_not_to_send(wrong(facts))


@pytest.mark.parametrize(
    ("change", "expected"),
    [
        (replace(APPOINTMENT, apt_status=AptStatus.SCHEDULED), None),
        (replace(APPOINTMENT, apt_status=AptStatus.UNSCHED_LIST), None),
        (replace(APPOINTMENT, apt_status=AptStatus.COMPLETE), skip.NO_LONGER_ASAP),
        (replace(APPOINTMENT, pattern=""), skip.NO_LONGER_ASAP),
        (
            replace(APPOINTMENT, apt_status=AptStatus.PLANNED, is_already_scheduled=True),
            skip.NO_LONGER_ASAP,
        ),
    ],
)
def test_appointment_must_still_be_on_the_list(change: object, expected: Skip | None) -> None:
    """An appointment that left the ASAP list is not offered the opening any more."""
    facts = replace(SEND_FACTS, appointment=change)  # type: ignore[arg-type]

    assert expected == reason_not_to_send(facts)


@pytest.mark.parametrize(
    ("status", "expected"),
    [
        (AptStatus.SCHEDULED, skip.SLOT_TAKEN),
        (AptStatus.PT_NOTE, skip.SLOT_TAKEN),
        (AptStatus.UNSCHED_LIST, None),
        (AptStatus.PLANNED, None),
    ],
)
def test_slot_was_filled_meanwhile(status: AptStatus, expected: Skip | None) -> None:
    """A patient's note in the slot stops the text, though it would not have stopped the offer."""
    facts = replace(SEND_FACTS, bookings=[booking("14:00", "14:40", status)])

    assert expected == reason_not_to_send(facts)


def test_own_appointment_does_not_take_the_slot() -> None:
    """The patient's own appointment is not another appointment."""
    own = booking("14:00", "14:40", AptStatus.SCHEDULED, APPOINTMENT.apt_num)

    assert reason_not_to_send(replace(SEND_FACTS, bookings=[own])) is None


@pytest.mark.parametrize(
    ("sent", "limit", "expected"),
    [(1, 2, None), (2, 2, skip.daily_limit(2)), (9, None, None), (0, 0, skip.daily_limit(0))],
)
def test_limit_counts_at_sending(sent: int, limit: int | None, expected: Skip | None) -> None:
    """The day's limit is looked at again when the text leaves."""
    facts = replace(SEND_FACTS, texts_sent_today=sent, text_limit=limit)

    assert expected == reason_not_to_send(facts)


@pytest.mark.parametrize(
    ("gone", "expected"),
    [
        (replace(SEND_FACTS, appointment=None, slot=None), skip.APPOINTMENT_GONE),
        (replace(SEND_FACTS, patient=None), skip.APPOINTMENT_GONE),
        (replace(SEND_FACTS, slot=None), skip.SLOT_REMOVED),
    ],
)
def test_gone_appointment_is_not_called_a_gone_slot(gone: SendFacts, expected: Skip) -> None:
    """Without the appointment the slot has no length, yet the reason is the appointment."""
    assert expected == reason_not_to_send(gone)


def test_death_stops_the_text() -> None:
    """A patient who died since the offer is not texted."""
    patient = replace(PATIENT, pat_status=PatStatus.DECEASED)
    expected = skip.UNABLE_TO_RECEIVE

    assert expected == reason_not_to_send(replace(SEND_FACTS, patient=patient))


def test_appointment_type_narrows_the_schedule() -> None:
    """A blockout that was put over the slot stops an appointment whose type lists others."""
    facts = replace(SEND_FACTS, blockouts=[blockout("12:00", "15:00", "", 254)])
    expected = skip.SLOT_BLOCKED

    assert reason_not_to_send(facts) is None
    assert expected == reason_not_to_send(replace(facts, allowed_blockouts=frozenset({253})))


@pytest.mark.parametrize(
    ("reason", "expected"),
    [
        (skip.EXPIRED, (SendStatus.DO_NOT_SEND, ResponseStatus.EXPIRED)),
        (skip.TOO_LONG, (SendStatus.SEND_FAILED, ResponseStatus.FAILED)),
        *(
            (reason, (SendStatus.DO_NOT_SEND, ResponseStatus.FAILED))
            for _, reason in IN_ORDER
            if reason != skip.EXPIRED
        ),
        (skip.AFTER_SLOT, (SendStatus.DO_NOT_SEND, ResponseStatus.FAILED)),
    ],
)
def test_row_of_a_skipped_text(reason: Skip, expected: tuple[SendStatus, ResponseStatus]) -> None:
    """A stopped text is Failed as in Open Dental's example, one out of time is Expired."""
    assert expected == statuses_when_skipped(reason)


def test_slot_that_is_over_is_not_free() -> None:
    """A slot in the past is never sent, however free it is."""
    long_ago = replace(SLOT, start=at("2023-10-15 14:00:00"), end=at("2023-10-15 14:40:00"))
    expected = skip.AFTER_SLOT

    facts = replace(SEND_FACTS, slot=long_ago, expires=long_ago.link_expires())

    assert expected == reason_not_to_send(facts)
