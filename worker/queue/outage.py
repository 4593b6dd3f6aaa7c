"""What becomes of a message in an outage of the database, where its work has a row."""

from functools import wraps
from typing import Any

import structlog
from dramatiq import Actor, Broker
from dramatiq.middleware import Middleware

from worker.errors import Unavailable

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
