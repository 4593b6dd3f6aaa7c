"""What is remembered in Redis of the database: whose the queues are, and how far its ledger was.

Two deployments on one would take each other's messages; a ledger that is less far has been restored.
"""

from datetime import datetime
from typing import Final

from redis import Redis

from worker.errors import CannotStart

_KEY: Final = "__deployment__"
_LEDGER: Final = "__ledger__"


def key(namespace: str) -> str:
    """Return the name of the key that holds the mark."""
    return f"{namespace}:{_KEY}"


def read(client: Redis, namespace: str) -> str | None:
    """Return the name of the deployment whose queues these are; raises what Redis raises."""
    found = client.get(key(namespace))
    return found.decode(errors="replace") if isinstance(found, bytes) else None


def claim(client: Redis, namespace: str, deployment: str) -> None:
    """Mark queues that are nobody's; raises CannotStart where they are another's."""
    with client.pipeline(transaction=False) as pipe:
        pipe.set(key(namespace), deployment, nx=True)
        pipe.get(key(namespace))
        _, found = pipe.execute()
    if found != deployment.encode():
        raise anothers(namespace)


def anothers(namespace: str) -> CannotStart:
    """Return why a process does not start: these queues are another deployment's."""
    return CannotStart(f"{foreign(namespace)} {cure(namespace)}")


def foreign(namespace: str) -> str:
    """Say that these queues are another deployment's."""
    return (
        f"The queues {namespace} in this Redis belong to another deployment, with another database: "
        "each would take the other's messages."
    )


def cure(namespace: str) -> str:
    """Say what to do about it."""
    return (
        "Set QUEUE_NAMESPACE to a name of this one's own, or give it a database of its own, such as "
        f"/1 at the end of REDIS_URL; if the other one is gone for good, delete the key "
        f"{key(namespace)}."
    )


def ledger(client: Redis, namespace: str) -> datetime | None:
    """Return when the newest attempt ended that anybody has seen; raises what Redis raises."""
    found = client.get(f"{namespace}:{_LEDGER}")
    return datetime.fromisoformat(found.decode()) if isinstance(found, bytes) else None


def remember_ledger(client: Redis, namespace: str, newest: datetime) -> None:
    """Remember when the newest attempt ended; raises what Redis raises."""
    client.set(f"{namespace}:{_LEDGER}", newest.isoformat())


def forget_ledger(client: Redis, namespace: str) -> None:
    """Forget it, because what was newer is known to be lost; raises what Redis raises."""
    client.delete(f"{namespace}:{_LEDGER}")
