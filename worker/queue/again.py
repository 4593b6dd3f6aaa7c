"""A message that must wait for the database goes back on its own queue, and never on a delay queue.

dramatiq's retries are delayed messages: one process hoards them, and they freeze when Redis has been
away for longer than its client is patient. This one is acknowledged only when its copy is there, so
whatever dies in between leaves a message that comes twice.
"""

import time

import structlog
from dramatiq.middleware import CurrentMessage

from worker.queue.broker import WakingBroker
from worker.queue.tuning import AGAIN_SECONDS

log = structlog.get_logger()


def come_again(broker: WakingBroker) -> None:
    """Put the message in work back on its queue after a pause; raises what Redis raises."""
    message = CurrentMessage.get_current_message()
    if message is None:
        raise LookupError("no message is in work")
    log.warning("message.waits")
    time.sleep(AGAIN_SECONDS)
    broker.enqueue(message)
