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
    dialable,
    reason_not_to_text,
    spellings,
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
def test_only_death_keeps_a_status_from_texts(pat_status: int) -> None:
    """Whether a patient is active does not matter to Open Dental."""
    expected = skip.UNABLE_TO_RECEIVE if pat_status == PatStatus.DECEASED else None

    assert expected == reason_not_to_text(replace(PATIENT, pat_status=pat_status), POLICY)


@given(st.integers(min_value=0, max_value=8191))
def test_opt_out_is_by_bit(opt_out_sms: int) -> None:
    """Bit 1 for all messages or bit 32 for ASAP opts out, no other does."""
    expected = skip.OPTED_OUT if opt_out_sms & 0b100001 else None

    assert expected == reason_not_to_text(replace(PATIENT, opt_out_sms=opt_out_sms), POLICY)


@pytest.mark.parametrize(
    ("phone", "country", "expected"),
    [
        ("(503) 555-0100", "US", "15035550100"),
        ("(503) 555-0100", "CA", "15035550100"),
        ("1-503-555-0100", "US", "15035550100"),
        ("+1 503 555 0100", "US", "15035550100"),
        ("5035550100 cell", "US", "15035550100"),
        ("555-0100", "US", None),
        ("503-555-01000", "US", None),
        ("1503555010", "US", None),
        ("+44 20 7946 0958", "US", None),
        ("+44 20 7946 0958", "GB", "442079460958"),
        ("555-0100", "GB", "5550100"),
        ("12345", "US", "12345"),
        ("123-456", "US", "123456"),
        ("1234", "US", None),
        ("call her", "US", None),
        ("call her", "GB", None),
        ("", "US", None),
        ("٥٠٣٥٥٥٠١٠٠", "US", None),
    ],
)
def test_number_to_dial(phone: str, country: str, expected: str | None) -> None:
    """A number is dialled with its country code, or not at all."""
    assert expected == dialable(phone, country)


@given(phone=st.text(), country=st.sampled_from(["US", "CA"]))
def test_american_numbers_have_eleven_digits(phone: str, country: str) -> None:
    """In the US or Canada a number is 1 with ten digits, a short code, or nothing."""
    number = dialable(phone, country)

    assert number is None or len(number) in {5, 6} or (len(number) == 11 and number[0] == "1")


@given(phone=st.text(), country=st.sampled_from(["US", "CA", "GB", ""]))
def test_only_ascii_digits_are_dialled(phone: str, country: str) -> None:
    """What is dialled consists of the digits 0 to 9."""
    assert set(dialable(phone, country) or "") <= set("0123456789")


@given(phone=st.text(alphabet="0123456789()-+ "), country=st.sampled_from(["US", "GB"]))
def test_dialled_number_stays_when_read_again(phone: str, country: str) -> None:
    """A number that was made dialable once is the same the second time."""
    expected = dialable(phone, country)

    assert expected == dialable(expected or "", country)


@given(area=st.integers(200, 999), line=st.integers(0, 9_999_999))
def test_every_way_of_writing_is_one_number(area: int, line: int) -> None:
    """Brackets, dashes, spaces, a leading 1 make no other number."""
    local = f"{line:07}"
    expected = {f"1{area}{local}"}
    written = (
        f"({area}) {local[:3]}-{local[3:]}",
        f"{area}.{local[:3]}.{local[3:]}",
        f"1 {area} {local}",
        f"+1({area}){local}",
    )

    assert expected == {dialable(phone, "US") for phone in written}


@pytest.mark.parametrize(
    ("phone", "expected"),
    [
        ("503-555-0100 or 503-555-0101", skip.INVALID_WIRELESS_PHONE),
        ("503-555-0100, h 503-555-0101, w 503-555-0102", skip.INVALID_WIRELESS_PHONE),
        ("(503) 555-0100 x12", skip.INVALID_WIRELESS_PHONE),
        ("+44 20 7123 4567", skip.INVALID_WIRELESS_PHONE),
        ("011 44 20 7123 4567", skip.INVALID_WIRELESS_PHONE),
        ("555-0100", skip.INVALID_WIRELESS_PHONE),
        ("call her mother", skip.INVALID_WIRELESS_PHONE),
        ("none", skip.INVALID_WIRELESS_PHONE),
        ("   ", skip.NO_WIRELESS_PHONE),
        ("72727", None),
        ("503.555.0100 Anna's", None),
    ],
)
def test_junk_in_the_phone(phone: str, expected: Skip | None) -> None:
    """Whatever stands where the number should, the reason says what is wrong with it.

    A short code passes here, as in Open Dental; the provider refuses it with a sentence.
    """
    assert expected == reason_not_to_text(replace(PATIENT, wireless_phone=phone), POLICY)


@given(area=st.integers(min_value=201, max_value=989), line=st.integers(0, 9_999_999))
def test_spellings_lead_back_to_the_number(area: int, line: int) -> None:
    """Each way of writing that patients are looked up by is dialled as the same number."""
    number = f"1{area}{line:07}"

    assert {number} == {dialable(written, "US") for written in spellings(number)}


def test_foreign_numbers_have_their_digits() -> None:
    """Where no rule is known, a number is looked up as it is, with and without its plus."""
    assert {"442071234567", "+442071234567"} == spellings("442071234567")
