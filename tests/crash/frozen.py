"""A worker that is stopped on its way to the provider: ``python -m tests.crash.frozen``.

Its words are the database's URL, the provider's, the offer, and where it stops: "before" the call, or
"after" the connection to the provider stands. Its leases last a second.
"""

import os
import signal
import sys
from datetime import datetime, timedelta
from typing import Any

from schemas.keys import AsapCommNum
from tests.gateways.sending import gateway
from tests.world.office import NOW, World
from worker.gateways.connection import _Connection
from worker.gateways.port import Outcome, Text
from worker.gateways.twilio import TwilioGateway
from worker.steps import dispatch
from worker.steps.send import send
from worker.store import attempts
from worker.store.engine import Store

LEASE = timedelta(seconds=1)


def stop() -> None:
    """Stand still until somebody sends SIGCONT."""
    os.kill(os.getpid(), signal.SIGSTOP)


def stop_before_the_call() -> None:
    """Stand still between the ledger and the gateway."""
    hand_over = TwilioGateway.send

    def later(self: TwilioGateway, text: Text) -> Outcome:
        stop()
        return hand_over(self, text)

    TwilioGateway.send = later  # type: ignore[method-assign]


def stop_after_connecting() -> None:
    """Stand still between the connection and the request."""
    connect = _Connection.connect

    def later(self: Any) -> None:
        connect(self)
        stop()

    _Connection.connect = later  # type: ignore[method-assign]


def main(url: str, provider: str, num: str, where: str) -> None:
    """Send an offer, in a world that is where the test's is."""
    attempts.LEASE = dispatch.LEASE = LEASE  # type: ignore[attr-defined]
    world = World(Store.open(url))
    world.policy(gateway=gateway(provider))
    began = world.store.now()

    def clock() -> datetime:
        return NOW + (world.store.now() - began)

    {"before": stop_before_the_call, "after": stop_after_connecting}[where]()
    send(AsapCommNum(int(num)), world.office, clock)


if __name__ == "__main__":
    main(*sys.argv[1:])
