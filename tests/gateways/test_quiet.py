"""No phone number reaches a log."""

import logging
from collections.abc import Iterator

import pytest

from tests.gateways.provider import ACCEPTS, Act, Provider, page
from tests.gateways.sending import AGE, PATIENT, TEXT, TOKEN, gateway
from worker import log
from worker.gateways.port import CannotAsk

ODD_HEAD = b"HTTP/1.1 200 OK\r\nno colon here\r\nContent-Length: 2\r\n\r\n{}"
CHATTY = ("", "urllib3", "twilio.http_client")


class Keeping(logging.Handler):
    """Keeps every line."""

    def __init__(self, lines: list[logging.LogRecord]) -> None:
        super().__init__()
        self.lines = lines

    def emit(self, record: logging.LogRecord) -> None:
        """Keep a line."""
        self.lines.append(record)


@pytest.fixture
def lines() -> Iterator[list[logging.LogRecord]]:
    """Every line at any level, as if nobody had silenced a logger."""
    loggers = [logging.getLogger(name) for name in CHATTY]
    before = [(logger, logger.level, logger.handlers[:]) for logger in loggers]
    got: list[logging.LogRecord] = []
    listening = Keeping(got)
    for logger in loggers:
        logger.setLevel(logging.DEBUG)
    loggers[0].addHandler(listening)
    yield got
    for logger, level, handlers in before:
        logger.setLevel(level)
        logger.handlers[:] = handlers


def talk(provider: Provider) -> None:
    """Send a text, and look for it, with answers good and odd."""
    ready = gateway(provider.url)
    provider.does(ACCEPTS)
    ready.send(TEXT)
    provider.does(page())
    ready.find(PATIENT, TOKEN, AGE)
    provider.does(Act(ODD_HEAD, then="close"))
    ready.send(TEXT)
    with pytest.raises(CannotAsk):
        ready.find(PATIENT, TOKEN, AGE)
    provider.does(Act(then="reset"))
    ready.send(TEXT)


def with_number(lines: list[logging.LogRecord], level: int) -> list[str]:
    """Read the lines at this level or above that hold the number."""
    said = [line.getMessage() for line in lines if line.levelno >= level]
    return [line for line in said if PATIENT[1:] in line]


def test_quiet_by_itself(provider: Provider, lines: list[logging.LogRecord]) -> None:
    """Even where logs are not configured nothing from INFO up holds a number."""
    talk(provider)

    assert [] == with_number(lines, logging.INFO)
    assert any("Starting new HTTP connection" in line.getMessage() for line in lines)


def test_quiet_in_service(provider: Provider, lines: list[logging.LogRecord]) -> None:
    """With the service's logs, lines of urllib3 that do hold a number are silenced at any level."""
    talk(provider)
    assert with_number(lines, logging.DEBUG)
    handlers = logging.getLogger().handlers[:]
    log.configure("worker", "json")
    logging.getLogger().handlers[:] = handlers
    logging.getLogger().setLevel(logging.DEBUG)
    lines.clear()

    talk(provider)

    assert [] == with_number(lines, logging.DEBUG)
