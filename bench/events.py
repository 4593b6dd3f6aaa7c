"""Events: how soon an end point knows of an accept, and what being told of each text costs.

The office's clock process runs beside both, with an end point and without, and is not counted.
"""

import time
from collections.abc import Callable, Sequence
from contextlib import ExitStack
from datetime import UTC, datetime, timedelta
from typing import Final
from urllib.parse import urlencode

from dramatiq.brokers.redis import RedisBroker

from bench import cost, patient
from bench.figures import WARM_UPS, Figure, Group, Target
from bench.grounds import Grounds
from bench.processes import Failed
from bench.progress import Step
from bench.scale import NAMES
from bench.scale_engines import Kind, Places
from tests.world.receiver import LOOPBACK, Receiver, receiving
from worker.queue import server
from worker.steps import webhooks
from worker.store.engine import Store
from worker.up.procfile import find_program

ACCEPT_TARGET: Final = Target(100)
EVENTS_OF_A_TEXT: Final = 2

_ALLOWED: Final = {"WEBHOOK_NETWORKS": ",".join(map(str, LOOPBACK))}
_SECONDS: Final = 60.0
_LOOK_SECONDS: Final = 0.0005


def measure(ground: Grounds, kinds: Sequence[Kind], runs: int) -> list[Group]:
    """Return milliseconds from an accept to the receiver, and of the workers' CPU for a text."""
    told, costs = [], []
    for kind in kinds:
        told.append(Figure(NAMES[kind], _accepts(ground, kind, runs), ACCEPT_TARGET))
        for is_told in (False, True):
            name = f"{NAMES[kind]}, {'an end point' if is_told else 'none'}"
            costs.append(Figure(name, [_text(ground, kind, is_told=is_told)]))
    return [
        Group("an accept to the receiver, ms", told),
        Group("the workers' CPU for one text, with and without an end point, ms", costs),
    ]


def _accepts(ground: Grounds, kind: Kind, runs: int) -> list[float]:
    with ExitStack() as stack, Step.named(f"events: accepts, {NAMES[kind]}"):
        folder = ground.folder / f"events-{kind}"
        folder.mkdir()
        (database,) = Places(stack, folder).databases(kind, [0], 0)
        _fill(database.store, WARM_UPS + runs)
        receiver = stack.enter_context(receiving())
        url = patient.web(stack, ground, database.url, kind)
        since = time.time()
        settings = {"DATABASE_URL": database.url, "REDIS_URL": ground.redis_url, "TIME_ZONE": "UTC"}
        stack.enter_context(
            ground.processes.running(
                f"events-{kind}",
                cost.worker_command(),
                lambda: server.worker_seen(ground.redis_url, since),
                {**settings, **_ALLOWED, "LOG_FORMAT": "json"},
            )
        )
        webhooks.add(database.store, receiver.url, LOOPBACK, datetime.now(UTC))
        time.sleep(2)  # web looks who is told every second or two
        taken = [_accept(url, index, receiver) for index in range(WARM_UPS + runs)]
    return taken[WARM_UPS:]


def _accept(url: str, index: int, receiver: Receiver) -> float:
    connection = patient.connect(url, index)
    form = patient.first_form(connection, index)
    before = _count(receiver, b'"opening.filled"')
    began = time.perf_counter()
    headers = {**patient.BROWSER, "Content-Type": "application/x-www-form-urlencoded"}
    connection.request("POST", f"/a/{patient.guid(index)}", urlencode(form), headers)
    connection.getresponse().read()
    _wait(lambda: _count(receiver, b'"opening.filled"') > before, "an accept was not told")
    taken = 1000 * (time.perf_counter() - began)
    connection.close()
    return taken


def _count(receiver: Receiver, kind: bytes) -> int:
    return sum(kind in one.body for one in tuple(receiver.told))


def _text(ground: Grounds, kind: Kind, *, is_told: bool) -> float:
    """Have a burst of texts sent, and all of it told; the workers' CPU for each."""
    name = f"events-{kind}-{'told' if is_told else 'alone'}"
    with ExitStack() as stack, Step.named(f"events: texts, {NAMES[kind]}"):
        folder = ground.folder / name
        folder.mkdir()
        (database,) = Places(stack, folder).databases(kind, [0], 0)
        guests = cost.guests_of(database.store, cost.TEXTS + cost.WARM_UP)
        receiver = stack.enter_context(receiving())
        if is_told:
            webhooks.add(database.store, receiver.url, LOOPBACK, datetime.now(UTC))
        settings = {**cost.settings_of(database.url), **_ALLOWED}
        clock = (find_program("asapcomms"), "clock")
        environment = {"REDIS_URL": ground.redis_url, **settings}
        stack.enter_context(
            ground.processes.running(f"{name}-clock", clock, lambda: True, environment)
        )
        producer = RedisBroker(url=ground.redis_url)
        wanted = EVENTS_OF_A_TEXT * (cost.TEXTS + cost.WARM_UP) if is_told else 0
        _, taken = cost.burst(
            ground,
            name,
            cost.worker_command(),
            settings,
            lambda index: cost.enqueue_offer(producer, guests[index]),
            lambda: _wait(
                lambda: len(set(receiver.ids)) >= wanted, "some of the texts were not told"
            ),
        )
    return taken


def _wait(is_so: Callable[[], bool], otherwise: str) -> None:
    until = time.monotonic() + _SECONDS
    while not is_so():
        if time.monotonic() > until:
            raise Failed(f"After {_SECONDS:g} seconds {otherwise}.")
        time.sleep(_LOOK_SECONDS)


def _fill(store: Store, count: int) -> None:
    """Write an office whose patients were each texted about an hour of their own."""
    now = datetime.now(UTC).replace(tzinfo=None, microsecond=0)
    first = (now + timedelta(days=1)).replace(hour=14, minute=0, second=0)
    with store.writing() as transaction:
        patient.insert_office(transaction)
        for index in range(count):
            patient.insert(transaction, index, now, first + timedelta(days=index))
