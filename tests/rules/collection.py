"""Texts as patients write them, labelled by hand: what is heard of them, counted."""

import csv
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from zlib import crc32

from worker.rules.keywords import Wish, hear, spoken
from worker.rules.likeness import places_of
from worker.rules.speech import plain

FILE = Path(__file__).with_name("replies.tsv")
LEARNED, ORDINARY, TRICKY = "learned", "ordinary", "tricky"
"""The weights are learned from the first part. The others were written by people who had seen neither
it nor the rules: as texts come in on ordinary days, and as somebody who wants them to be misread.
"""


@dataclass(frozen=True, slots=True)
class Reply:
    """A text, and what it is: a refusal, none, or unclear."""

    label: str
    language: str
    part: str
    text: str

    @property
    def wish(self) -> Wish:
        """What is heard."""
        return _heard(self.text)

    @property
    def places(self) -> frozenset[int]:
        """Where the weights are of what the text is made of."""
        return _places(self.text)

    @property
    def is_stopped(self) -> bool:
        """Whether its sender gets no more texts."""
        return self.wish in {Wish.STOP, Wish.REFUSAL}


@cache
def _heard(text: str) -> Wish:
    return hear(text).wish


@cache
def _places(text: str) -> frozenset[int]:
    return frozenset(places_of(spoken(plain(text), text)))


@cache
def replies() -> tuple[Reply, ...]:
    """Read the collection."""
    with FILE.open(encoding="utf-8", newline="") as file:
        lines = list(csv.reader(file, delimiter="\t", quoting=csv.QUOTE_NONE))
    return tuple(Reply(*line) for line in lines[1:])


def digest(texts: Iterable[Reply]) -> int:
    """Return a checksum of what is learned from: labels, and what the rules see of each text."""
    seen = (f"{one.label} {sorted(one.places)}\n" for one in texts)
    return crc32("".join(seen).encode())


def stopped(label: str, part: str, language: str = "") -> tuple[int, int]:
    """Count how many of a kind are stopped, and how many there are."""
    chosen = [
        reply
        for reply in replies()
        if (reply.label, reply.part) == (label, part) and language in {"", reply.language}
    ]
    return sum(reply.is_stopped for reply in chosen), len(chosen)


def figures() -> Iterator[tuple[str, ...]]:
    """Yield a row for each part and language: refusals honoured, and others stopped."""
    for part in (ORDINARY, TRICKY, LEARNED):
        for language, name in (("en", "English"), ("es", "Spanish"), ("", "both")):
            kinds = (stopped(label, part, language) for label in ("refusal", "none"))
            yield part, name, *map(_share, kinds)


def _share(counted: tuple[int, int]) -> str:
    some, of = counted
    return f"{some} of {of} ({100 * some / of:.1f} %)"
