"""Dead letters as dramatiq keeps them in Redis: messages that could not be worked on, for a week."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, Final

from redis import Redis

from schemas.problem import shown
from worker.queue import payload
from worker.queue.kinds import ACTORS, QUEUES

UNREADABLE: Final = "It is no message that dramatiq can read."
FAILED: Final = "Its work failed; the log says why (message.failed), under its message_id."


@dataclass(frozen=True, slots=True)
class DeadLetter:
    """A message that is dead, and why as far as that can be told from it."""

    message_id: str
    queue: str
    actor: str
    arguments: list[Any]
    """Positional ones, and the others by their names."""
    reason: str
    died_at: datetime
    redis_id: bytes


def read_all(client: Redis, namespace: str) -> Iterator[DeadLetter]:
    """Read the dead letters of every queue, the oldest of each first; raises what Redis raises."""
    for queue in QUEUES:
        key = _key(namespace, queue)
        died: Any = client.zrange(key, 0, -1, withscores=True)
        bodies: Any = client.hmget(f"{key}.msgs", [each for each, _ in died]) if died else []
        for (redis_id, milliseconds), body in zip(died, bodies, strict=True):
            died_at = datetime.fromtimestamp(milliseconds / 1000, UTC)
            yield _read(queue, redis_id, body or b"", died_at)


def remove(client: Redis, namespace: str, letter: DeadLetter) -> None:
    """Take a dead letter away; raises what Redis raises."""
    key = _key(namespace, letter.queue)
    with client.pipeline(transaction=True) as pipe:
        pipe.zrem(key, letter.redis_id)
        pipe.hdel(f"{key}.msgs", letter.redis_id)
        pipe.execute()


def count(client: Redis, namespace: str) -> int:
    """Count the dead letters of every queue; raises what Redis raises."""
    with client.pipeline(transaction=False) as pipe:
        for queue in QUEUES:
            pipe.zcard(_key(namespace, queue))
        return sum(pipe.execute())


def _key(namespace: str, queue: str) -> str:
    return f"{namespace}:{queue}.XQ"


def _read(queue: str, redis_id: bytes, body: bytes, died_at: datetime) -> DeadLetter:
    message = payload.read(body, queue)
    if message is None:
        name = payload.as_id(redis_id.decode(errors="replace"))
        said = [[body.decode(errors="replace")], {}]
        return DeadLetter(name, queue, "", said, UNREADABLE, died_at, redis_id)
    actor, told = message.actor_name, [list(message.args), message.kwargs]
    reason = FAILED if actor in ACTORS else "There is no actor of its name."
    return DeadLetter(message.message_id, queue, shown(actor), told, reason, died_at, redis_id)
