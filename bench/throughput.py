"""A burst: many offers at once, with a provider that answers at once."""

import time
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from threading import local
from typing import Final

from bench.bare import text, twilio_client
from bench.figures import Figure
from bench.practice import Invitee, number
from bench.progress import Step
from bench.sandbox import arrivals
from bench.stack import Caller, Stack

OFFERS: Final = 200
ROUNDS: Final = 3
THREADS: Final = 16
"""As many as the Procfile gives the worker."""

_ARRIVAL_SECONDS: Final = 60.0


def measure(stack: Stack, invitees: Sequence[Invitee]) -> list[Figure]:
    """Return texts a second: through the service, and by the bare client."""
    with Step.named("throughput") as step:
        ours = []
        for count in range(ROUNDS):
            ours.append(_burst(stack, invitees[count * OFFERS : (count + 1) * OFFERS]))
            step.tell(count + 1, ROUNDS)
        bare = [_bare_burst(stack.sandbox_url) for _ in range(ROUNDS)]
    return [
        Figure(f"asapcomms, {OFFERS} POSTs from {THREADS} threads", ours, is_rate=True),
        Figure(f"bare Twilio client, {THREADS} threads", bare, is_rate=True, is_yardstick=True),
    ]


def _burst(stack: Stack, invitees: Sequence[Invitee]) -> float:
    """Time from the first POST to the last text; nobody waits for a decision in between."""
    own = local()

    def post(invitee: Invitee) -> None:
        if not hasattr(own, "caller"):
            own.caller = Caller(stack.url)
        own.caller.post(invitee, Prefer="respond-async")

    began = time.time()
    with ThreadPoolExecutor(THREADS) as pool:
        list(pool.map(post, invitees))
    numbers = [invitee.number for invitee in invitees]
    arrived = arrivals(stack.sandbox_url, numbers, _ARRIVAL_SECONDS)
    return len(numbers) / (max(arrived[each] for each in numbers) - began)


def _bare_burst(sandbox_url: str) -> float:
    client = twilio_client(sandbox_url)
    began = time.perf_counter()
    with ThreadPoolExecutor(THREADS) as pool:
        list(pool.map(lambda index: text(client, number(index)), range(OFFERS)))
    return OFFERS / (time.perf_counter() - began)
