"""Workers that are stopped on their way to the provider: ``python -m tests.crash.frozen``.

Each line of standard input names the database's URL, the provider's, and offers, each with where its
worker stops: "before" the call, or "after" the connection to the provider stands. Their leases last
a second, and they are woken afterwards. The answer is, as JSON, which have stopped and how each ended.
"""

import json
import os
import signal
import sys
import time
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


def send(url: str, provider: str, num: str, where: str) -> None:
    """Send an offer, in a world that is where the test's is."""
    attempts.LEASE = hand_over.LEASE = LEASE  # type: ignore[attr-defined]
    world = World(Store.open(url))
    world.policy(gateway=gateway(provider))
    began = world.store.now()

    def clock() -> datetime:
        return NOW + (world.store.now() - began)

    {"before": stop_before_the_call, "after": stop_after_connecting}[where]()
    hand_over.send(TextKey(Purpose.OFFER, int(num)), world.office, clock)


def copy(url: str, provider: str, num: str, where: str) -> int:
    """Start a worker, which is a copy of this process: loading takes longer than what it does."""
    pid = os.fork()
    if not pid:
        os.dup2(sys.stderr.fileno(), sys.stdout.fileno())  # what it says is no answer
        send(url, provider, num, where)
        sys.exit()
    return pid


def main() -> None:
    """Let the workers of each line stand still for longer than a lease."""
    for line in sys.stdin:
        url, provider, *offers = line.split()
        pairs = zip(offers[::2], offers[1::2], strict=True)
        workers = [copy(url, provider, num, where) for num, where in pairs]
        stopped = [os.WIFSTOPPED(os.waitpid(pid, os.WUNTRACED)[1]) for pid in workers]
        time.sleep(LEASE.total_seconds() + 0.5)
        for pid in workers:
            os.kill(pid, signal.SIGCONT)
        ended = [os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1]) for pid in workers]
        print(json.dumps({"stopped": stopped, "ended": ended}), flush=True)  # noqa: T201 - the answer


if __name__ == "__main__":
    main()
