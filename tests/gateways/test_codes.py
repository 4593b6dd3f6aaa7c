"""The table of codes: what the office reads, and what is tried again."""

import pytest

from worker.gateways import codes
from worker.sandbox.numbers import REFUSED_FROM, REFUSED_TO

FOR_NOW = {20429, 21611, 21730, 63017}
LISTED = sorted(codes._PERMANENT | codes._FOR_NOW)
JARGON = ("Twilio", "SID", "API", "HTTP", "E.164", "A2P", "10DLC", "SMS", "'To'", "'From'", "code")


@pytest.mark.parametrize("code", LISTED)
def test_sentences(code: int) -> None:
    """Each code has one plain sentence on one line."""
    sentence = codes.sentence(code)

    assert sentence.startswith(("Not sent because ", "The text provider "))
    assert sentence.endswith(".")
    assert 1 == sentence.count(".")
    assert sentence.isprintable()
    assert len(sentence) <= 100
    assert [] == [word for word in JARGON if word in sentence]


def test_no_code_is_listed_twice() -> None:
    """A code is either final or will pass."""
    assert set() == codes._PERMANENT.keys() & codes._FOR_NOW.keys()


def test_tried_again() -> None:
    """Only a provider that is busy is tried again."""
    assert FOR_NOW == {code for code in LISTED if not codes.is_permanent(code)}


@pytest.mark.parametrize("code", [10001, 29999, 99999])
def test_not_listed(code: int) -> None:
    """A code that nobody has listed is not tried again, and is named for whoever looks it up."""
    assert codes.is_permanent(code)
    assert f"Not sent because the text provider refused it (code {code})." == codes.sentence(code)


def test_sandbox_codes() -> None:
    """Every number that the sandbox refuses has a sentence of its own."""
    assert set(LISTED) >= {*REFUSED_TO.values(), *REFUSED_FROM.values()}
