"""Dead letters in Redis: messages over which an actor has failed."""

from dramatiq.common import xq_name
from redis import Redis

from worker.queue.kinds import QUEUES


def count(client: Redis, namespace: str) -> int:
    """Count them on all queues; raises what Redis raises."""
    with client.pipeline(transaction=False) as pipe:
        for queue in QUEUES:
            pipe.zcard(f"{namespace}:{xq_name(queue)}")
        return sum(pipe.execute())
