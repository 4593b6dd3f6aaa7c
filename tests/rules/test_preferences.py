"""The office's preferences, as Open Dental keeps them: all of them text."""

from datetime import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from worker.rules.preferences import DEFAULTS, PER_CLINIC, Preferences
from worker.rules.window import SendWindow


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("2", 2),
        (" 3 ", 3),
        ("0", 0),
        ("00", 0),
        ("250", 250),
        ("", None),
        ("  ", None),
        ("two", 2),
        ("-1", 2),
        ("1.5", 2),
        ("²", 2),
    ],
)
def test_limit_of_texts(text: str, expected: int | None) -> None:
    """A blank is no limit, what is no number is Open Dental's own limit."""
    assert expected == Preferences.of({"WebSchedAsapTextLimit": text}, {}).text_limit


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("1", True),
        (" 1 ", True),
        ("0", False),
        ("", False),
        ("true", False),
        ("2", False),
    ],
)
def test_yes_is_one(text: str, expected: bool) -> None:  # noqa: FBT001
    """Open Dental writes yes as 1."""
    assert expected == Preferences.of({"WebSchedAsapEnabled": text}, {}).is_on(
        "WebSchedAsapEnabled"
    )


@pytest.mark.parametrize(("text", "expected"), [("1", False), ("0", True), ("", True)])
def test_clinics_are_on_unless_easy(text: str, expected: bool) -> None:  # noqa: FBT001
    """EasyNoClinics says the opposite of what is asked."""
    assert expected == Preferences.of({"EasyNoClinics": text}, {}).clinics_on


@pytest.mark.parametrize(
    ("text", "expected"),
    [("0", 0), ("3", 3), (" 12 ", 12), ("", 0), ("none", 0), ("-3", 0), ("²", 0)],
)
def test_key_is_a_number(text: str, expected: int) -> None:
    """A key that is no number is none."""
    preferences = Preferences.of({"TextingDefaultClinicNum": text}, {})

    assert expected == preferences.number("TextingDefaultClinicNum")


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("2023-05-01 00:00:00", True),
        ("05/01/2023", True),
        ("5/1/2023 12:00:00 AM", True),
        ("1880-01-01", True),
        ("01-01-0001", False),
        ("0001-01-01 00:00:00", False),
        ("1879-12-31", False),
        ("", False),
        ("soon", False),
    ],
)
def test_contract_is_a_date(text: str, expected: bool) -> None:  # noqa: FBT001
    """Texting is on from a date in any format, years before 1880 are blanks."""
    assert expected == Preferences.of({"SmsContractDate": text}, {}).has_date("SmsContractDate")


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("WebSchedAsapTextLimit", "7"),
        ("WebSchedAsapTextTemplate", "7"),
        ("WebSchedAsapEnabled", "5"),
        ("AutomaticCommunicationTimeEnd", "5"),
        ("TextMsgOkStatusTreatAsNo", "5"),
        ("EasyNoClinics", "5"),
    ],
)
def test_clinic_overrides_its_own(name: str, expected: str) -> None:
    """A clinic's row counts for the preferences that clinics have."""
    assert expected == Preferences.of({name: "5"}, {name: "7"}).text(name)


@pytest.mark.parametrize("name", sorted(PER_CLINIC))
def test_blank_of_a_clinic_counts(name: str) -> None:
    """A clinic's row overrides the practice even when it is blank."""
    expected = ""

    assert expected == Preferences.of({name: "5"}, {name: ""}).text(name)


@given(st.sampled_from(sorted(DEFAULTS)))
def test_missing_row_is_open_dentals_own(name: str) -> None:
    """A preference without a row has the value of a fresh database."""
    expected = DEFAULTS[name]

    assert expected == Preferences.of({}, {}).text(name)


def test_defaults_are_those_of_a_fresh_database() -> None:
    """An office that changed nothing texts twice a day between 7 in the morning, 10 at night."""
    fresh = Preferences.of({}, {})

    assert SendWindow(time(7), time(22)) == fresh.window
    assert 2 == fresh.text_limit
    assert fresh.is_on("TextMsgOkStatusTreatAsNo")
    assert not fresh.clinics_on
    assert not fresh.is_on("WebSchedAsapEnabled")


def test_window_is_read_from_both_ends() -> None:
    """The window's start is not its end."""
    preferences = Preferences.of(
        {
            "AutomaticCommunicationTimeStart": "01-01-0001 08:15:00",
            "AutomaticCommunicationTimeEnd": "01-01-0001 20:45:00",
        },
        {},
    )
    expected = SendWindow(time(8, 15), time(20, 45))

    assert expected == preferences.window
