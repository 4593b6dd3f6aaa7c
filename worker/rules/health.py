"""Whether the service does its work, by what its processes say of themselves and by what waits."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Final

from worker.rules.hold import Hold

BEAT_EVERY: Final = timedelta(seconds=8)
SILENT_AFTER: Final = 3 * BEAT_EVERY
"""A process that has not been heard of for so long has died; it is said within half a minute."""

IDLE_AFTER: Final = timedelta(seconds=60)
"""The clock has a round every second, and puts on the queue every half minute what a worker has left."""


OK: Final = "ok"

_HELD: Final = "due texts"

LATE_AFTER: Final = timedelta(seconds=60)
"""What waits for longer is told of: a text goes out within seconds."""


class ProcessKind(StrEnum):
    """The processes that work unseen; web is asked itself."""

    WORKER = "worker"
    CLOCK = "clock"


@dataclass(frozen=True, slots=True, kw_only=True)
class Heartbeat:
    """What a process has said of itself; all times are the database's."""

    process_id: str
    kind: ProcessKind
    machine: str
    pid: int
    started_at: datetime
    beat_at: datetime
    did_at: datetime | None
    """When it last did something: a worker took or ended a message, a clock ended a round."""

    def is_alive(self, now: datetime) -> bool:
        """Say whether it was heard of within three beats."""
        return now - self.beat_at <= SILENT_AFTER


@dataclass(frozen=True, slots=True)
class Backlog:
    """How many of something wait, and since when the oldest does."""

    count: int = 0
    oldest_at: datetime | None = None

    def seconds(self, now: datetime) -> float:
        """Return the age of the oldest in seconds; 0 where nothing waits."""
        return 0.0 if self.oldest_at is None else max((now - self.oldest_at).total_seconds(), 0.0)


@dataclass(frozen=True, slots=True, kw_only=True)
class Health:
    """How the service stood at a moment, as its database tells it."""

    at: datetime
    requests: Backlog = Backlog()
    """Requests without an answer, for one offer and for a list."""
    texts: Backlog = Backlog()
    """Texts that are due and that nobody is sending, whose opening has not begun, of clinics that are
    not held."""
    receipts: Backlog = Backlog()
    """The provider's words that have had no effect yet."""
    inbound: Backlog = Backlog()
    """Texts from patients that have had no effect yet."""
    attempts: Mapping[str, int] = field(default_factory=dict)
    """Attempts whose end is not known, by state."""
    kept: int = 0
    """Messages that could not be read or worked on, and that nobody has replayed or dropped."""
    dead: int | None = None
    """Dead letters in Redis; None where it is away."""
    redis: str = "away"
    """Whether it takes messages: OK, or what keeps it from that."""
    openings: int = 0
    """Openings of which an offer can still be answered."""
    holds: tuple[Hold, ...] = ()
    sender_stopped_at: datetime | None = None
    processes: tuple[Heartbeat, ...] = ()

    @property
    def backlogs(self) -> Mapping[tuple[str, str], Backlog]:
        """What waits, by how one of it and many are called."""
        return {
            ("request", "requests"): self.requests,
            ("due text", _HELD): self.texts,
            ("receipt", "receipts"): self.receipts,
            ("text from a patient", "texts from patients"): self.inbound,
        }

    @property
    def waiting_since(self) -> datetime | None:
        """Since when something waits that only a worker can do; texts that are kept from going do not."""
        texts = () if self.sender_stopped_at or self.is_held else (self.texts,)
        backlogs = (self.requests, self.receipts, self.inbound, *texts)
        return _earliest(each.oldest_at for each in backlogs)

    @property
    def is_held(self) -> bool:
        """Whether somebody keeps every text back; those of a clinic that is held do not count as due."""
        return any(hold.is_of_every_clinic for hold in self.holds)

    def alive(self, kind: ProcessKind) -> list[Heartbeat]:
        """Return the processes of a kind that live."""
        return [each for each in self.processes if each.kind is kind and each.is_alive(self.at)]

    def idle(self, kind: ProcessKind) -> list[Heartbeat]:
        """Return those that live and do nothing, although there is something to do.

        A worker has something to do when work has waited for as long as it has done nothing.
        """
        long_ago, since = self.at - IDLE_AFTER, self.waiting_since
        if kind is ProcessKind.WORKER and (since is None or since > long_ago):
            return []
        return [each for each in self.alive(kind) if (each.did_at or each.started_at) < long_ago]


def trouble(health: Health, kind: ProcessKind) -> str | None:
    """Say in words what is wrong with the processes of a kind; None where one of them works."""
    alive, idle = health.alive(kind), health.idle(kind)
    if not alive:
        last = _latest(each.beat_at for each in health.processes if each.kind is kind)
        return "none lives" if last is None else f"none lives since {told(last)}"
    if len(idle) == len(alive):
        last = _latest(each.did_at for each in idle)
        return "lives and does nothing" + ("" if last is None else f" since {told(last)}")
    return None


def problems(health: Health) -> list[str]:
    """Say in sentences what an operator should look into; none where all is well."""
    found = [f"{kind}: {wrong}" for kind in ProcessKind if (wrong := trouble(health, kind))]
    if health.sender_stopped_at is not None:
        found.append(f"The sender is stopped since {told(health.sender_stopped_at)}")
    found += (hold.sentence.removesuffix(".") for hold in health.holds)
    for (one, many), backlog in health.backlogs.items():
        oldest = None if many == _HELD and health.is_held else backlog.oldest_at
        if oldest is not None and health.at - oldest > LATE_AFTER:
            found.append(f"a {one} waits since {told(oldest)}")
    if health.kept or health.dead:
        found.append(f"messages kept: {health.kept}, dead letters: {health.dead or 0}")
    if health.redis != OK:
        found.append(f"Redis: {health.redis}")
    return [f"{each[:1].upper()}{each[1:]}." for each in found]


def waiting(health: Health) -> str:
    """Say in words how much waits, and since when."""
    counted = [
        f"{each.count} {one if each.count == 1 else many}"
        for (one, many), each in health.backlogs.items()
        if each.count
    ]
    oldest = _earliest(each.oldest_at for each in health.backlogs.values())
    return "nothing" if oldest is None else f"{', '.join(counted)}; the oldest since {told(oldest)}"


def told(moment: datetime) -> str:
    """Return an instant as it is shown to operators."""
    return f"{moment:%Y-%m-%d %H:%M:%S} UTC"


def _latest(moments: Iterable[datetime | None]) -> datetime | None:
    return max((each for each in moments if each is not None), default=None)


def _earliest(moments: Iterable[datetime | None]) -> datetime | None:
    return min((each for each in moments if each is not None), default=None)
