"""A producer of another house: it knows dramatiq, Redis, and three names."""

import sys
from uuid import uuid4

from dramatiq import Message
from dramatiq.brokers.redis import RedisBroker

broker = RedisBroker(url=sys.argv[1])
for start in sys.argv[2:]:
    broker.enqueue(
        Message(
            queue_name="asapcomm",
            actor_name="create-asapcomm",
            args=(),
            kwargs={
                "request_id": str(uuid4()),
                "op": 2,
                "aptNum": 11939,
                "dateTimeStart": start,
            },
            options={},
        )
    )

ours = {name for name in sys.modules if name.partition(".")[0] in {"worker", "schemas"}}
sys.exit(f"imported {ours}" if ours else 0)
