"""The log lines of a test, as they would stand in a file."""

import io
import json
import logging
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest
import structlog
from structlog._config import BoundLoggerLazyProxy

from worker import log

_TESTER = "httpx2"
"""The tests' own client, which is no part of the service."""


def forget_loggers(monkeypatch: pytest.MonkeyPatch) -> None:
    """Give every module a fresh logger: one that was used keeps the settings of its first line."""
    for name, module in list(sys.modules.items()):
        if name.partition(".")[0] != "worker":
            continue
        for attribute in ("log", "logger"):
            if isinstance(vars(module).get(attribute), BoundLoggerLazyProxy):
                monkeypatch.setattr(module, attribute, structlog.get_logger())


class Lines:
    """What was written."""

    def __init__(self, stream: io.StringIO) -> None:
        self.stream = stream

    def text(self) -> str:
        """Return all of it."""
        return self.stream.getvalue()

    def all(self) -> list[dict[str, Any]]:
        """Return every line; each must be JSON."""
        return [json.loads(line) for line in self.text().splitlines()]

    def events(self) -> list[str]:
        """Return what happened."""
        return [line["event"] for line in self.all()]

    def without(self, name: str) -> list[dict[str, Any]]:
        """Return the lines that do not say something."""
        return [line for line in self.all() if not line.get(name)]

    def of(self, event: str) -> list[dict[str, Any]]:
        """Return the lines of an event."""
        return [line for line in self.all() if line["event"] == event]


@contextmanager
def written() -> Iterator[Lines]:
    """Log as a process does, until the end of the block."""
    before = structlog.get_config() if structlog.is_configured() else None
    root = logging.getLogger()
    handlers, level = root.handlers[:], root.level
    levels = {name: logging.getLogger(name).level for name in (*log._TOO_TALKATIVE, _TESTER)}
    stream = io.StringIO()
    log.configure("test", "json")
    structlog.configure(cache_logger_on_first_use=False)
    logging.getLogger(_TESTER).setLevel(logging.WARNING)
    handler = logging.StreamHandler(stream)  # at once, so that a test can read it
    handler.setFormatter(root.handlers[0].formatter)
    root.handlers[:] = [handler]
    try:
        yield Lines(stream)
    finally:
        root.handlers[:] = handlers
        root.setLevel(level)
        for name, told in levels.items():
            logging.getLogger(name).setLevel(told)
        structlog.reset_defaults()
        if before is not None:
            structlog.configure(**before)
