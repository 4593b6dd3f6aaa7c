"""What is counted, line by line."""

from typing import Any

import pytest
from prometheus_client import REGISTRY

from tests.readme.listed import logged
from worker.metrics.events import COUNTED, Counts


def value(name: str, **labels: str) -> float:
    """Return what a counter says."""
    return REGISTRY.get_sample_value(f"asapcomms_{name}_total", labels) or 0.0


@pytest.mark.parametrize(
    ("line", "name", "labels"),
    [
        ({"event": "text.sent", "sid": "SM1"}, "texts", {"outcome": "accepted", "code": ""}),
        (
            {"event": "text.rejected", "code": 21610},
            "texts",
            {"outcome": "rejected", "code": "21610"},
        ),
        ({"event": "text.rejected", "code": None}, "texts", {"outcome": "rejected", "code": ""}),
        (
            {"event": "text.skipped", "reason": "opted-out"},
            "texts_skipped",
            {"reason": "opted-out"},
        ),
        ({"event": "answer.ended", "outcome": "moved"}, "answers", {"outcome": "moved"}),
        ({"event": "callback.refused", "route": "/"}, "callbacks_refused", {}),
        ({"event": "receipt.of-another"}, "texts_doubled", {}),
    ],
)
def test_a_line_is_counted(line: dict[str, Any], name: str, labels: dict[str, str]) -> None:
    """Once, by what it says, and it goes on as it was."""
    before = value(name, **labels)
    passed = Counts()(None, "info", dict(line))

    assert (1.0, line) == (value(name, **labels) - before, passed)


def test_labels_have_an_end() -> None:
    """However many codes a provider invents, they are not remembered for ever."""
    counts = Counts()
    for code in range(1000):
        counts(None, "warning", {"event": "text.rejected", "code": 1_000_000 + code})
    invented = {
        sample.labels["code"]
        for metric in REGISTRY.collect()
        if metric.name == "asapcomms_texts"
        for sample in metric.samples
        if len(sample.labels["code"]) == 7
    }

    assert 200 == len(invented)
    assert value("texts", outcome="other", code="other") >= 800


def test_every_line_that_is_counted_is_written() -> None:
    """A line that is called otherwise from now on would be counted no more."""
    assert COUNTED.keys() <= logged()
