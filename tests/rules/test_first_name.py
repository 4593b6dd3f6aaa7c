"""How a first name stands in a text."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from worker.rules.template import tidy


@pytest.mark.parametrize(
    ("written", "expected"),
    [
        ("Zoë ", "Zoë"),
        (" Anna\r\nMaria", "Anna Maria"),
        ("Anna\tMaria  Luisa", "Anna Maria Luisa"),
        ("An\u202ena\u200b", "Anna"),
        ("Anna\x00", "Anna"),
        ("Anna http://evil.example/x", "Anna"),
        ("HTTPS://EVIL.EXAMPLE Anna", "Anna"),
        ("Anna www.evil.example", "Anna"),
        ("bit.ly/abc", ""),
        ("evil.com", "evil. com"),
        ("St.John", "St. John"),
        ("J.R.", "J.R."),
        ("O'Neil", "O'Neil"),
        ("Mary-Ann (Ann)", "Mary-Ann (Ann)"),
        ("李娜", "李娜"),
        ("   ", ""),
        ("-", ""),
        (".", ""),
        ("?, 1", ""),
        ("503-555-0100", ""),
        ("Anna,", "Anna"),
        (", Anna;", "Anna"),
        ("Anna tel:5035550100", "Anna"),
        ("evil\u3002com", "evil. com"),
    ],
)
def test_a_name_is_tidied(written: str, expected: str) -> None:
    """Spaces, line breaks, unseen signs and links do not go out; a name does."""
    assert expected == tidy(written)


@given(st.text())
def test_a_tidy_name_stays(written: str) -> None:
    """What is tidy has one line and is not tidied further."""
    name = tidy(written)

    assert name == tidy(name)
    assert 1 >= len(name.splitlines())
    assert name == name.strip()
