"""The log lines of a test, as they would stand in a file."""

import io
import json
import logging
import os
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest
import structlog

from worker import log

_TESTER = "httpx2"
"""The tests' own client, which is no part of the service."""


@contextmanager
def never_kept() -> Iterator[None]:
    """Let no logger keep the settings of its first line, which may be those of another test."""
    usual = structlog.configure

    def configure(**told: Any) -> None:
        usual(**{**told, "cache_logger_on_first_use": False})

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(structlog, "configure", configure)
        yield


@contextmanager
def never_shown() -> Iterator[None]:
    """Write lines to where pytest keeps a test's words, even those that come late.

    A thread writes them, and between two tests standard error is the terminal.
    """
    kept = os.dup(2)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(log, "_STANDARD_ERROR", kept)
        yield


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
    logging.getLogger(_TESTER).setLevel(logging.WARNING)
    handler = logging.StreamHandler(stream)  # at once, so that a test can read it
    handler.setFormatter(root.handlers[0].formatter)
    handler.filters = root.handlers[0].filters
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
