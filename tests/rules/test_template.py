"""What a text says: tags filled at the offer, tags filled at sending."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.rules.facts import CONTACT, SLOT
from worker.rules.preferences import DEFAULTS
from worker.rules.template import (
    address_text,
    at_creation,
    at_sending,
    confirmation,
    phone_text,
    tidy,
)

URL = "http://127.0.0.1:8000/a/AFhYO5n"
OPENING = "an appointment opening has become available on 10/18/2023 at 2:00 PM"
AWKWARD = ["$1", "$&", r"\1", r"\g<0>", "\\", "O'Neil", "[x", "x]", "[]", "{0}", "%s", "Zoë 👋"]


@pytest.mark.parametrize(
    ("template", "expected"),
    [
        (
            DEFAULTS["WebSchedAsapTextTemplate"],
            f"[NameF], {OPENING} at Example Dental. Visit [AsapURL] to reserve it.",
        ),
        ("[Date]|[Time]", "10/18/2023|2:00 PM"),
        ("[OfficeName]|[OfficePhone]", "Example Dental|(503)363-5432"),
        ("[OfficeFax]|[OfficeAddress]", "|12 Elm St, Salem, OR 97301"),
        ("[DATE] [time] [officeNAME]", "10/18/2023 2:00 PM Example Dental"),
        ("[Date][Date]", "10/18/202310/18/2023"),
        ("[[Date]]", "[10/18/2023]"),
        ("[NameF] [ASAPURL]", "[NameF] [ASAPURL]"),
        ("[NameL] [ApptDate] [EmailDisclaimer]", "[NameL] [ApptDate] [EmailDisclaimer]"),
        ("[ Date ] [Date [] ]", "[ Date ] [Date [] ]"),
        ("No tags at all.", "No tags at all."),
        ("", ""),
    ],
)
def test_stored_text_waits_for_the_patient(template: str, expected: str) -> None:
    """At the offer all is filled but name with link, what is unknown stays."""
    assert expected == at_creation(template, SLOT.start, CONTACT, "d")


@pytest.mark.parametrize(
    ("stored", "expected"),
    [
        ("[NameF], visit [AsapURL].", f"Ann, visit {URL}."),
        ("[namef], visit [ASAPURL].", f"Ann, visit {URL}."),
        ("[NameF] [NameF]", "Ann Ann"),
        ("[NameL] [Date] [OfficeName]", "[NameL] [Date] [OfficeName]"),
        ("Call us.", "Call us."),
    ],
)
def test_text_names_the_patient(stored: str, expected: str) -> None:
    """At sending [NameF] is the first name, [AsapURL] the link."""
    assert expected == at_sending(stored, "Ann", URL)


@pytest.mark.parametrize("name", AWKWARD)
def test_names_are_taken_literally(name: str) -> None:
    """No sign in a name has a meaning of its own."""
    expected = f"Ann{name}, visit {URL}."

    assert expected == at_sending("[NameF], visit [AsapURL].", f"Ann{name}", URL)


@pytest.mark.parametrize("name", AWKWARD)
def test_office_is_taken_literally(name: str) -> None:
    """No sign in the office's name has a meaning of its own."""
    contact = replace(CONTACT, name=name)
    expected = f"At {name}."

    assert expected == at_creation("At [OfficeName].", SLOT.start, contact, "d")


@pytest.mark.parametrize("name", ["[AsapURL]", "[NameF]", "[namef][asapurl]"])
def test_tag_in_a_name_stays(name: str) -> None:
    """A name that holds a tag is not filled a second time."""
    expected = f"{name}: {URL}"

    assert expected == at_sending("[NameF]: [AsapURL]", name, URL)


@pytest.mark.parametrize("name", ["[Date]", "[OfficeName]", "[officephone]"])
def test_tag_in_the_office_stays(name: str) -> None:
    """An office's name that holds a tag is not filled a second time."""
    contact = replace(CONTACT, name=name)
    expected = f"{name} 2:00 PM"

    assert expected == at_creation("[OfficeName] [Time]", SLOT.start, contact, "d")


@given(name=st.text().map(tidy).filter(bool), url=st.text())
def test_values_appear_as_they_are(name: str, url: str) -> None:
    """Whatever the values hold, the text holds them unchanged."""
    expected = f"{name}|{url}|{name}"

    assert expected == at_sending("[NameF]|[AsapURL]|[NAMEF]", name, url)


@pytest.mark.parametrize(
    ("template", "expected"),
    [
        ("[NameF], an opening: [AsapURL]", f"An opening: {URL}"),
        ("[NameF] an opening", "An opening"),
        ("Hi [NameF], an opening", "Hi, an opening"),
        ("Hello! [NAMEF], we have an opening", "Hello! We have an opening"),
        ("An opening for [NameF] at 2", "An opening at 2"),
        ("[NameF]: [AsapURL]", URL),
    ],
)
@pytest.mark.parametrize("name", ["", "  ", "\n", "\u200b", "https://evil.example"])
def test_without_a_name_nobody_is_addressed(template: str, expected: str, name: str) -> None:
    """A template is written as if it had never named the patient."""
    assert expected == at_sending(template, name, URL)


@pytest.mark.parametrize(
    ("name", "expected"),
    [("Zoë ", "for Zoë on"), ("", "scheduled on"), ("An\nna www.evil.example", "for An na on")],
)
def test_a_confirmation_has_a_tidy_name(name: str, expected: str) -> None:
    """What holds for the offer holds for the text after it."""
    template = DEFAULTS["WebSchedVerifyASAPText"]

    assert expected in confirmation(template, name, SLOT.start, CONTACT, "d")


@given(template=st.text())
def test_what_is_no_tag_stays(template: str) -> None:
    """A template without brackets is sent as it was written."""
    plain = template.replace("[", "(")

    assert plain == at_creation(plain, SLOT.start, CONTACT, "d")
    assert plain == at_sending(plain, "Ann", URL)


@pytest.mark.parametrize(
    ("phone", "expected"),
    [
        ("5033635432", "(503)363-5432"),
        ("503-363-5432", "(503)363-5432"),
        ("(503) 363 5432", "(503)363-5432"),
        ("15033635432", "1(503)363-5432"),
        ("+1 503.363.5432", "1(503)363-5432"),
        ("25033635432", "25033635432"),
        ("363-5432", "363-5432"),
        ("503-363-5432 ext 7", "503-363-5432 ext 7"),
        ("+44 20 7946 0958", "+44 20 7946 0958"),
        ("1-800-DENTIST", "1-800-DENTIST"),
        ("", ""),
    ],
)
def test_phone_as_open_dental_writes_it(phone: str, expected: str) -> None:
    """Ten digits get brackets with a dash, any other number stays as entered."""
    assert expected == phone_text(phone)


@given(st.text())
def test_phone_keeps_its_digits(phone: str) -> None:
    """Writing a number neither adds a digit nor loses one."""
    expected = [sign for sign in phone if sign in "0123456789"]

    assert expected == [sign for sign in phone_text(phone) if sign in "0123456789"]


@pytest.mark.parametrize(
    ("lines", "expected"),
    [
        (("12 Elm St", "Suite 4", "Salem", "OR", "97301"), "12 Elm St, Suite 4, Salem, OR 97301"),
        (("12 Elm St", "", "Salem", "OR", "97301"), "12 Elm St, Salem, OR 97301"),
        (("12 Elm St", "", "Salem", "", "97301"), "12 Elm St, Salem, 97301"),
        (("12 Elm St", "", "Salem", "OR", ""), "12 Elm St, Salem, OR"),
        (("12 Elm St", "", "", "", ""), "12 Elm St"),
        (("", "", "Salem", "", ""), "Salem"),
        (("", "", "", "", ""), ""),
    ],
)
def test_address_in_one_line(lines: tuple[str, str, str, str, str], expected: str) -> None:
    """An address is one line without its blanks."""
    assert expected == address_text(*lines)
