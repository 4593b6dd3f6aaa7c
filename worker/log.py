"""Logs: structlog for our own lines and everybody else's; ids only, never who or what was texted."""

import logging
import os
import sys
from queue import Full, Queue
from threading import Lock, Thread
from time import monotonic, sleep
from typing import Final, Literal

import structlog
from structlog.typing import EventDict, Processor, WrappedLogger

_TOO_TALKATIVE = (
    *("twilio.http_client", "urllib3", "asyncio", "uvicorn.error", "uvicorn.access"),
    "alembic",  # the plan says what it does
)
"""Loggers whose lines hold phone numbers, or say nothing: only their warnings pass."""

_OF_AN_OUTAGE: Final = frozenset(
    {
        *("clock.database-away", "clock.redis-away", "message.left-to-clock", "message.waits"),
        *("outcomes.deaf", "page.unavailable", "request.unavailable"),
        *("heartbeat.missed", "vitals.port-taken"),
    }
)
"""What each request, message, beat and look of the clock would say for as long as one lasts."""

_OF_CONSUMERS: Final = frozenset(
    {"Consumer encountered a connection error: %s", "Restarting consumer in %0.2f seconds."}
)
"""What dramatiq says of each queue every three seconds while Redis is away or takes no writes."""

_OF_GUESSES: Final = frozenset({"request.unauthorized"})
"""What each request of a program with a wrong key would say."""

_KINDS_KEPT: Final = 1000
"""Lines that are told from each other: an address has one of its own."""

_SELDOM_SECONDS: Final = 60.0


class Seldom:
    """Lets the same line of an outage, or of one address' wrong keys, pass once a minute.

    It has how often it was left out since.
    """

    def __init__(self) -> None:
        self._lock = Lock()
        self._said: dict[tuple[object, ...], tuple[float, int]] = {}

    def __call__(self, _: WrappedLogger, __: str, event: EventDict) -> EventDict:
        """Let a line pass, or drop it."""
        if event["event"] not in _OF_AN_OUTAGE | _OF_CONSUMERS | _OF_GUESSES:
            return event
        key, now = (event["event"], event.get("reason"), event.get("peer")), monotonic()
        with self._lock:
            said_at, left_out = self._said.pop(key, (-_SELDOM_SECONDS, 0))
            is_due = now - said_at >= _SELDOM_SECONDS
            self._said[key] = (now, 0) if is_due else (said_at, left_out + 1)
            if len(self._said) > _KINDS_KEPT:
                self._said.pop(next(iter(self._said)))  # who was quiet longest
        if not is_due:
            raise structlog.DropEvent
        return {**event, "left_out": left_out} if left_out else event

    def lets_pass(self, record: logging.LogRecord) -> bool:
        """Say whether a line of dramatiq's own is written."""
        if not isinstance(record.msg, str):
            return True  # ours
        try:
            self(None, "", {"event": record.msg})
        except structlog.DropEvent:
            return False
        return True


_STANDARD_ERROR: Final = 2
_LINES_KEPT: Final = 10_000
_LAST_SECONDS: Final = 1.0

logger = structlog.get_logger()


class Writer(logging.Handler):
    """Hands lines to a thread: a pipe that nobody reads would hold up whoever writes to it.

    What does not fit is left out and counted. It goes past Python's own file object, whose lock a
    write that never ends would keep until the process is killed.
    """

    def __init__(self) -> None:
        super().__init__()
        self._process = 0
        self._left_out = 0

    def emit(self, record: logging.LogRecord) -> None:
        """Hand over a line; never waits."""
        if self._process != os.getpid():  # a fork takes no thread along
            self._process, self._lines = os.getpid(), Queue[bytes](_LINES_KEPT)
            Thread(target=self._write, args=(self._lines,), name="log", daemon=True).start()
        try:
            self._lines.put_nowait(f"{self.format(record)}\n".encode(errors="replace"))
        except Full:
            self._left_out += 1

    def flush(self) -> None:
        """Give the last lines of a process a second."""
        until = monotonic() + _LAST_SECONDS
        while self._process == os.getpid() and self._lines.unfinished_tasks and monotonic() < until:
            sleep(0.005)

    def _write(self, lines: Queue[bytes]) -> None:
        while True:
            rest = lines.get()
            try:
                while rest:
                    rest = rest[os.write(_STANDARD_ERROR, rest) :]
            except OSError:  # whoever read it has gone
                self._left_out += 1
            lines.task_done()
            if self._left_out and lines.empty():
                left_out, self._left_out = self._left_out, 0
                logger.warning("log.left-out", lines=left_out)


def configure(
    process: str, log_format: Literal["auto", "console", "json"] = "auto", *before: Processor
) -> None:
    """Send every log line of this process to standard error: pretty on a terminal, else JSON.

    Each of our own lines passes ``before`` first, those that are left out too.
    """
    pretty = sys.stderr.isatty() if log_format == "auto" else log_format == "console"

    seldom = Seldom()

    def name_process(_: WrappedLogger, __: str, event: EventDict) -> EventDict:
        event["process"] = process
        return event

    shared: list[Processor] = [
        structlog.contextvars.merge_contextvars,
        name_process,
        structlog.stdlib.add_log_level,
        structlog.processors.TimeStamper(fmt="%H:%M:%S" if pretty else "iso", utc=not pretty),
    ]
    structlog.configure(
        processors=[
            *before,
            seldom,
            *shared,
            structlog.stdlib.ProcessorFormatter.wrap_for_formatter,
        ],
        wrapper_class=structlog.stdlib.BoundLogger,
        logger_factory=structlog.stdlib.LoggerFactory(),
        cache_logger_on_first_use=True,
    )
    last: list[Processor] = [structlog.stdlib.ProcessorFormatter.remove_processors_meta]
    if pretty:
        # the usual one shows what the variables hold
        last.append(
            structlog.dev.ConsoleRenderer(exception_formatter=structlog.dev.plain_traceback)
        )
    else:
        last += [structlog.processors.format_exc_info, structlog.processors.JSONRenderer()]
    handler = Writer()
    handler.addFilter(seldom.lets_pass)
    handler.setFormatter(
        structlog.stdlib.ProcessorFormatter(foreign_pre_chain=shared, processors=last)
    )
    root = logging.getLogger()
    root.handlers = [handler]
    root.setLevel(logging.INFO)
    for name in ("uvicorn", "uvicorn.error", "uvicorn.access", "dramatiq"):
        logging.getLogger(name).handlers = []
        logging.getLogger(name).propagate = True
    for name in _TOO_TALKATIVE:
        logging.getLogger(name).setLevel(logging.WARNING)
