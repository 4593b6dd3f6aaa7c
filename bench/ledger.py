"""What the ledger costs: the same create and send, with its writes and without.

Without them a text that dies in between is sent twice or lost; this is what not having that costs.
"""

import time
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Final

import structlog

from bench.figures import Figure, Group, Target
from bench.progress import Step
from bench.scale import NAMES
from bench.scale_engines import Kind, Places
from tests.crash.people import Guest, invite, morning, open_all_day
from tests.world.office import World
from worker.gateways.twilio import TwilioGateway
from worker.office import Office
from worker.rules.attempt import Purpose, TextKey
from worker.settings import SANDBOX_ACCOUNT_SID, SANDBOX_AUTH_TOKEN, SANDBOX_NUMBER
from worker.steps.create import create
from worker.steps.text.hand_over import send
from worker.store.ledger import attempts, redeliveries

ROUNDS: Final = 7
THREADS: Final = 16
"""As many as the Procfile gives the worker."""

COST_TARGET: Final = Target(35)


def measure(folder: Path, kinds: Sequence[Kind], texts: int, provider: str) -> list[Group]:
    """Return texts a second with and without the ledger, and its cost, on each engine."""
    structlog.configure(wrapper_class=structlog.make_filtering_bound_logger(50))
    groups = []
    with ExitStack() as stack:
        places = Places(stack, folder)
        for kind in kinds:
            for database in places.databases(kind, (0,), 0):
                world = World.on(database.store)
                groups.append(_measure(world, NAMES[kind], texts, provider))
    return groups


def _measure(world: World, name: str, texts: int, provider: str) -> Group:
    """Take turns, so that whatever else the machine does befalls both."""
    world.policy(
        zone=morning(),
        gateway=TwilioGateway(
            account_sid=SANDBOX_ACCOUNT_SID,
            auth_token=SANDBOX_AUTH_TOKEN,
            messaging_service_sid="",
            from_number=SANDBOX_NUMBER,
            api_url=provider,
        ),
    )
    open_all_day(world)
    guests = invite(world, 0, 2 * (ROUNDS + 1) * texts)
    rounds = [guests[start : start + texts] for start in range(0, len(guests), texts)]
    ours, without = [], []
    with Step.named(f"ledger, {name}") as step:
        for count in range(ROUNDS + 1):
            ours.append(_rate(world.office, rounds[2 * count]))
            with _no_ledger():
                without.append(_rate(world.office, rounds[2 * count + 1]))
            step.tell(count, ROUNDS)
    ours, without = ours[1:], without[1:]  # the first round pays for what is loaded on first use
    cost = [100 * (1 - mine / bare) for mine, bare in zip(ours, without, strict=True)]
    return Group(
        f"create and send, texts a second, {name}",
        [
            Figure(f"asapcomms' steps, {THREADS} threads", ours, is_rate=True),
            Figure("  without the ledger's writes", without, is_rate=True, is_yardstick=True),
            Figure("  the ledger's cost, %", cost, COST_TARGET),
        ],
    )


def _rate(office: Office, guests: Sequence[Guest]) -> float:
    began = time.perf_counter()
    with ThreadPoolExecutor(THREADS) as pool:
        list(pool.map(lambda guest: _text(office, guest), guests))
    return len(guests) / (time.perf_counter() - began)


def _text(office: Office, guest: Guest) -> None:
    num = create(guest.message, office, datetime.now(UTC)).asap_comm_num
    if num is None:
        raise LookupError(f"appointment {guest.apt_num} was not offered")
    send(TextKey(Purpose.OFFER, num), office, lambda: datetime.now(UTC))


@contextmanager
def _no_ledger() -> Iterator[None]:
    """Let attempts and tries go unwritten; everything else is as it is."""
    kept = (attempts.begin, attempts.move, redeliveries.begin, redeliveries.end)

    def yes(*_: Any, **__: Any) -> bool:  # noqa: ANN401 - as the real ones take them
        return True

    def none(*_: Any, **__: Any) -> Any:  # noqa: ANN401
        return 0

    attempts.begin = attempts.move = yes
    redeliveries.begin = redeliveries.end = none
    try:
        yield
    finally:
        attempts.begin, attempts.move, redeliveries.begin, redeliveries.end = kept
