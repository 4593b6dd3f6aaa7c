"""Whether the queues in Redis are those of the deployment that this database belongs to."""

from typing import Final

from worker.doctor.finding import Finding, Findings, Part
from worker.errors import Unavailable
from worker.queue import mark
from worker.queue.client import OUTAGES, quick_client
from worker.settings import Settings
from worker.store.engine import Store
from worker.store.ledger import page_secret

_MAKE: Final = Findings(Part.REDIS)


def examine(store: Store, settings: Settings) -> list[Finding]:
    """Report another deployment; nobody's queues are claimed when a process starts."""
    namespace = settings.queue_namespace
    client = quick_client(settings.redis)
    try:
        found, own = mark.read(client, namespace), page_secret.known_deployment_name(store)
    except (Unavailable, *OUTAGES):
        return []  # whoever looks at that part says so
    finally:
        client.close()
    if found in {None, own}:
        return [_MAKE.ok(f"The queues {namespace} are no other deployment's.")]
    return [_MAKE.wrong(mark.foreign(namespace), mark.cure(namespace))]
