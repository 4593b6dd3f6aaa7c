"""Connections to MariaDB and MySQL that share what would take 16 ms of CPU to make for each."""

from ssl import SSLContext
from typing import Any, Final

from pymysql import Connection
from sqlalchemy import Engine, event

_shared: Final[dict[frozenset[tuple[str, object]], SSLContext]] = {}


class _Connection(Connection):
    """Make one TLS context for all connections that are told the same.

    PyMySQL makes one for each, and reads every certificate of the machine for it, also where nobody
    is verified. Where files are named they are read each time: they may be renewed.
    """

    def _create_ssl_ctx(self, sslp: dict[str, Any]) -> SSLContext:
        made: SSLContext
        if sslp.keys() & {"ca", "capath", "cert", "key"}:
            made = super()._create_ssl_ctx(sslp)  # type: ignore[misc] # its stubs leave it out
            return made
        told = frozenset(sslp.items())
        if told not in _shared:
            _shared[told] = super()._create_ssl_ctx(sslp)  # type: ignore[misc]
        return _shared[told]


def set_up(engine: Engine) -> None:
    """Have an engine make its connections so."""

    @event.listens_for(engine, "do_connect")
    def connect(
        _dialect: object, _record: object, words: tuple[object, ...], options: dict[str, Any]
    ) -> _Connection:
        return _Connection(*words, **options)
