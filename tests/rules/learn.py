"""Learn from the labelled texts what the features of a text weigh: ``make learn``.

A logistic regression over three labels (scikit-learn). A feature counts the more the rarer it is, and
a text's features count together as much as one, however long it is. Needed whenever ``replies.tsv``,
the lexicon or the spelling of words has changed.
"""

from array import array
from collections import Counter
from collections.abc import Sequence
from math import log, sqrt
from typing import Final

from sklearn.feature_extraction import DictVectorizer
from sklearn.linear_model import LogisticRegression

from tests.rules.collection import LEARNED, Reply, digest, replies
from worker.rules.likeness import BITS, FILE, HEAD

LABELS: Final = ("none", "refusal", "unclear")
STRENGTH: Final = 10
"""Of the weights: ten times what scikit-learn takes if nothing is said."""
MOST_STEPS: Final = 127


def learned(texts: Sequence[Reply]) -> bytes:
    """Return the file of weights for some texts."""
    found = [one.places for one in texts]
    counts = Counter(place for places in found for place in places)
    rarity = {place: log((1 + len(texts)) / (1 + count)) + 1 for place, count in counts.items()}
    reader, model = DictVectorizer(), LogisticRegression(C=STRENGTH, max_iter=3000)
    rows = [{str(at): rarity[at] / sqrt(len(places)) for at in places} for places in found]
    model.fit(reader.fit_transform(rows), [LABELS.index(one.label) for one in texts])
    none, *biases = model.intercept_.tolist()
    base, *others = model.coef_.tolist()
    steps, tables = [], []
    for other in others:
        table = {
            int(name): (other[column] - base[column]) * rarity[int(name)]
            for name, column in reader.vocabulary_.items()
        }
        step = max(map(abs, table.values())) / MOST_STEPS
        steps.append(step)
        tables.append(array("b", (round(table.get(at, 0) / step) for at in range(1 << BITS))))
    head = HEAD.pack(*(bias - none for bias in biases), *steps, digest(texts))
    return b"".join((head, *(table.tobytes() for table in tables)))


def main() -> None:
    """Write the file of weights."""
    FILE.write_bytes(learned([one for one in replies() if one.part == LEARNED]))


if __name__ == "__main__":
    main()
