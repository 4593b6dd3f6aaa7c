"""A system that is told of everything while workers die, and whether it was told right in the end."""

import threading
import time
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler
from typing import Final

import psutil
from standardwebhooks.webhooks import WebhookVerificationError

from asapcomms.client import Client
from schemas.events import Event, EventKind
from tests.world.office import World
from tests.world.receiver import LOOPBACK, Receiver, receiving
from worker.steps import webhooks
from worker.store.ledger.event_tables import delivery, event

TOLD: Final = {"WEBHOOK_NETWORKS": str(LOOPBACK[0])}
"""What the processes must be told, so that they call this machine."""

REFUSALS: Final = 2
_REFUSED_EVERY: Final = 200
"""One event of so many is refused at first: after each refusal nothing is told for five seconds."""

Address = tuple[str, int]

_HELD_SECONDS: Final = 20.0
_LOOK_SECONDS: Final = 0.5
_MOST: Final = 1000


class Listener:
    """Answers 500 twice for some events, and lets a worker die in the middle of a call."""

    def __init__(self, receiver: Receiver, secret: str) -> None:
        self._receiver = receiver
        self._secret = secret
        self._calls: Counter[str] = Counter()
        self._refused: set[str] = set()
        self._taken: set[str] = set()
        self._guard = threading.Lock()
        self._wanted, self._held, self._free = (threading.Event() for _ in range(3))
        self._cut_off: dict[str, int] = {}
        """Events in whose call the worker was killed, and which call of it that was."""
        self._call: tuple[Address, Address] | None = None
        """From where to where the call goes that is held."""
        receiver.serve = self._serve

    def _serve(self, handler: BaseHTTPRequestHandler) -> None:
        handler.close_connection = False
        event_id = handler.headers["webhook-id"]
        with self._guard:
            if event_id not in self._calls and len(self._calls) % _REFUSED_EVERY == 1:
                self._refused.add(event_id)
            self._calls[event_id] += 1
            is_taken = event_id not in self._refused or self._calls[event_id] > REFUSALS
        if is_taken and self._wanted.is_set():
            self._wanted.clear()
            self._cut_off[event_id] = self._calls[event_id]
            self._call = handler.client_address, handler.connection.getsockname()
            self._held.set()
            self._free.wait(_HELD_SECONDS)
        if is_taken:
            self._taken.add(event_id)
        handler.send_response(204 if is_taken else 500)
        handler.send_header("Content-Length", "0")
        handler.end_headers()

    @contextmanager
    def holding(self) -> Iterator[list[psutil.Process]]:
        """Wait for the next call that is to be taken, and leave it unanswered during the block.

        Yields who calls, as long as it lives: that may be a worker whose master was killed, and which
        has not noticed yet.
        """
        self._held.clear()
        self._free.clear()
        self._wanted.set()
        self._held.wait(_HELD_SECONDS)
        self._wanted.clear()
        try:
            yield _callers(self._call)
        finally:
            self._free.set()

    def wait(self, world: World, seconds: float) -> None:
        """Wait until all that has happened was told, and nothing is left to tell."""
        until = time.monotonic() + seconds
        while (
            world.rows(delivery) or self._taken != {row["event_id"] for row in world.rows(event)}
        ) and time.monotonic() < until:
            time.sleep(_LOOK_SECONDS)

    def wrong(self, feed: Sequence[Event], offers: int) -> Iterator[str]:
        """Hold what came against the feed; a sentence for each thing that is not as promised."""
        yield from self._wrong_calls({event.id: event for event in feed})
        untold = [event for event in feed if event.id not in self._taken]
        yield from (f"{event.type} of {event.data} was never taken" for event in untold)
        yield from _wrong_feed(feed, offers)
        if not (self._cut_off and self._refused):
            yield "nobody died in a call, or nothing was refused"
        for event_id, call in self._cut_off.items():
            if self._calls[event_id] == call:
                yield f"event {event_id} did not come again after a death in its call"
        for event_id in self._refused:
            if self._calls[event_id] <= REFUSALS:
                yield f"event {event_id} came {self._calls[event_id]} times, and was refused"

    def _wrong_calls(self, known: dict[str, Event]) -> Iterator[str]:
        """Each call is signed, names its own event, and tells it as the feed does."""
        for call in self._receiver.told:
            try:
                told = Event.model_validate(call.verified(self._secret))
            except WebhookVerificationError as error:
                yield f"a call of {call.event_id} is not ours: {error}"
                continue
            if told.id != call.event_id or told != known.get(told.id):
                yield f"a call of {call.event_id} tells {told}"


def _callers(call: tuple[Address, Address] | None) -> list[psutil.Process]:
    """Return whose end of a connection that is; a port alone may serve several connections."""
    found = psutil.net_connections("tcp4")
    return [psutil.Process(one.pid) for one in found if one.pid and (one.laddr, one.raddr) == call]


def _wrong_feed(feed: Sequence[Event], offers: int) -> Iterable[str]:
    """No event has two ids, and each offer was made and sent once."""
    if len({event.id for event in feed}) != len(feed):
        yield "an event stands in the feed twice"
    same = Counter((event.type, str(event.data)) for event in feed)
    yield from (
        f"{kind} of {data} has {count} ids" for (kind, data), count in same.items() if count > 1
    )
    for kind in (EventKind.OFFER_CREATED, EventKind.OFFER_SENT):
        about = {event.about.asap_comm_num for event in feed if event.type is kind}
        if len(about) != offers:
            yield f"{len(about)} of {offers} offers have {kind}"


def read_feed(url: str) -> list[Event]:
    """Read the whole feed, as any program does."""
    found: list[Event] = []
    with Client(url, "demo/demo") as client:
        part = client.events(limit=_MOST)
        while part.events:
            found += part.events
            part = client.events(part.next, limit=_MOST)
    return found


@contextmanager
def listening(world: World) -> Iterator[Listener]:
    """Have an end point that is told of everything."""
    with receiving() as receiver:
        store = world.store
        yield Listener(receiver, webhooks.add(store, receiver.url, LOOPBACK, store.now()).secret)
