"""What comes of a request: a refusal, an offer, or an offer that is not texted."""

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from http import HTTPStatus

import pytest
from hypothesis import given
from hypothesis import strategies as st

from schemas.codes import AptStatus, FKeyType, OptOut, Priority, ResponseStatus, SendStatus, YesNo
from schemas.keys import AsapCommNum
from schemas.wire import NEVER
from tests.rules.facts import (
    APPOINTMENT,
    FACTS,
    NOW,
    PATIENT,
    POLICY,
    SLOT,
    at,
    blockout,
    booking,
    go_wrong,
)
from worker.rules import skip
from worker.rules.offer import (
    Facts,
    Offer,
    Refusal,
    decide,
    not_found,
)
from worker.rules.preferences import Preferences
from worker.rules.skip import Skip

Wrong = Callable[[Facts], Facts]

BAD = HTTPStatus.BAD_REQUEST
START_TO_END = "The time slot 2023-10-18 14:00:00 to 2023-10-18 14:40:00 in operatory 2"

REFUSALS: list[tuple[Wrong, HTTPStatus, str]] = [
    (
        lambda facts: replace(facts, held_by=AsapCommNum(2374)),
        HTTPStatus.CONFLICT,
        "AsapComm 2374 already offers this time slot for appointment 11939.",
    ),
    (
        lambda facts: replace(facts, is_subscribed_to_asap=False),
        BAD,
        "The office is not subscribed to Web Sched ASAP.",
    ),
    (
        lambda facts: replace(facts, is_subscribed_to_texting=False),
        BAD,
        "The office is not subscribed to Integrated Texting.",
    ),
    (
        lambda facts: replace(facts, operatory=replace(facts.operatory, is_hidden=True)),
        BAD,
        "Operatory 2 is hidden.",
    ),
    (
        lambda facts: replace(
            facts, appointment=replace(facts.appointment, priority=Priority.NORMAL)
        ),
        BAD,
        "Appointment 11939 is not marked ASAP.",
    ),
    (
        lambda facts: replace(
            facts, appointment=replace(facts.appointment, apt_status=AptStatus.COMPLETE)
        ),
        BAD,
        (
            "Appointment 11939 is Complete; an opening can be offered to "
            "scheduled, unscheduled, planned and broken appointments."
        ),
    ),
    (
        lambda facts: replace(facts, appointment=replace(facts.appointment, pattern="")),
        BAD,
        "Appointment 11939 has no length because its Pattern is empty.",
    ),
    (
        lambda facts: replace(facts, now=at("2023-10-18 14:00:01")),
        BAD,
        (
            "The time slot 2023-10-18 14:00:00 has already started: "
            "the office's clock shows 2023-10-18 14:00:01 in UTC."
        ),
    ),
    (
        lambda facts: replace(facts, bookings=[booking("14:35", "15:00")]),
        BAD,
        f"{START_TO_END} is taken by appointment 20001, 14:35 to 15:00.",
    ),
    (
        lambda facts: replace(facts, blockouts=[blockout("12:00", "15:00", "NS")]),
        BAD,
        f"{START_TO_END} lies in a blockout, 12:00 to 15:00, that does not allow the appointment.",
    ),
    (
        lambda facts: replace(facts, patient=None),
        BAD,
        "The patient of appointment 11939 does not exist.",
    ),
]

SKIPS: list[tuple[Wrong, Skip]] = [
    (lambda facts: replace(facts, has_refused_before=True), skip.REFUSED_BEFORE),
    (lambda facts: replace(facts, texts_on_due_day=2), skip.daily_limit(2)),
    (lambda facts: replace(facts, due=at("2023-10-18 14:00:01")), skip.AFTER_SLOT),
    (
        lambda facts: replace(facts, policy=replace(POLICY, is_enabled=False)),
        skip.TEXTING_OFF,
    ),
    (
        lambda facts: replace(facts, patient=replace(PATIENT, txt_msg_ok=YesNo.NO)),
        skip.NO_TEXTS_WANTED,
    ),
    (
        lambda facts: replace(facts, patient=replace(PATIENT, opt_out_sms=OptOut.WEB_SCHED_ASAP)),
        skip.OPTED_OUT,
    ),
]


def offered(facts: Facts) -> Offer:
    """Decide a request that is not refused."""
    decision = decide(facts)
    assert isinstance(decision, Offer)
    return decision


@pytest.mark.parametrize(("wrong", "status", "sentence"), REFUSALS)
def test_each_refusal(wrong: Wrong, status: HTTPStatus, sentence: str) -> None:
    """Each thing that is wrong with a request is refused with its own sentence."""
    assert Refusal(status, sentence) == decide(wrong(FACTS))


@pytest.mark.parametrize("place", range(len(REFUSALS)))
def test_refusals_have_an_order(place: int) -> None:
    """Where several things are wrong the first in the order is told."""
    wrongs = [wrong for wrong, _, _ in REFUSALS[place:]]
    expected = Refusal(*REFUSALS[place][1:])

    assert expected == decide(go_wrong(FACTS, wrongs))


@pytest.mark.parametrize(("wrong", "expected"), SKIPS)
def test_each_skip(wrong: Wrong, expected: Skip) -> None:
    """A patient who cannot be texted is offered the opening all the same, with the reason."""
    made = offered(wrong(FACTS))

    assert expected == made.skip
    assert expected.sentence == made.note


@pytest.mark.parametrize("place", range(len(SKIPS)))
def test_skips_have_an_order(place: int) -> None:
    """Where several reasons stop a text the first in Open Dental's order is noted."""
    wrongs = [wrong for wrong, _ in SKIPS[place:]]
    expected = SKIPS[place][1]

    assert expected == offered(go_wrong(FACTS, wrongs)).skip


@pytest.mark.parametrize("place", range(len(REFUSALS)))
def test_refusals_come_before_skips(place: int) -> None:
    """What would not be texted anyway is refused first."""
    wrongs = [REFUSALS[place][0], *(wrong for wrong, _ in SKIPS)]
    expected = Refusal(*REFUSALS[place][1:])

    assert expected == decide(go_wrong(FACTS, wrongs))


def test_offer_that_is_texted() -> None:
    """A good request becomes a row that waits for its text, due when it was decided."""
    expected = Offer(
        f_key_type=FKeyType.BROKEN,
        due=NOW,
        template_text="[NameF], an appointment opening has become available on 10/18/2023 "
        "at 2:00 PM at Example Dental. Visit [AsapURL] to reserve it.",
        skip=None,
    )
    made = offered(FACTS)

    assert expected == made
    assert made.send_status is SendStatus.SEND_NOT_ATTEMPTED
    assert made.response_status is ResponseStatus.AWAITING_TRANSMIT
    assert "" == made.note


def test_offer_that_is_not_texted() -> None:
    """A skipped offer keeps its text, has no due time, is unable to send."""
    expected = Offer(
        f_key_type=FKeyType.BROKEN,
        due=NEVER,
        template_text=offered(FACTS).template_text,
        skip=skip.REFUSED_BEFORE,
    )
    made = offered(replace(FACTS, has_refused_before=True))

    assert expected == made
    assert made.send_status is SendStatus.DO_NOT_SEND
    assert made.response_status is ResponseStatus.UNABLE_TO_SEND


@pytest.mark.parametrize(
    ("status", "expected"),
    [
        (AptStatus.SCHEDULED, FKeyType.SCHEDULED_APPT),
        (AptStatus.UNSCHED_LIST, FKeyType.UNSCHEDULED_APPT),
        (AptStatus.PLANNED, FKeyType.PLANNED_APPT),
        (AptStatus.BROKEN, FKeyType.BROKEN),
    ],
)
def test_offer_is_named_by_the_appointment(status: AptStatus, expected: FKeyType) -> None:
    """The offer's FKeyType comes from the appointment's status."""
    facts = replace(FACTS, appointment=replace(APPOINTMENT, apt_status=status))

    assert expected == offered(facts).f_key_type


def test_office_words_its_texts() -> None:
    """The template with the date's format comes from the office's preferences."""
    preferences = Preferences.of(
        {
            "WebSchedAsapTextTemplate": "[OFFICENAME] on [Date]: [AsapURL] [Nonsense]",
            "PatientCommunicationDateFormat": "MMMM d, yyyy",
        },
        {},
    )
    expected = "Example Dental on October 18, 2023: [AsapURL] [Nonsense]"

    assert expected == offered(replace(FACTS, preferences=preferences)).template_text


@pytest.mark.parametrize(
    ("now", "expected"),
    [
        ("2023-10-18 13:30:00", None),
        ("2023-10-18 13:30:01", skip.TOO_SHORT_NOTICE),
        ("2023-10-18 14:00:00", skip.TOO_SHORT_NOTICE),
    ],
)
def test_opening_about_to_start(now: str, expected: Skip | None) -> None:
    """An opening may be asked for until it starts, though nobody is texted so late."""
    assert expected == offered(replace(FACTS, now=at(now), due=at(now))).skip


def test_own_place_is_free() -> None:
    """A broken appointment that still lies in the slot may be offered it."""
    own = booking("14:00", "14:40", AptStatus.BROKEN, APPOINTMENT.apt_num)

    assert offered(replace(FACTS, bookings=[own])).skip is None


def test_appointment_type_narrows_the_schedule() -> None:
    """A blockout without NS refuses an appointment whose type lists others."""
    facts = replace(FACTS, blockouts=[blockout("12:00", "15:00", "", 254)])
    narrowed = replace(facts, allowed_blockouts=frozenset({253}))
    expected = Refusal(BAD, REFUSALS[9][2])

    assert offered(facts).skip is None
    assert expected == decide(narrowed)


@given(st.sets(st.integers(min_value=0, max_value=len(SKIPS) - 1)))
def test_note_tells_whether_a_text_goes_out(reasons: set[int]) -> None:
    """A row has a reason exactly when it has no due time."""
    made = offered(go_wrong(FACTS, [SKIPS[number][0] for number in sorted(reasons)]))
    expected = bool(reasons)

    assert expected == bool(made.note)
    assert expected == (made.due == NEVER)
    assert expected == (made.send_status is SendStatus.DO_NOT_SEND)


def test_what_does_not_exist_is_not_found() -> None:
    """A number that no row has is a 404."""
    op, apt = not_found("operatory", 9), not_found("appointment", 8)

    assert Refusal(HTTPStatus.NOT_FOUND, "Operatory 9 was not found.") == op
    assert Refusal(HTTPStatus.NOT_FOUND, "Appointment 8 was not found.") == apt


def test_each_refusal_has_a_code() -> None:
    """A program tells refusals apart without reading sentences."""
    decisions = [decide(wrong(FACTS)) for wrong, _, _ in REFUSALS]

    assert [
        "offered-already",
        "no-web-sched-asap",
        "no-texting",
        "operatory-hidden",
        *["appointment-not-offered"] * 3,
        "past-time",
        "time-taken",
        "time-blocked",
        "no-patient",
    ] == [decision.code for decision in decisions if isinstance(decision, Refusal)]


def test_a_year_too_far_is_refused() -> None:
    """An opening further away than the limit is likely a slip; the limit is named."""
    far = replace(FACTS, now=at("2022-10-18 13:59:59"), most_ahead=timedelta(days=365))
    expected = Refusal(
        BAD,
        "The time slot 2023-10-18 14:00:00 is more than 365 days ahead, "
        "the limit in MOST_DAYS_AHEAD.",
    )

    assert expected == decide(far)
    assert not isinstance(decide(replace(far, now=at("2022-10-18 14:00:00"))), Refusal)
    assert not isinstance(decide(replace(far, most_ahead=None)), Refusal)


def test_a_blockout_is_named() -> None:
    """The office knows its blockouts by name."""
    lunch = replace(blockout("12:00", "15:00", "NS"), name="Lunch")
    expected = Refusal(
        BAD,
        f"{START_TO_END} lies in the blockout Lunch, 12:00 to 15:00, "
        "that does not allow the appointment.",
    )

    assert expected == decide(replace(FACTS, blockouts=[lunch]))


def test_slot_is_named_with_its_day() -> None:
    """A slot past midnight is refused with both its days."""
    slot = replace(SLOT, start=at("2023-10-18 23:50:00"), end=at("2023-10-19 00:30:00"))
    late = replace(booking("23:50", "23:59"), end=at("2023-10-19 00:10:00"))
    expected = Refusal(
        BAD,
        "The time slot 2023-10-18 23:50:00 to 2023-10-19 00:30:00 in operatory 2 "
        "is taken by appointment 20001, 23:50 to 00:10.",
    )

    assert expected == decide(replace(FACTS, slot=slot, bookings=[late]))
