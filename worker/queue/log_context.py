"""The ids of the message in work on every log line, and one line for one that fails."""

import structlog
from dramatiq import Broker, MessageProxy
from dramatiq.middleware import Middleware

from worker.queue.payload import as_id

log = structlog.get_logger()


class LogContext(Middleware):
    """Binds message id, actor and request id before a message is worked on, and unbinds after."""

    def before_process_message(self, broker: Broker, message: MessageProxy) -> None:  # noqa: ARG002
        """Start a unit of work with a clean context."""
        structlog.contextvars.clear_contextvars()
        structlog.contextvars.bind_contextvars(
            message_id=message.message_id, actor=message.actor_name
        )
        request_id = str(message.kwargs.get("request_id"))
        # anything but an id is what a producer put there by mistake, and no log may show it
        if as_id(request_id) == request_id.lower():
            structlog.contextvars.bind_contextvars(request_id=request_id)

    def after_process_message(
        self,
        broker: Broker,  # noqa: ARG002
        message: MessageProxy,  # noqa: ARG002
        *,
        result: object = None,  # noqa: ARG002
        exception: BaseException | None = None,
    ) -> None:
        """End it; dramatiq logs the details before us."""
        if exception is not None:
            log.warning("message.failed", error=type(exception).__name__)
        structlog.contextvars.clear_contextvars()

    after_skip_message = after_process_message
