"""How the service stands, as gauges: read when somebody asks, and not oftener than once in seconds."""

from collections.abc import Callable, Iterator
from typing import Final

from prometheus_client import REGISTRY, CollectorRegistry, generate_latest
from prometheus_client.core import GaugeMetricFamily, Metric
from prometheus_client.registry import Collector

from worker.errors import Unavailable
from worker.rules.health import OK, Backlog, Health, ProcessKind

CONTENT_TYPE: Final = "text/plain; version=0.0.4; charset=utf-8"


class Standing(Collector):
    """The gauges, from what was seen last."""

    def __init__(self, see: Callable[[], Health]) -> None:
        self._see = see

    def collect(self) -> Iterator[Metric]:
        """Return every gauge; of a database that is away, only that it is."""
        try:
            health = self._see()
        except Unavailable:
            yield _gauge("database_up", "Whether the database answers.", 0)
            return
        yield _gauge("database_up", "Whether the database answers.", 1)
        yield from _gauges(health)


def exposition(see: Callable[[], Health] | None) -> bytes:
    """Return what this process has counted and, where it can see it, how the service stands."""
    standing = CollectorRegistry()
    if see is not None:
        standing.register(Standing(see))
    return generate_latest(REGISTRY) + generate_latest(standing)


def _gauges(health: Health) -> Iterator[Metric]:
    yield _gauge("texts_due", "Texts that are due and that nobody sends.", health.texts.count)
    yield _age("oldest_due", "The oldest due text, within its window", health, health.texts)
    yield _gauge("requests_undecided", "Requests without an answer.", health.requests.count)
    yield _age("oldest_undecided", "The oldest request without an answer", health, health.requests)
    yield _gauge("receipts_unapplied", "Receipts without effect.", health.receipts.count)
    yield _age("oldest_receipt", "The oldest receipt without effect", health, health.receipts)
    yield _gauge("inbound_unapplied", "Texts from patients without effect.", health.inbound.count)
    yield _age("oldest_inbound", "The oldest of these texts", health, health.inbound)
    yield _gauge("messages_kept", "Messages that wait to be replayed or dropped.", health.kept)
    if health.dead is not None:
        yield _gauge("messages_dead", "Dead letters in Redis, of seven days.", health.dead)
    yield _gauge("redis_up", "Whether Redis takes messages.", health.redis == OK)
    stopped = health.sender_stopped_at is not None
    yield _gauge("sender_stopped", "Whether the sender is stopped, so that texts wait.", stopped)
    yield _gauge("sending_held", "Whether everything is held, so that texts wait.", health.is_held)
    yield _gauge("held", "Holds in force: of everything, or of a clinic.", len(health.holds))
    yield _gauge("openings_running", "Openings that can still be accepted.", health.openings)
    attempts = _labelled("attempts_open", "Calls whose end is not known, by state.", "state")
    for state, count in health.attempts.items():
        attempts.add_metric([state], count)
    alive = _labelled("processes_alive", "Processes that were heard of lately.", "kind")
    idle = _labelled("processes_idle", "Those of them that do nothing, though work waits.", "kind")
    for kind in ProcessKind:
        alive.add_metric([kind], len(health.alive(kind)))
        idle.add_metric([kind], len(health.idle(kind)))
    yield from (attempts, alive, idle)


def _gauge(name: str, said: str, value: float) -> GaugeMetricFamily:
    return GaugeMetricFamily(f"asapcomms_{name}", said, value=float(value))


def _age(name: str, said: str, health: Health, backlog: Backlog) -> GaugeMetricFamily:
    return _gauge(f"{name}_seconds", f"{said}, in seconds.", backlog.seconds(health.at))


def _labelled(name: str, said: str, label: str) -> GaugeMetricFamily:
    return GaugeMetricFamily(f"asapcomms_{name}", said, labels=[label])
