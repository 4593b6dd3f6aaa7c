"""Segments, against the published sizes."""

from math import ceil
from string import ascii_letters

import pytest
from hypothesis import given
from hypothesis import strategies as st

from worker.rules.segments import costly_signs, count_segments, is_gsm7


@pytest.mark.parametrize(
    ("body", "segments"),
    [
        ("", 1),
        ("a" * 160, 1),
        ("a" * 161, 2),
        ("a" * 306, 2),
        ("a" * 307, 3),
        ("€" * 80, 1),
        ("€" * 81, 2),
        ("a" * 152 + "{" + "a" * 151, 2),
        ("a" * 152 + "{" + "a" * 152, 3),
        ("π" * 70, 1),
        ("π" * 71, 2),
        ("π" * 134, 2),
        ("π" * 135, 3),
        ("😀" * 35, 1),
        ("😀" * 36, 2),
        ("😀" * 66, 2),
        ("😀" * 67, 3),
    ],
)
def test_published_sizes(body: str, segments: int) -> None:
    """GSM-7 takes 160 or 153 units, UCS-2 70 or 67, with wide characters kept whole."""
    assert segments == count_segments(body)


@pytest.mark.parametrize("character", "ñÑéàÆøΩ¿§\n\r@_^{}\\[~]|€")
def test_gsm7_holds(character: str) -> None:
    """The alphabet has accents and capitals of Greek, its extension brackets and the euro."""
    assert is_gsm7(character)


@pytest.mark.parametrize("character", "\u2018\u2019\u201c\u2013…çáα😀`\t")
def test_gsm7_lacks(character: str) -> None:
    """One curly quotation mark is enough to need UCS-2."""
    assert not is_gsm7(character)


@given(st.text(alphabet=ascii_letters + "{€π😀", min_size=1, max_size=500), st.integers(1, 400))
def test_a_shorter_body_never_takes_more(body: str, cut: int) -> None:
    """Cutting a body short never adds a segment."""
    assert count_segments(body[:cut]) <= count_segments(body)


@given(st.text(alphabet=ascii_letters + "{€π😀", min_size=161, max_size=700))
def test_long_body_fills_its_parts(body: str) -> None:
    """At most one unit of a part is left empty, where a wide character did not fit."""
    if is_gsm7(body):
        units, part = sum(2 if character in "{€" else 1 for character in body), 153
    else:
        units, part = len(body.encode("utf-16-le")) // 2, 67

    assert ceil(units / part) <= count_segments(body) <= ceil(units / (part - 1))


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        ("a" * 159 + "\u2019", "\u2019"),
        ("a" * 150 + "\u2019\u2014\u2019", "\u2019\u2014"),
        ("a" * 60 + "\u2019", ""),
        ("a" * 200, ""),
        ("", ""),
    ],
)
def test_signs_that_cost_a_segment(body: str, expected: str) -> None:
    """A sign is dear only if the text takes fewer segments without it."""
    assert expected == costly_signs(body)
