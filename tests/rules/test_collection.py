"""How well refusals are heard, measured by a collection of texts."""

import pytest

from tests.rules.collection import (
    LEARNED,
    ORDINARY,
    TRICKY,
    digest,
    figures,
    replies,
    stopped,
)
from worker.rules.keywords import Wish
from worker.rules.likeness import FILE, HEAD


@pytest.mark.parametrize(("part", "least"), [(ORDINARY, 0.97), (TRICKY, 0.8), (LEARNED, 0.97)])
def test_refusals_are_honoured(part: str, least: float) -> None:
    """Of a hundred refusals ninety-seven are honoured; of those that nobody had seen fewer are."""
    honoured, refusals = stopped("refusal", part)

    rows = ["{}, {}: refusals honoured {}, others stopped {}".format(*row) for row in figures()]
    assert honoured >= least * refusals, "\n".join(rows)


@pytest.mark.parametrize(("part", "most"), [(ORDINARY, 0.02), (TRICKY, 0.03), (LEARNED, 0.02)])
def test_others_are_not_stopped(part: str, most: float) -> None:
    """Of a hundred other texts with the same words two at most are taken for refusals, or five."""
    false_alarms, others = stopped("none", part)

    assert false_alarms <= most * others


def test_doubtful_texts_are_not_guessed() -> None:
    """What is unclear to a reader stops nobody."""
    doubtful = [reply for reply in replies() if (reply.label, reply.part) == ("unclear", LEARNED)]

    assert [] == [reply for reply in doubtful if reply.is_stopped]


def test_most_doubtful_texts_are_found() -> None:
    """Staff are shown nine of ten texts that are unclear to a reader."""
    doubtful = [reply for reply in replies() if (reply.label, reply.part) == ("unclear", LEARNED)]
    found = [reply for reply in doubtful if reply.wish is Wish.UNCLEAR]

    assert len(found) >= 0.9 * len(doubtful)


def test_the_weights_are_of_this_collection() -> None:
    """Whoever changes a text, a word of the lexicon or a spelling learns anew: ``make learn``."""
    learned = [reply for reply in replies() if reply.part == LEARNED]

    assert digest(learned) == HEAD.unpack_from(FILE.read_bytes())[-1]


def test_the_collection_is_wide() -> None:
    """It has four hundred texts at least in two languages, each once, and as many of both kinds."""
    texts = [reply.text for reply in replies()]
    refusals = [reply for reply in replies() if reply.label == "refusal"]

    assert len(set(texts)) == len(texts) >= 400
    assert {"en", "es"} == {reply.language for reply in replies()}
    assert 0.4 < len(refusals) / len(texts) < 0.6
