"""Figures: what was measured, and how often."""

import statistics
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from random import Random
from time import sleep
from typing import Final, TypeVar

from bench.progress import Step

WARM_UPS: Final = 3
"""Runs before those that count, everywhere: the first one pays for what is loaded on first use."""

SHORTEST_PAUSE_SECONDS: Final = 0.2
LONGEST_PAUSE_SECONDS: Final = 0.4
_SEED: Final = 11939
_HIGH: Final = 0.95

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Target:
    """What a figure is to stay under; None leaves the 95 % open."""

    median: float
    high: float | None = None


@dataclass(frozen=True, slots=True)
class Figure:
    """The values of one measurement, a value a run."""

    name: str
    values: Sequence[float]
    target: Target | None = None
    is_rate: bool = False
    """More is better, so that the 95 % are those above and not those below."""
    is_yardstick: bool = False

    @property
    def median(self) -> float:
        """The middle one of the values."""
        return statistics.median(self.values)

    @property
    def high(self) -> float | None:
        """What 95 % of the runs kept to; one value alone says nothing about others."""
        if len(self.values) == 1:
            return None
        ranked = sorted(self.values, reverse=self.is_rate)
        return ranked[min(int(_HIGH * len(ranked)), len(ranked) - 1)]


@dataclass(frozen=True, slots=True)
class Group:
    """A figure of ours, and its parts or what stands beside it."""

    title: str
    figures: Sequence[Figure]


def one_at_a_time(runs: int, once: Callable[[], T], step: Step) -> list[T]:
    """Run something again and again with pauses, in which whatever polls goes to sleep.

    The pauses are random, so that they do not fall in step with any poll, and the same in every
    measurement.
    """
    pauses = Random(_SEED)  # noqa: S311 - no secret
    results = []
    for run in range(-WARM_UPS, runs):
        sleep(pauses.uniform(SHORTEST_PAUSE_SECONDS, LONGEST_PAUSE_SECONDS))
        result = once()
        if run >= 0:
            results.append(result)
            step.tell(run + 1, runs)
    return results
