"""The way of one text on an idle service: from the POST to the provider's door."""

import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from bench.figures import Figure, Target, one_at_a_time
from bench.practice import Invitee
from bench.progress import Step
from bench.sandbox import arrivals
from bench.stack import Caller, Stack

DOOR_TARGET: Final = Target(14, 22)
ANSWER_TARGET: Final = Target(10)
_ARRIVAL_SECONDS: Final = 30.0


@dataclass(frozen=True, slots=True)
class _Posted:
    number: str
    at: float
    answered_after: float


def measure(stack: Stack, invitees: Sequence[Invitee], runs: int) -> tuple[Figure, Figure]:
    """Return the milliseconds from POST to the sandbox having the text, and to the answer."""
    caller = Caller(stack.url)
    waiting = iter(invitees)
    with Step.named("door") as step:
        posted = one_at_a_time(runs, lambda: _post(caller, waiting), step)
        caller.close()
        arrived = arrivals(stack.sandbox_url, [post.number for post in posted], _ARRIVAL_SECONDS)
    return (
        Figure(
            "asapcomms",
            [1000 * (arrived[post.number] - post.at) for post in posted],
            DOOR_TARGET,
        ),
        Figure(
            "asapcomms (decided)", [1000 * post.answered_after for post in posted], ANSWER_TARGET
        ),
    )


def _post(caller: Caller, waiting: Iterator[Invitee]) -> _Posted:
    invitee = next(waiting)
    at = time.time()
    began = time.perf_counter()
    caller.post(invitee)
    return _Posted(invitee.number, at, time.perf_counter() - began)
