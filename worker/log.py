"""Logs: structlog for our own lines and everybody else's; ids only, never who or what was texted."""

import logging
import sys
from typing import Literal

import structlog
from structlog.typing import EventDict, Processor, WrappedLogger

_TOO_TALKATIVE = (
    *("twilio.http_client", "urllib3", "asyncio", "uvicorn.error", "uvicorn.access"),
    "alembic",  # the plan says what it does
)
"""Loggers whose lines hold phone numbers, or say nothing: only their warnings pass."""


def configure(process: str, log_format: Literal["auto", "console", "json"] = "auto") -> None:
    """Send every log line of this process to standard error: pretty on a terminal, else JSON."""
    pretty = sys.stderr.isatty() if log_format == "auto" else log_format == "console"

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
        processors=[*shared, structlog.stdlib.ProcessorFormatter.wrap_for_formatter],
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
    handler = logging.StreamHandler(sys.stderr)
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
