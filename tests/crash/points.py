"""The fault points: every touch of the outside on a text's way, and what becomes of it when one dies there.

``points.txt`` holds the list; a test compares it with what the code does today, and
``python -m tests.crash.points`` writes it.
"""

import tempfile
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Final

from tests.crash.house import House
from tests.crash.people import Guest
from tests.crash.touches import DIED
from tests.crash.verdict import Verdict
from tests.world import memory
from tests.world.gateway import KeepingGateway
from worker.gateways.port import CallOutcome, Gateway
from worker.gateways.twilio import TwilioGateway
from worker.queue import kinds, messages
from worker.queue.broker import producer_broker
from worker.queue.kinds import CREATE, CREATE_OPENING, RECONCILE, SEND
from worker.rules.attempt import OutgoingText, Purpose, TextKey
from worker.settings import SANDBOX_ACCOUNT_SID, SANDBOX_AUTH_TOKEN, SANDBOX_NUMBER
from worker.steps.create import create
from worker.steps.text.hand_over import send
from worker.store.ledger import attempts
from worker.store.portion import Portion

LISTS: Final = {
    is_atomic: Path(__file__).with_name(name)
    for is_atomic, name in ((True, "points.txt"), (False, "points_myisam.txt"))
}
"""Where tables have no transactions more is asked, and some is written step by step."""
_AGO: Final = timedelta(seconds=20)
"""A lease that began so long ago has ended."""


class Died(BaseException):
    """A worker that died in the middle of its call."""


class DyingGateway(KeepingGateway):
    """Hands a text over, or does not, and dies before it can say so."""

    def __init__(self, real: Gateway | None) -> None:
        super().__init__()
        self._real = real

    def send(
        self,
        text: OutgoingText,
        may_leave: Callable[[], bool] = lambda: True,
    ) -> CallOutcome:
        """Never return."""
        if self._real is not None:
            self._real.send(text, may_leave)
        raise Died


@dataclass(frozen=True, slots=True)
class Road:
    """One way that messages take: what begins it, and its actors up to the one that ends it."""

    name: str
    actors: Sequence[str]
    begin: Callable[[House, Guest], None]
    prepare: Callable[[House, Guest], None] = lambda *_: None
    invite: Callable[[House, int], list[Guest]] = House.invite


def _leave_open(house: House, guest: Guest, gateway: Gateway) -> None:
    """Decide and claim, as a worker of some time ago that died in its call."""
    then = datetime.now(UTC) - _AGO
    office = replace(house.world.office, gateway=gateway)
    num = create(guest.message, office, then).asap_comm_num
    assert num is not None
    try:
        send(TextKey(Purpose.OFFER, num), office, lambda: then)
    except Died:
        return
    raise AssertionError("nothing was sent")


def _with_provider(house: House, guest: Guest) -> None:
    real = TwilioGateway(
        account_sid=SANDBOX_ACCOUNT_SID,
        auth_token=SANDBOX_AUTH_TOKEN,
        messaging_service_sid="",
        from_number=SANDBOX_NUMBER,
        api_url=house.provider,
    )
    _leave_open(house, guest, DyingGateway(real))


def _without_trace(house: House, guest: Guest) -> None:
    _leave_open(house, guest, DyingGateway(None))


def _ask(house: House, guest: Guest) -> None:
    house.ask([guest])


def _settle(house: House, guest: Guest) -> None:
    with house.world.store.reading() as transaction:
        overdue = attempts.overdue(transaction, datetime.now(UTC), Portion(1000))
    wanted = str(guest.request_id)
    (attempt_id,) = [each.attempt_id for each in overdue if each.request_id == wanted]
    broker = producer_broker(house.redis.url)
    messages.put(broker, kinds.RECONCILE, attempt_id, wanted)
    broker.client.close()


ROADS: Final = (
    Road("request", [CREATE.actor], _ask),
    Road("the provider has it", [RECONCILE.actor], _settle, _with_provider),
    Road("the provider never had it", [RECONCILE.actor, SEND.actor], _settle, _without_trace),
    Road("opening", [CREATE_OPENING.actor], House.open, invite=House.invite_pairs),
)
"""What an opening puts on the queue goes the way of every text."""
DECIDING: Final = frozenset({"request", "opening"})
"""On these a death may leave half of what was begun, where tables have no transactions."""


@dataclass(frozen=True, slots=True)
class Point:
    """A touch of the outside, before which a worker can die."""

    road: str
    actor: str
    count: int
    what: str

    def __str__(self) -> str:
        return f"{self.road}: {self.actor} {self.count} {self.what}"

    @classmethod
    def read(cls, line: str) -> "Point":
        """Read a line of the list."""
        road, _, rest = line.partition(": ")
        actor, count, what = rest.split(maxsplit=2)
        return cls(road, actor, int(count), what)

    @property
    def is_the_queues(self) -> bool:
        """Whether only the queue is touched, which knows nothing of the database."""
        return self.what.split(maxsplit=1)[0] in {"redis", "end"}

    @property
    def is_boundary(self) -> bool:
        """Whether something becomes visible to others right before or after it."""
        first = self.what.split(maxsplit=1)[0]
        return self.count == 1 or self.is_the_queues or first in {"COMMIT", "POST", "GET"}


def kept(*, is_atomic: bool = True) -> list[Point]:
    """Return a list as it is kept."""
    return [Point.read(line) for line in LISTS[is_atomic].read_text(encoding="utf-8").splitlines()]


def walk(house: House, road: Road, guest: Guest, point: Point | None = None) -> list[Point]:
    """Send one text along a road, to the end or to its death; the points that were passed."""
    log = house.new_log()
    road.prepare(house, guest)
    house.mortals.begin(
        CRASH_REQUEST=str(guest.request_id),
        CRASH_POINT=f"{point.actor} {point.count}" if point else "",
        CRASH_LAST=road.actors[-1],
        CRASH_LOG=str(log),
    )
    road.begin(house, guest)
    has_died = house.mortals.has_died()
    lines = log.read_text().splitlines() if log.exists() else []
    if not has_died or lines[-1:] != [DIED]:
        words = house.crew.log("mortal").read_text()[-2000:]
        raise AssertionError(f"nobody died at {point}; passed {lines[-3:]}\n{words}")
    return [Point.read(f"{road.name}: {line}") for line in lines[:-1]]


def passed(house: House) -> list[Point]:
    """Walk every road undisturbed; what was passed, actor by actor.

    The first text of a house finds less than all others, so it goes ahead.
    """
    found = []
    walk(house, ROADS[0], ROADS[0].invite(house, 1)[0])
    for road in ROADS:
        points = walk(house, road, road.invite(house, 1)[0])
        found += [point for actor in road.actors for point in points if point.actor == actor]
    return found


def die(house: House, points: Sequence[Point]) -> None:
    """Have a worker die at each point, each on the way of a text of its own."""
    for road in ROADS:
        on_it = [point for point in points if point.road == road.name]
        for point, guest in zip(on_it, road.invite(house, len(on_it)), strict=True):
            walk(house, road, guest, point)


def killed(
    made: House, choose: Callable[[list[Point]], list[Point]]
) -> tuple[list[Point], Verdict]:
    """Find the points, die at the chosen ones, and let a healthy worker come after."""
    points = passed(made)
    deaths = choose(points)
    die(made, deaths)
    since = datetime.now(UTC)
    made.work()
    verdict = made.settle(since=since)
    verdict.faults = len(deaths)
    return points, verdict


def main() -> None:
    """Write the lists as the code has it today."""
    from tests.contract.engines import MYISAM, SQLITE, Engines
    from tests.crash.house import house

    engines = Engines()
    for kind in (SQLITE, MYISAM):
        with tempfile.TemporaryDirectory(dir=memory.short()) as name:
            store = engines.fresh(kind, Path(name))
            with house(store, Path(name)) as made:
                points = passed(made)
            store.close()
        LISTS[kind != MYISAM].write_text("".join(f"{each}\n" for each in points), encoding="utf-8")
    engines.close()


if __name__ == "__main__":
    main()
