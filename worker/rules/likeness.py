"""How much a text is like the refusals of a labelled collection, by weights learned from it.

A text counts as the set of its words and of its concepts: alone, in pairs up to three places apart,
and in threes. What each of them weighs for "refusal" and for "unclear" stands in ``likeness.bin``, at
the place that its checksum names; two rare ones may share a place. ``tests/rules/learn.py`` writes it.
"""

import struct
from array import array
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from itertools import islice
from math import exp, sqrt
from pathlib import Path
from typing import Final
from zlib import crc32

from worker.rules.concepts import Read

FILE: Final = Path(__file__).with_name("likeness.bin")
BITS: Final = 17
HEAD: Final = struct.Struct("<4fI")
"""Of both, what a text without any feature has; what one step of a weight is; of which texts."""

_FARTHEST: Final = 3
_LONGEST_REASON: Final = 8
"""Words that are shown to say why a text is taken for a refusal."""


@dataclass(frozen=True, slots=True)
class Likeness:
    """How likely a text is a refusal, and how likely it is unclear whether it is one."""

    refusal: float
    unclear: float


def likeness(read: Read) -> Likeness:
    """Weigh a text."""
    places = places_of(read)
    (refusal, unclear) = (
        exp(bias + sum(weights[place] for place in places) * step / sqrt(len(places)))
        for bias, step, weights in _weights()
    )
    total = 1 + refusal + unclear
    return Likeness(refusal / total, unclear / total)


def reason(read: Read) -> str:
    """Return the words that weigh most for a refusal."""
    _, _, weights = _weights()[0]
    row = read.concepts
    ending: list[list[tuple[int, int]]] = [[] for _ in row]
    for feature, first, after in _features(row):
        if first > 0 and after <= len(row) + 1:
            ending[after - 2].append((first - 1, weights[place("c" + feature)]))
    best, chosen = 0, (0, len(row))
    for first in range(len(row)):
        total = 0
        for last in range(first, min(first + _LONGEST_REASON, len(row))):
            total += sum(weight for begins, weight in ending[last] if begins >= first)
            if total > best:
                best, chosen = total, (first, last + 1)
    return " ".join(word for word in read.words[slice(*chosen)] if word.strip(".,?_"))


def places_of(read: Read) -> set[int]:
    """Return where the weights of a text's features are."""
    rows = (("w", [word for words in read.words for word in words.split()]), ("c", read.concepts))
    return {place(kind + feature) for kind, row in rows for feature, _, _ in _features(row)}


def place(feature: str) -> int:
    """Return where the weight of a feature is."""
    return crc32(feature.encode()) >> (32 - BITS)


def _features(row: Sequence[str]) -> Iterator[tuple[str, int, int]]:
    """Yield what a row is made of, with where it begins and ends in the row between its two ends."""
    row = ("<", *row, ">")
    for first, word in enumerate(row):
        yield word, first, first + 1
        for apart, other in enumerate(islice(row, first + 1, first + 1 + _FARTHEST), 1):
            yield f"{word}{'~' if apart > 1 else ' '}{other}", first, first + apart + 1
        if first + 2 < len(row):
            yield " ".join(row[first : first + 3]), first, first + 3


@cache
def _weights() -> tuple[tuple[float, float, Sequence[int]], ...]:
    """Read the weights at the first text."""
    file = FILE.read_bytes()
    refusal, unclear, *steps, _ = HEAD.unpack_from(file)
    size = 1 << BITS
    both = (array("b", file[start : start + size]) for start in (HEAD.size, HEAD.size + size))
    return tuple(zip((refusal, unclear), steps, both, strict=True))
