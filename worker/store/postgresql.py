"""What PostgreSQL keeps and Python does not: the time of day 24:00."""

from datetime import time, timedelta
from typing import Any, Final

from psycopg import DataError
from psycopg.abc import Buffer
from psycopg.types.datetime import TimeLoader
from sqlalchemy import Engine, event

_WHOLE_DAY: Final = timedelta(days=1)
"""As MariaDB's driver gives it."""


class _Reading(TimeLoader):
    """Reads it rather than fail on every row beside it."""

    def load(self, data: Buffer) -> time | timedelta:  # type: ignore[override]
        """Return a time of day."""
        try:
            return super().load(data)
        except DataError:
            return _WHOLE_DAY


def set_up(engine: Engine) -> None:
    """Have an engine's connections read times of day so."""

    @event.listens_for(engine, "connect")
    def on_connect(connection: Any, _: object) -> None:  # noqa: ANN401 - a psycopg connection
        connection.adapters.register_loader("time", _Reading)
