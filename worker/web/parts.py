"""What every handler needs, built once a process."""

from dataclasses import dataclass, field
from time import monotonic

from fastapi import Request

from worker.gateways.signature import SignatureVerifier
from worker.lately import Lately
from worker.queue.broker import WakingBroker
from worker.queue.condition import Condition
from worker.queue.outcomes import Outcomes
from worker.rules.health import Health
from worker.settings import Settings
from worker.store.engine import Store


@dataclass(frozen=True, slots=True)
class Parts:
    """The process's database, queue and ears."""

    settings: Settings
    store: Store
    broker: WakingBroker
    outcomes: Outcomes
    verifier: SignatureVerifier
    condition: Condition
    standing: Lately[Health]
    metrics: Lately[bytes]
    since: float = field(default_factory=monotonic)
    """When the process was started, by a clock that is never set."""


def parts_of(request: Request) -> Parts:
    """Return the parts of the app a request came to."""
    parts: Parts = request.app.state.parts
    return parts
