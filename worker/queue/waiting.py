"""What lies on the queues already, so that the clock does not put a burst there a second time.

What a worker holds counts as well, while that worker is alive; what died with one does not.
"""

from itertools import chain, product
from typing import Final

from dramatiq.common import current_millis

from worker.queue import payload
from worker.queue.broker import WakingBroker
from worker.queue.kinds import CREATE, QUEUES

ALIVE_MILLISECONDS: Final = 3_000
"""A worker says several times a second that it is alive."""

About = tuple[str, str]
"""An actor, and the number or id of the row that its message names."""


class Waiting:
    """Reads each message once, however long it lies there."""

    def __init__(self) -> None:
        self._known: dict[tuple[str, bytes], About | None] = {}

    def look(self, broker: WakingBroker) -> set[About]:
        """Return what messages are about that wait or are in work; raises what Redis raises."""
        there = _ids(broker)
        new = {
            queue: [each for each in ids if (queue, each) not in self._known]
            for queue, ids in there.items()
        }
        with broker.client.pipeline(transaction=False) as pipe:
            for queue, ids in new.items():
                if ids:
                    pipe.hmget(f"{broker.namespace}:{queue}.msgs", ids)
            found = iter(chain.from_iterable(pipe.execute()))
        read = {
            (queue, each): _about(next(found), queue) for queue, ids in new.items() for each in ids
        }
        self._known = {
            (queue, each): read[queue, each] if (queue, each) in read else self._known[queue, each]
            for queue, ids in there.items()
            for each in ids
        }
        return {about for about in self._known.values() if about is not None}


def about(actor: str, row: object) -> About:
    """Name what a message is about."""
    return actor, str(row).lower()


def _ids(broker: WakingBroker) -> dict[str, list[bytes]]:
    """Return the ids of messages by their queue: those that wait, and those in living hands."""
    client, namespace = broker.client, broker.namespace
    since = current_millis() - ALIVE_MILLISECONDS
    alive = client.zrangebyscore(f"{namespace}:__heartbeats__", since, "+inf")
    workers = [each.decode() for each in alive if isinstance(each, bytes)]
    with client.pipeline(transaction=True) as pipe:
        for queue in QUEUES:
            pipe.lrange(f"{namespace}:{queue}", 0, -1)
        for queue, worker in product(QUEUES, workers):
            pipe.smembers(f"{namespace}:__acks__.{worker}.{queue}")
        found = pipe.execute()
    there = {queue: list(found[place]) for place, queue in enumerate(QUEUES)}
    for (queue, _), held in zip(product(QUEUES, workers), found[len(QUEUES) :], strict=True):
        there[queue] += held
    return there


def _about(data: bytes | None, queue: str) -> About | None:
    message = payload.read(data, queue) if data is not None else None
    if message is None:
        return None
    is_request = message.actor_name == CREATE.actor
    rows = (value for name, value in message.kwargs.items() if (name == "request_id") is is_request)
    return about(message.actor_name, next(rows, None))
