"""Ends a worker process that only looks alive, so that the supervisor starts a new one."""

import multiprocessing
import os
import signal
import threading
import time
from collections.abc import Callable

import structlog
from dramatiq import Broker, Worker
from dramatiq.middleware import Middleware

from worker.ending import GRACE_SECONDS, end_at_once
from worker.queue.tuning import WATCHDOG_SECONDS

log = structlog.get_logger()


def reason_to_end(worker: Worker, parent: int) -> str | None:
    """Say why this process should end: its master is gone, or a thread that fetches has died.

    dramatiq's master restarts nothing, and a consumer thread that dies takes its queue with it
    while the process goes on looking healthy.
    """
    if os.getppid() != parent:
        return "its master has died"
    dead = [name for name, thread in worker.consumers.items() if not thread.is_alive()]
    return f"the consumer of {dead[0]} has died" if dead else None


def end_gracefully() -> None:
    """Ask this process to finish what it has begun and stop."""
    os.kill(os.getpid(), signal.SIGTERM)


class Watchdog(Middleware):
    """Looks every two seconds."""

    def __init__(
        self,
        end: Callable[[], None] = end_gracefully,
        kill: Callable[[], None] = end_at_once,
    ) -> None:
        self._end = end
        self._kill = kill
        master = multiprocessing.parent_process()  # by now it may have died
        self._parent = os.getppid() if master is None or master.pid is None else master.pid
        self._stopping = threading.Event()

    def after_worker_boot(self, broker: Broker, worker: Worker) -> None:  # noqa: ARG002
        """Begin to look."""
        threading.Thread(target=self._watch, args=(worker,), name="watchdog", daemon=True).start()

    def before_worker_shutdown(self, broker: Broker, worker: Worker) -> None:  # noqa: ARG002
        """A worker that is asked to stop loses its threads, which is no fault."""
        self._stopping.set()

    def _watch(self, worker: Worker) -> None:
        while not self._stopping.wait(WATCHDOG_SECONDS):
            reason = reason_to_end(worker, self._parent)
            if reason is not None:
                log.error("worker.ends", reason=reason)
                self._end()
                time.sleep(GRACE_SECONDS)  # longer than the process lives if all goes well
                self._kill()
                return
