"""Say by a row that this process lives, and when it last did something."""

import os
import socket
from threading import Event, Thread
from time import monotonic
from typing import Final
from uuid import uuid4

import structlog

from worker.errors import Unavailable
from worker.rules.health import BEAT_EVERY, Heartbeat, ProcessKind
from worker.store.engine import Store
from worker.store.ledger import heartbeats

_LONGEST_NAME: Final = 64

log = structlog.get_logger()


class Heart:
    """Beats beside the work, by a commit of its own every eight seconds, and costs the work nothing."""

    def __init__(self, store: Store, kind: ProcessKind) -> None:
        self._store = store
        self._kind = kind
        self._id = str(uuid4())
        self._last: Heartbeat | None = None
        self._did = Event()
        self._stopping = Event()
        self._moved_at = monotonic()

    @property
    def still_seconds(self) -> float:
        """How long nothing has moved here."""
        return monotonic() - self._moved_at

    def did(self) -> None:
        """Note that something was done; the next beat says so."""
        self._did.set()
        self.moved()

    def moved(self) -> None:
        """Note that this process does not hang, although it could do nothing."""
        self._moved_at = monotonic()

    def start(self) -> None:
        """Beat until the end of the process, or until it is stopped."""
        Thread(target=self._run, name="heartbeat", daemon=True).start()

    def stop(self) -> None:
        """Beat no more: whoever is asked to stop takes nothing any more."""
        self._stopping.set()

    def beat(self) -> None:
        """Beat once; raises Unavailable when the database is away."""
        did, now = self._did.is_set(), self._store.now()
        self._did.clear()
        before = self._last
        said = Heartbeat(
            process_id=self._id,
            kind=self._kind,
            machine=socket.gethostname()[:_LONGEST_NAME],
            pid=os.getpid(),
            started_at=before.started_at if before else now,
            beat_at=now,
            did_at=now if did else before.did_at if before else None,
        )
        self._last = said
        self._store.write(lambda transaction: heartbeats.beat(transaction, said))

    def _run(self) -> None:
        while True:
            try:
                self.beat()
            except Unavailable as error:
                log.warning("heartbeat.missed", reason=error.sentence)
            if self._stopping.wait(BEAT_EVERY.total_seconds()):
                return
