"""What dramatiq does around the work of each message: its ids on every log line, its way in an outage."""

import time
from contextlib import ExitStack
from functools import wraps
from typing import Any

import structlog
from dramatiq import Actor, Broker, Message, MessageProxy
from dramatiq.common import current_millis
from dramatiq.middleware import CurrentMessage, Middleware

from worker import traces
from worker.errors import Unavailable
from worker.metrics.durations import PROCESS, QUEUE_WAIT
from worker.queue.kinds import ACTORS
from worker.queue.payload import as_id
from worker.queue.tuning import AGAIN_SECONDS

log = structlog.get_logger()


class AroundWork(Middleware):
    """Does something before the work of each message, and after it, however that has ended."""

    def begin(self, message: MessageProxy) -> None:
        """Before the work."""
        raise NotImplementedError

    def end(self, message: MessageProxy, exception: BaseException | None) -> None:
        """After it; with what it has failed of, if it has."""
        raise NotImplementedError

    def before_process_message(self, broker: Broker, message: MessageProxy) -> None:  # noqa: ARG002
        """As dramatiq calls it."""
        self.begin(message)

    def after_process_message(
        self,
        broker: Broker,  # noqa: ARG002
        message: MessageProxy,
        exception: BaseException | None = None,
        **_: object,
    ) -> None:
        """As dramatiq calls it."""
        self.end(message, exception)

    after_skip_message = after_process_message


class LogContext(AroundWork):
    """Binds message id, actor and request id before a message is worked on, and unbinds after."""

    def begin(self, message: MessageProxy) -> None:
        """Start a unit of work with a clean context."""
        structlog.contextvars.clear_contextvars()
        structlog.contextvars.bind_contextvars(
            message_id=message.message_id, actor=message.actor_name
        )
        request_id = str(message.kwargs.get("request_id"))
        # anything but an id is what a producer put there by mistake, and no log may show it
        if as_id(request_id) == request_id.lower():
            structlog.contextvars.bind_contextvars(request_id=request_id)

    def end(self, message: MessageProxy, exception: BaseException | None) -> None:  # noqa: ARG002
        """End it; dramatiq logs the details before us."""
        if exception is not None:
            log.warning("message.failed", error=type(exception).__name__)
        structlog.contextvars.clear_contextvars()


class Measured(AroundWork):
    """Measures how long a message has waited, and how long its work took."""

    def __init__(self) -> None:
        self._began: dict[str, float] = {}

    def begin(self, message: MessageProxy) -> None:
        """Its wait is over; one that was put back has waited since it was made."""
        waited = (current_millis() - message.message_timestamp) / 1000
        QUEUE_WAIT.labels(message.queue_name).observe(max(waited, 0.0))
        self._began[message.message_id] = time.monotonic()

    def end(self, message: MessageProxy, exception: BaseException | None) -> None:
        """Its work is done, or has failed."""
        began = self._began.pop(message.message_id, None)
        if began is not None:
            actor = message.actor_name if message.actor_name in ACTORS else "_OTHER"
            error = type(exception).__name__ if exception is not None else ""
            seconds = time.monotonic() - began
            PROCESS.labels("dramatiq", message.queue_name, actor, error).observe(seconds)


class Traced(AroundWork):
    """Takes the trace of whoever enqueues along in the message, and goes on with it at work."""

    def __init__(self) -> None:
        self._open: dict[str, ExitStack] = {}

    def before_enqueue(self, broker: Broker, message: Message[Any], delay: int | None) -> None:  # noqa: ARG002
        """Write the trace into the options, where any producer may put its own."""
        told = traces.current()
        if told is not None:
            message.options.setdefault(traces.KEY, told)

    def begin(self, message: MessageProxy) -> None:
        """Begin a span."""
        if not traces.is_on():
            return
        self._open[message.message_id] = stack = ExitStack()
        stack.enter_context(
            traces.span(
                f"process {message.queue_name}",
                "CONSUMER",
                message.options.get(traces.KEY),
                **{
                    "messaging.system": "dramatiq",
                    "messaging.destination.name": message.queue_name,
                    "messaging.operation.name": message.actor_name,
                    "messaging.message.id": message.message_id,
                },
            )
        )

    def end(self, message: MessageProxy, exception: BaseException | None) -> None:
        """End it."""
        stack = self._open.pop(message.message_id, None)
        if stack is not None:
            stack.__exit__(type(exception) if exception else None, exception, None)


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
