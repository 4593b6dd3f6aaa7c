"""Whom a text may reach, and on which number."""

from collections.abc import Callable
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from schemas.codes import OptOut, PatStatus, YesNo
from tests.rules.facts import PATIENT, POLICY, go_wrong
from worker.rules import skip
from worker.rules.skip import Skip
from worker.rules.texting import (
    Patient,
    TextingPolicy,
    reason_not_to_text,
)

Case = tuple[Patient, TextingPolicy]
Wrong = Callable[[Case], Case]

IN_ORDER: list[tuple[Wrong, Skip]] = [
    (lambda case: (case[0], replace(case[1], is_enabled=False)), skip.TEXTING_OFF),
    (lambda case: (replace(case[0], txt_msg_ok=YesNo.NO), case[1]), skip.NO_TEXTS_WANTED),
    (lambda case: (replace(case[0], wireless_phone=" "), case[1]), skip.NO_WIRELESS_PHONE),
    (
        lambda case: (replace(case[0], wireless_phone="555-0100"), case[1]),
        skip.INVALID_WIRELESS_PHONE,
    ),
    (
        lambda case: (replace(case[0], pat_status=PatStatus.DECEASED), case[1]),
        skip.UNABLE_TO_RECEIVE,
    ),
    (lambda case: (replace(case[0], opt_out_sms=OptOut.ALL), case[1]), skip.OPTED_OUT),
]


def test_patient_who_agreed_is_texted() -> None:
    """Nothing is in the way of a patient with consent, a phone, a clinic that texts."""
    assert reason_not_to_text(PATIENT, POLICY) is None


@pytest.mark.parametrize("place", range(len(IN_ORDER)))
def test_first_reason_counts(place: int) -> None:
    """Each reason hides those after it, as in Open Dental's list."""
    wrongs = [wrong for wrong, _ in IN_ORDER[place:]]
    expected = IN_ORDER[place][1]

    assert expected == reason_not_to_text(*go_wrong((PATIENT, POLICY), wrongs))


@pytest.mark.parametrize(("wrong", "expected"), IN_ORDER)
def test_each_reason_is_enough(wrong: Wrong, expected: Skip) -> None:
    """Each reason alone stops the text."""
    assert expected == reason_not_to_text(*wrong((PATIENT, POLICY)))


@pytest.mark.parametrize(
    ("txt_msg_ok", "treats_unknown_as_no", "expected"),
    [
        (YesNo.YES, True, None),
        (YesNo.YES, False, None),
        (YesNo.NO, True, skip.NO_TEXTS_WANTED),
        (YesNo.NO, False, skip.NO_TEXTS_WANTED),
        (YesNo.UNKNOWN, True, skip.NO_TEXTS_WANTED),
        (YesNo.UNKNOWN, False, None),
        (3, True, skip.NO_TEXTS_WANTED),
        (3, False, skip.NO_TEXTS_WANTED),
    ],
)
def test_consent(txt_msg_ok: int, treats_unknown_as_no: bool, expected: Skip | None) -> None:  # noqa: FBT001
    """Only a yes is consent, or an unknown where the office takes it for one."""
    patient = replace(PATIENT, txt_msg_ok=txt_msg_ok)
    policy = replace(POLICY, treats_unknown_as_no=treats_unknown_as_no)

    assert expected == reason_not_to_text(patient, policy)


@pytest.mark.parametrize("pat_status", [*PatStatus, 7])
def test_only_a_closed_chart_keeps_a_status_from_texts(pat_status: int) -> None:
    """Whether a patient is active does not matter to Open Dental."""
    closed = {PatStatus.ARCHIVED, PatStatus.DELETED, PatStatus.DECEASED}
    expected = skip.UNABLE_TO_RECEIVE if pat_status in closed else None

    assert expected == reason_not_to_text(replace(PATIENT, pat_status=pat_status), POLICY)


@given(st.integers(min_value=0, max_value=8191))
def test_opt_out_is_by_bit(opt_out_sms: int) -> None:
    """Bit 1 for all messages or bit 32 for ASAP opts out, no other does."""
    expected = skip.OPTED_OUT if opt_out_sms & 0b100001 else None

    assert expected == reason_not_to_text(replace(PATIENT, opt_out_sms=opt_out_sms), POLICY)


@pytest.mark.parametrize(
    ("phone", "expected"),
    [
        ("503-555-0100 or 503-555-0101", skip.INVALID_WIRELESS_PHONE),
        ("503-555-0100, h 503-555-0101, w 503-555-0102", skip.INVALID_WIRELESS_PHONE),
        ("(503) 555-0100 x12", None),
        ("363-5432 x101", skip.INVALID_WIRELESS_PHONE),
        ("+44 20 7123 4567", skip.INVALID_WIRELESS_PHONE),
        ("011 44 20 7123 4567", skip.INVALID_WIRELESS_PHONE),
        ("555-0100", skip.INVALID_WIRELESS_PHONE),
        ("call her mother", skip.INVALID_WIRELESS_PHONE),
        ("none", skip.INVALID_WIRELESS_PHONE),
        ("   ", skip.NO_WIRELESS_PHONE),
        ("72727", skip.INVALID_WIRELESS_PHONE),
        ("503.555.0100 Anna's", None),
    ],
)
def test_junk_in_the_phone(phone: str, expected: Skip | None) -> None:
    """Whatever stands where the number should, the reason says what is wrong with it."""
    assert expected == reason_not_to_text(replace(PATIENT, wireless_phone=phone), POLICY)
