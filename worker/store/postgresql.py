"""What PostgreSQL keeps and Python does not: 24:00, infinity, and years before the first."""

from datetime import timedelta
from functools import cache
from typing import Any, Final

from psycopg import DataError, adapters
from psycopg.abc import AdaptContext, Buffer
from psycopg.adapt import Loader
from psycopg.pq import Format
from sqlalchemy import Engine, event

_BEYOND: Final = {"time": timedelta(days=1), "date": None, "timestamp": None}
"""What is read instead; there is but one time of day that Python has not."""


def set_up(engine: Engine) -> None:
    """Have an engine's connections read such a value, rather than fail on every row beside it."""

    @event.listens_for(engine, "connect")
    def on_connect(connection: Any, _: object) -> None:  # noqa: ANN401 - a psycopg connection
        for name, beyond in _BEYOND.items():
            oid = connection.adapters.types[name].oid
            connection.adapters.register_loader(oid, _loader(oid, beyond))


@cache
def _loader(oid: int, beyond: object) -> type[Loader]:
    """Return psycopg's own way of reading a type, and what it fails on as something else."""
    own: Any = adapters.get_loader(oid, Format.TEXT)

    class Reading(Loader):
        def __init__(self, oid: int, context: AdaptContext | None = None) -> None:
            super().__init__(oid, context)
            self._own = own(oid, context)

        def load(self, data: Buffer) -> object:
            try:
                return self._own.load(data)
            except DataError:
                return beyond

    return Reading
