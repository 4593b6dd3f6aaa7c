"""The database's clock, by which everything of ours goes: those of machines differ, jump and sleep."""

import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Final

from sqlalchemy import Connection

from worker.errors import Unavailable

ASKED_AFTER_SECONDS: Final = 10.0
"""How long a machine counts on by itself before the database is asked again."""

_LONGEST_TRIP_SECONDS: Final = 1.0
"""An answer that took longer says too little about this moment."""

_QUESTIONS_AT_ONCE: Final = 3
_RUNNING: Final = getattr(time, "CLOCK_BOOTTIME", time.CLOCK_MONOTONIC)

_SECONDS_SINCE_1970: Final = {
    "sqlite": "SELECT (julianday('now') - 2440587.5) * 86400.0",
    "postgresql": "SELECT EXTRACT(EPOCH FROM clock_timestamp())",
    "mysql": "SELECT TIMESTAMPDIFF(MICROSECOND, '1970-01-01', UTC_TIMESTAMP(6)) / 1000000",
}
_1970: Final = datetime(1970, 1, 1, tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class Ticks:
    """This machine's clocks at one moment, in seconds: what they show is no matter, only how they go on."""

    running: float
    """It is never set; on Linux it goes on while the machine is suspended."""
    wall: float
    """It is set when a machine wakes up whose host had stopped it without a word."""

    def since(self, before: "Ticks") -> float:
        """Return the seconds that have passed, by the clock that has gone further."""
        return max(self.running - before.running, self.wall - before.wall)


def ticks() -> Ticks:
    """Read this machine's clocks."""
    return Ticks(time.clock_gettime(_RUNNING), time.time())


class DatabaseClock:
    """Asks the database for the time once in a while, and counts on from there."""

    def __init__(self, dialect: str, machine: Callable[[], Ticks] = ticks) -> None:
        self._question = _SECONDS_SINCE_1970["mysql" if dialect == "mariadb" else dialect]
        self._machine = machine
        self._told: tuple[Ticks, float] | None = None

    @property
    def is_unknown(self) -> bool:
        """Whether the database has never told the time."""
        return self._told is None

    @property
    def is_due(self) -> bool:
        """Whether the database should be asked."""
        return self._told is None or self._machine().since(self._told[0]) >= ASKED_AFTER_SECONDS

    def ask(self, connection: Connection) -> None:
        """Ask the database; an answer counts as of the middle of its way.

        Raises Unavailable where none came soon enough and there is no earlier one to count on from.
        """
        for _ in range(_QUESTIONS_AT_ONCE):
            before = self._machine()
            seconds = float(connection.exec_driver_sql(self._question).scalar_one())
            trip = self._machine().since(before)
            if trip <= _LONGEST_TRIP_SECONDS:
                self._told = before, seconds - trip / 2
                return
        if self._told is None:
            raise Unavailable("The database is too slow to tell the time.")

    def now(self) -> datetime:
        """Return this moment as the database's clock shows it; it must have been asked before."""
        if self._told is None:
            raise LookupError("the database was never asked for the time")
        asked_at, seconds = self._told
        return _1970 + timedelta(seconds=seconds + self._machine().since(asked_at))
