"""Making sure that the queues are this deployment's own."""

from worker.errors import Unavailable
from worker.queue import mark
from worker.queue.broker import WakingBroker
from worker.queue.client import OUTAGES
from worker.store.engine import Store
from worker.store.ledger import page_secret


class OwnQueue:
    """Claims the queues for the deployment whose database this is, or asks whose they are."""

    def __init__(self, store: Store, broker: WakingBroker) -> None:
        self._store = store
        self._broker = broker
        self._name: str | None = None

    def claim(self) -> bool:
        """Mark them, also again where Redis was emptied; raises CannotStart where they are another's.

        False where database or Redis is away, which is no reason not to start: the clock asks again.
        """
        try:
            self._name = self._name or page_secret.deployment_name(self._store)
            mark.claim(self._broker.client, self._broker.namespace, self._name)
        except (Unavailable, *OUTAGES):
            return False
        return True

    def require(self) -> None:
        """Raise CannotStart where they are another's, for a command; nothing is marked."""
        try:
            found = mark.read(self._broker.client, self._broker.namespace)
            own = page_secret.known_deployment_name(self._store)
        except (Unavailable, *OUTAGES):
            return  # whoever needs that part says so
        if found not in {None, own}:
            raise mark.anothers(self._broker.namespace)
