"""Messages as producers of other houses write them."""

import json
from typing import Any
from uuid import uuid4

from dramatiq import Message

from tests.world.stack import BODY, Stack
from worker.queue.kinds import CREATE, CREATE_QUEUE


def letter(*args: Any, actor: str = CREATE.actor, **changes: Any) -> Message[None]:
    """Write a message that asks for the documented offer, but for what is changed."""
    kwargs = {"request_id": str(uuid4()), **BODY, **changes}
    return Message(CREATE_QUEUE, actor, args, kwargs, {})


def fields(**changes: Any) -> dict[str, Any]:
    """Return what a stock broker would write for the documented request."""
    message = letter().asdict()
    message["options"] = {"redis_message_id": str(uuid4())}
    return {**message, **changes}


def put(stack: Stack, content: bytes | dict[str, Any]) -> None:
    """Put anything on the queue, past every broker."""
    redis_id = str(uuid4())
    if isinstance(content, dict):
        options = content.get("options")
        redis_id = (
            options.get("redis_message_id", redis_id) if isinstance(options, dict) else redis_id
        )
        content = json.dumps(content).encode()
    stack.redis.hset(f"dramatiq:{CREATE_QUEUE}.msgs", str(redis_id), content)
    stack.redis.rpush(f"dramatiq:{CREATE_QUEUE}", str(redis_id))
