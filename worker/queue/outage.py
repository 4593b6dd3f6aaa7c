"""What becomes of a message in an outage of the database.

Where its work has a row it is let go; else it goes back on its own queue, and never on a delay queue.
"""

import time
from functools import wraps
from typing import Any

import structlog
from dramatiq import Actor, Broker
from dramatiq.middleware import CurrentMessage, Middleware

from worker.errors import Unavailable
from worker.queue.tuning import AGAIN_SECONDS

log = structlog.get_logger()


class LeftToClock(Middleware):
    """Lets a message go whose work the database cannot take now: its row is its own outbox.

    To put it back as well would make one more of it at each nudge of the clock, for as long as a
    full database can still be read.
    """

    def before_declare_actor(self, broker: Broker, actor: Actor[..., Any]) -> None:  # noqa: ARG002
        """Have it say so in one line, instead of leaving a traceback and a dead letter."""
        work = actor.fn

        @wraps(work)
        def try_to_work(*args: Any, **kwargs: Any) -> Any:  # noqa: ANN401 - any actor's
            try:
                return work(*args, **kwargs)
            except Unavailable as error:
                log.warning("message.left-to-clock", reason=error.sentence)

        actor.fn = try_to_work


def come_again(broker: Broker) -> None:
    """Put the message in work back on its queue after a pause; raises what Redis raises.

    dramatiq's retries are delayed messages: one process hoards them, and they freeze when Redis has
    been away for longer than its client is patient. This one is acknowledged only when its copy is
    there, so whatever dies in between leaves a message that comes twice.
    """
    message = CurrentMessage.get_current_message()
    if message is None:
        raise LookupError("no message is in work")
    log.warning("message.waits")
    time.sleep(AGAIN_SECONDS)
    broker.enqueue(message)
