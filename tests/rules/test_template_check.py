"""What is said of a template before it is saved."""

from dataclasses import replace
from typing import Any, Final

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.rules.facts import CONTACT, SLOT
from worker.rules.preferences import DEFAULTS
from worker.rules.segments import costly_signs, count_segments
from worker.rules.template_check import SHORTENERS, TAGS, Filling, check, rendered

USUAL: Final = DEFAULTS["WebSchedAsapTextTemplate"]
FILLING: Final = Filling(
    slot_start=SLOT.start,
    date_format="d",
    office=CONTACT,
    url="https://texts.example/a/A1b2C3d4E5f6",
    names=["Anna"],
)
FATAL: Final = {"blank", "no-link", "unknown-tag", "no-space", "shortener", "too-long"}


def codes(template: str, **changes: Any) -> list[str]:
    """Return what is said of a template."""
    checked = check(template, replace(FILLING, **changes))
    fatal = {remark.code for remark in checked.remarks if remark.is_fatal}
    assert fatal <= FATAL
    assert (checked.refusal is None) == (not fatal)
    return [remark.code for remark in checked.remarks]


def sentence(template: str, code: str, **changes: Any) -> str:
    """Return the sentence of a remark that is there once."""
    remarks = check(template, replace(FILLING, **changes)).remarks
    (said,) = [remark.sentence for remark in remarks if remark.code == code]
    return said


def with_more(words: str) -> str:
    """Put words before what would be well by itself."""
    return f"{words} [NameF] [Date] [Time] [OfficeName] [AsapURL] now."


def test_open_dentals_own_text_is_well() -> None:
    """The default has nothing to mend, and fits one segment."""
    checked = check(USUAL, FILLING)

    assert ((), 1) == (checked.remarks, checked.segments)
    assert rendered(USUAL, FILLING, "Anna") == checked.longest


@pytest.mark.parametrize(
    ("template", "expected"),
    [
        ("", ["blank"]),
        (" \r\n ", ["blank"]),
        ("Hi [Date] [Time] [OfficeName]", ["no-link"]),
        (with_more(""), []),
        ("[asapurl] [DATE] [time] [OFFICEname]", []),
        (with_more("[NameL]"), ["unknown-tag"]),
        (with_more("[NameL] [NameL] [Office]"), ["unknown-tag", "unknown-tag"]),
        (with_more("[ Date ]"), ["unknown-tag"]),
        (with_more("[EmailDisclaimer]"), ["unknown-tag"]),
        (with_more("[call us, or not] []"), []),
        ("Go[AsapURL] [Date] [Time] [OfficeName]", ["no-space"]),
        ("Go [AsapURL]now [Date] [Time] [OfficeName]", ["no-space"]),
        ("Go [AsapURL]/x [Date] [Time] [OfficeName]", ["no-space"]),
        ("Go ([AsapURL]), [Date] [Time] [OfficeName]", []),
        ("[Date] [Time] [OfficeName]: [AsapURL].", []),
        (with_more("[AsapURL]"), ["twice"]),
        (with_more("See bit.ly/abc"), ["shortener"]),
        (with_more("See HTTPS://WWW.TinyURL.com/abc or tinyurl.com"), ["shortener"]),
        (with_more("See go.bit.ly/abc"), ["shortener"]),
        (with_more("See habit.ly/abc, bit.lying or me@bit.ly"), []),
        ("[OfficeName] [AsapURL]", ["no-time"]),
        ("[OfficeName] [AsapURL] [Date]", ["no-time"]),
        ("[AsapURL] [Date] [Time]", ["no-office"]),
        ("[AsapURL] [Date] [Time] EXAMPLE dental", []),
        ("[AsapURL] [Date] [Time]" + "x" * 300, ["long", "no-office"]),
        ("[OfficeName] [AsapURL] [Date] [Time]" + "x" * 1600, ["too-long"]),
    ],
)
def test_each_mistake_has_its_remark(template: str, expected: list[str]) -> None:
    """What is well is not remarked on; what is fatal comes first."""
    assert expected == codes(template)


@pytest.mark.parametrize(
    ("written", "meant"),
    [("NamF", "NameF"), ("AsapUrls", "AsapURL"), ("office name", "OfficeName"), (" time", "Time")],
)
def test_a_slip_is_told_what_was_meant(written: str, meant: str) -> None:
    """Whoever has mistyped a tag need not look it up."""
    said = sentence(with_more(f"[{written}]"), "unknown-tag")

    assert f"[{written}] is no tag" in said
    assert said.endswith(f"; [{meant}] is.")


def test_a_stranger_is_told_what_there_is() -> None:
    """Where nothing is near, all tags are named."""
    assert all(f"[{tag}]" in sentence(with_more("[Weather]"), "unknown-tag") for tag in TAGS)


def test_costly_signs_are_shown_with_their_price() -> None:
    """A curly apostrophe makes a text that fits one segment cost three."""
    said = sentence(USUAL.replace("reserve it", "take what\u2019s free"), "costly-signs")

    assert "\u2019 (right single quotation mark)" in said
    assert "3 segments instead of 1" in said


def test_signs_that_cost_nothing_are_left_alone() -> None:
    """A short text has room for them, until a longer name takes it."""
    short = "\u2713 [Date] [Time] [AsapURL] [OfficeName] [NameF]"
    office = replace(CONTACT, name="X")
    url = "https://t.example/a/A1"

    assert [] == codes(short, office=office, url=url)
    assert ["costly-signs"] == codes(short, office=office, url=url, names=["Jo", "A" * 40])


def test_costly_signs_of_the_office_are_told_apart() -> None:
    """They are mended in Open Dental, not in the text."""
    office = replace(CONTACT, name="Smile \u2013 Dental")

    assert "(en dash, from the office's own data)" in sentence(USUAL, "costly-signs", office=office)


def test_a_patients_own_name_is_no_mistake() -> None:
    """It costs what it costs, and shows in the length."""
    checked = check(USUAL, replace(FILLING, names=["Anna", "Łucja"]))

    assert () == checked.remarks
    assert checked.segments > 1
    assert "Łucja" in checked.longest


def test_the_longest_name_and_office_are_counted() -> None:
    """The practice's text is that of clinics with longer names, which pay for it."""
    long = replace(CONTACT, name="The Example Dental Centre of Greater Salem and Its Surroundings")
    names = ["Jo", "Maximiliana Alexandrina", "Anna"]
    checked = check(USUAL, replace(FILLING, names=names, others=[long]))

    assert "Maximiliana Alexandrina, an" in checked.longest
    assert long.name in checked.longest
    assert (2, 2) == (checked.segments, count_segments(checked.longest))


def test_an_office_without_a_name_is_told() -> None:
    """[OfficeName] would leave a hole."""
    nameless = replace(CONTACT, name=" ")

    assert ["nameless-office"] == codes(USUAL, office=nameless)
    assert ["nameless-office"] == codes(USUAL, others=[nameless, nameless])


@given(st.text(max_size=60), st.sampled_from(["", USUAL, "[AsapURL]", "[Date] [Time] bit.ly"]))
def test_whatever_is_written_is_checked(words: str, more: str) -> None:
    """What costs more is said, and a text without its link is never let through."""
    template = words + more
    checked = check(template, FILLING)

    assert checked.segments == count_segments(checked.longest)
    said = {remark.code for remark in checked.remarks}
    assert ("costly-signs" in said) == bool(costly_signs(rendered(template, FILLING, "AAAA")))
    if "[asapurl]" not in template.lower():
        assert said & {"blank", "no-link"}


def test_shorteners_are_hosts() -> None:
    """Each is a plain host name in small letters."""
    assert all(host == host.lower() and host.count(".") >= 1 for host in SHORTENERS)
