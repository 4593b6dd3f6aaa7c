"""A plain text as a row of concepts, with the words that each stands for."""

import re
from dataclasses import dataclass
from typing import Final

from worker.rules.lexicon import LONGEST, NAMES, PHRASES, WORDS, listed

_NAME: Final = re.compile(r"(?<=[\w,'\u2019] )[A-Z][a-z]+")
_NO_NAMES: Final = listed(
    """monday tuesday wednesday thursday friday saturday sunday january february march april may june
    july august september october november december medicaid medicare delta english spanish
    christmas thanksgiving easter"""
)

_TELEPHONE: Final = re.compile(r"(?:1 )?\b(?:\d{3} ?)?\d{3} ?\d{4}\b")
_SHORTEST_PLURAL: Final = 3


@dataclass(frozen=True, slots=True)
class Read:
    """Words, and what each stands for; what is struck out is ``_``."""

    words: tuple[str, ...]
    concepts: tuple[str, ...]

    @property
    def text(self) -> str:
        """The words that are left."""
        pairs = zip(self.words, self.concepts, strict=True)
        return " ".join("_" if concept == "_" else word for word, concept in pairs)


def read(said: str, body: str) -> Read:
    """Read plain text; who is called by name is known by the capital in ``body``."""
    names = {name.casefold() for name in _NAME.findall(body)} - _NO_NAMES - set(body.split())
    row = _TELEPHONE.sub(lambda found: found[0].replace(" ", "-"), said).split()
    words: list[str] = []
    concepts: list[str] = []
    place = 0
    while place < len(row):
        size = next(
            (size for size in range(LONGEST, 1, -1) if tuple(row[place : place + size]) in PHRASES),
            1,
        )
        phrase = tuple(row[place : place + size])
        words.append(" ".join(phrase))
        concepts.append(PHRASES.get(phrase) or _concept(row[place], names))
        place += size
    return Read(tuple(words), tuple(concepts))


def _concept(word: str, names: set[str]) -> str:
    if word in WORDS:
        return WORDS[word]
    if word[0].isdigit():
        return "NUMBER" if _TELEPHONE.fullmatch(word.replace("-", " ")) else "DIGITS"
    if len(word) > _SHORTEST_PLURAL and word.removesuffix("s") in WORDS:
        return WORDS[word.removesuffix("s")]
    is_name = bool({word, word.removesuffix("s")} & (names | NAMES))
    return "WHO" if is_name else word
