"""How patterns over concepts are read."""

import re

import pytest

from worker.rules import grammar, guards
from worker.rules.lexicon import PHRASES, WORDS
from worker.rules.patterns import compiled

CONCEPTS = {*WORDS.values(), *PHRASES.values(), "DIGITS", "WHO"}
LISTS = (
    *(guards.KEEPS, guards.QUALIFIED, grammar.REFUSALS, grammar.DOUBTS, grammar.MACHINES),
    *grammar.CLASSES.values(),
)


@pytest.mark.parametrize(
    ("pattern", "row", "is_found"),
    [
        ("STOP ~ MSG", " STOP THE MSG ", True),
        ("STOP ~ MSG", " STOP THE VERY LONG MSG ", False),
        ("STOP ... MSG", " STOP THE VERY LONG MSG ", True),
        ("STOP ... MSG", " STOP . MSG ", False),
        ("STOP ... MSG", " STOP _ MSG ", False),
        ("STOP (THE) MSG", " STOP MSG ", True),
        ("STOP (THE|MY)* MSG", " STOP THE MY THE MSG ", True),
        ("< STOP >", " YES , STOP . ", True),
        ("< STOP >", " YES STOP ", False),
        ("-NO STOP", " NO STOP ", False),
        ("-NO STOP", " YES STOP ", True),
        ("STOP !MSG", " STOP MSG ", False),
        ("STOP MSG|>", " STOP ", True),
        ("@them STOP", " MSG STOP ", True),
        ("recib^ MSG", " recibo MSG ", True),
        ("STOP", " NONSTOP ", False),
    ],
)
def test_pattern(pattern: str, row: str, *, is_found: bool) -> None:
    """Each sign of a pattern means what its module says."""
    (read,) = compiled(pattern, {"them": "MSG|THESE"})

    assert is_found is bool(read.search(row))


def test_patterns_name_only_what_can_be_read() -> None:
    """A concept of a pattern is in the lexicon, and a plain word is not, for it would never be met."""
    words = {
        word
        for line in LISTS
        for piece in line.split()
        for word in re.sub(r"^[-!(]|\)\*?$", "", piece).split("|")
    }
    concepts = {word for word in words if word.isupper()}
    plain = {word for word in words if word.islower() and word[0] != "@" and word[-1] != "^"}

    assert set() == concepts - CONCEPTS
    assert set() == plain & WORDS.keys()
