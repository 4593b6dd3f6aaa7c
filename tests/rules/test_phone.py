"""Which number is meant by what an office has written."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from worker.rules.phone import dialable, is_written, telling_digits, without_channel

ANNA = "15035550100"


@pytest.mark.parametrize(
    ("written", "expected"),
    [
        ("363-5432 x101", None),
        ("363-5432 ext. 101", None),
        ("363-5432 #101", None),
        ("363-5432-101", None),
        ("3635432 101", None),
        ("x101 363-5432", None),
        ("x201 363-5432", None),
        ("Ext. 503, 543-2101", None),
        ("extension: 971 555 0131", None),
        ("ext.12 / (503) 555-0100", ANNA),
        ("ex 503-555-0100", ANNA),
        ("(503) 555-0100 x12", ANNA),
        ("503.555.0100 ext 3", ANNA),
        ("5035550100#7", ANNA),
    ],
)
def test_an_extension_is_not_dialed(written: str, expected: str | None) -> None:
    """What stands behind a number, or before it, is cut off, and never makes a number whole."""
    assert expected == dialable(written, "US")


@pytest.mark.parametrize(
    ("written", "expected"),
    [
        ("+65 8123 4567", "6581234567"),
        ("+47 912 34 567", "4791234567"),
        ("+45 20 12 34 56", "4520123456"),
        ("+45 12 34 56 78", None),
        ("\uff0b65 8123 4567", "6581234567"),
        ("+ 44 7911 123456", "447911123456"),
        ("+1 503 555 0100", ANNA),
        ("(+1) 503-555-0100", ANNA),
        ("+5035550100", None),
        ("+503 555 0100", None),
        ("+999 503 555 0100", None),
        ("+1 503 555 01000", None),
        ("+44 20 7946 0958", None),
    ],
)
def test_what_has_a_plus_is_that_number_or_none(written: str, expected: str | None) -> None:
    """A country that is written down is not overruled by the clinic's."""
    assert expected == dialable(written, "US")


@pytest.mark.parametrize(
    "written",
    [
        "(503) 555-0100",
        "503.555-0100",
        "cell 503-555-0100",
        "503-555-0100 (Mum's), after 5pm",
        "C:503_555_0100",
        "503*555*0100",
        "503|555|0100",
        "503\u2013555\u20130100",
        "503\u00a0555\u00a00100",
        "\u202a5035550100\u202c",
        "[503] 555-0100",
        "1 (503) 555 0100",
        "5 503-555-0100",
        "5035550100/5035550100",
        "tel:+1-503-555-0100",
    ],
)
def test_words_or_signs_around_a_number_do_not_matter(written: str) -> None:
    """However a number is written, it is the same number."""
    assert dialable(written, "US") == ANNA


@pytest.mark.parametrize(
    ("written", "country", "expected"),
    [
        ("07911 123456", "GB", "447911123456"),
        ("020 7946 0958", "GB", None),
        ("011 44 7911 123456", "US", "447911123456"),
        ("011 44 20 7946 0958", "US", None),
        ("0151 23456789", "de", "4915123456789"),
        ("06 12 34 56 78", "FR", "33612345678"),
        ("(503) 555-0100", "CA", ANNA),
        ("503-555-0100", "nowhere", None),
        ("800-234-5678", "US", None),
        ("900-234-5678", "US", None),
        ("600-234-5678", "CA", None),
        ("999-235-0100", "US", None),
        ("1503555010", "US", None),
        ("503-555-01000", "US", None),
        ("555-0100", "US", None),
        ("12345", "US", None),
        ("call her", "US", None),
        ("", "US", None),
        ("503-555-0100 or 503-555-0101", "US", None),
        ("503-555-0100 / +47 912 34 567", "US", None),
        ("+1 503 555 0100 or 503-555-0101", "US", None),
        ("503-555-0100 = +1 503 555 0100", "US", ANNA),
        ("+91/98765-43210", "US", "919876543210"),
    ],
)
def test_only_one_mobile_number_is_dialed(written: str, country: str, expected: str | None) -> None:
    """A number that is not valid, that cannot be a mobile one, or of two is left alone."""
    assert expected == dialable(written, country)


@pytest.mark.parametrize("written", ["(555) 555-0106", "999-555-0199", "+1 500 555 0009"])
def test_numbers_that_no_phone_has_are_dialed(written: str) -> None:
    """Those reserved for fiction or for tests reach nobody, so that they are good for trying."""
    assert dialable(written, "US") is not None


@given(
    before=st.text(max_size=5),
    digits=st.integers(2_002_000_000, 9_999_999_999),
    after=st.text(max_size=8),
    country=st.sampled_from(["US", "CA", "GB", "DK", ""]),
)
def test_only_ascii_digits_are_dialed(before: str, digits: int, after: str, country: str) -> None:
    """What is dialed is digits from 0 to 9, as many as a number can have, and read again the same."""
    number = dialable(f"{before}{digits}{after}", country) or "15035550100"

    assert set(number) <= set("0123456789")
    assert 7 <= len(number) <= 15
    assert number == dialable(f"+{number}", country)


@given(area=st.integers(200, 999), digits=st.integers(0, 9_999_999), more=st.integers(0, 99_999))
def test_no_extension_changes_what_is_dialed(area: int, digits: int, more: int) -> None:
    """With an extension behind it a number is the one it is without."""
    local = f"{digits:07}"
    written = f"({area}) {local[:3]}-{local[3:]}"

    assert dialable(written, "US") == dialable(f"{written} x{more}", "US")


@pytest.mark.parametrize(
    "written",
    ["971.555-0131", "cell 971-555-0131", "(971) 555-0131", "+1 971 5550131 x2", "9 7 1 5550131"],
)
def test_a_number_is_found_however_it_is_written(written: str) -> None:
    """A number that writes to us is the one in the chart, with its last digits in their order."""
    digits = "".join(sign for sign in written if sign.isdecimal())

    assert is_written(written, "19715550131")
    assert telling_digits("19715550131") in digits


@pytest.mark.parametrize(
    ("written", "number", "expected"),
    [
        ("503-555-0100 or 503-555-0101", "15035550101", True),
        ("+47 912 34 567, here 503-555-0101", "15035550101", True),
        ("+47 912 34 567, here 503-555-0101", "4791234567", True),
        ("020 7946 0958", "442079460958", True),
        ("07911 123456", "447911123456", True),
        ("1911 123456", "447911123456", False),
        ("971-555-0131", "15035550131", False),
        ("call her", ANNA, False),
        (ANNA, "72727", False),
        (ANNA, "", False),
    ],
)
def test_whose_number_it_is(written: str, number: str, expected: bool) -> None:  # noqa: FBT001
    """Each number in the chart counts, also one that is not dialed; another's does not."""
    assert expected is is_written(written, number)


@pytest.mark.parametrize("number", ["72727", "123456", "", "999999999999999"])
def test_what_is_no_number_is_nobodys(number: str) -> None:
    """A short code is looked for among nobody's numbers."""
    assert telling_digits(number) == ""


@pytest.mark.parametrize(
    ("address", "expected"),
    [
        ("+15035550100", ANNA),
        ("rcs:+15035550100", ANNA),
        ("whatsapp:+15035550100", ANNA),
        ("rcs:example_dental_agent", "example_dental_agent"),
        ("72727", "72727"),
        ("", ""),
    ],
)
def test_a_channel_is_no_part_of_a_number(address: str, expected: str) -> None:
    """The same telephone writes by SMS, by RCS or by WhatsApp."""
    assert expected == without_channel(address)
