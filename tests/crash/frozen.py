"""A worker that is stopped on its way to the provider: ``python -m tests.crash.frozen``.

Its words are the database's URL, the provider's, the offer, and where it stops: "before" the call, or
"after" the connection to the provider stands. Its leases last a second.
"""

import os
import signal
import sys
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

from tests.gateways.sending import gateway
from tests.world.office import NOW, World
from worker.gateways.connection import _Connection
from worker.gateways.port import CallOutcome
from worker.gateways.twilio import TwilioGateway
from worker.rules.attempt import OutgoingText, Purpose, TextKey
from worker.steps.text import hand_over
from worker.store.engine import Store
from worker.store.ledger import attempts

LEASE = timedelta(seconds=1)


def stop() -> None:
    """Stand still until somebody sends SIGCONT."""
    os.kill(os.getpid(), signal.SIGSTOP)


def stop_before_the_call() -> None:
    """Stand still between the ledger and the gateway."""
    send = TwilioGateway.send

    def later(
        self: TwilioGateway, text: OutgoingText, may_leave: Callable[[], bool]
    ) -> CallOutcome:
        stop()
        return send(self, text, may_leave)

    TwilioGateway.send = later  # type: ignore[assignment, method-assign]


def stop_after_connecting() -> None:
    """Stand still between the connection and the request."""
    connect = _Connection.connect

    def later(self: Any) -> None:
        connect(self)
        stop()

    _Connection.connect = later  # type: ignore[method-assign]


def main(url: str, provider: str, num: str, where: str) -> None:
    """Send an offer, in a world that is where the test's is."""
    attempts.LEASE = hand_over.LEASE = LEASE  # type: ignore[attr-defined]
    world = World(Store.open(url))
    world.policy(gateway=gateway(provider))
    began = world.store.now()

    def clock() -> datetime:
        return NOW + (world.store.now() - began)

    {"before": stop_before_the_call, "after": stop_after_connecting}[where]()
    hand_over.send(TextKey(Purpose.OFFER, int(num)), world.office, clock)


if __name__ == "__main__":
    main(*sys.argv[1:])
