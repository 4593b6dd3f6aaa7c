"""DATABASE_URL as platforms hand it out, and as the drivers that come with this service take it."""

from typing import Final

from sqlalchemy import URL, make_url
from sqlalchemy.exc import ArgumentError

from worker.errors import CannotStart

_DRIVERS: Final = {
    "postgres": "postgresql+psycopg",
    "postgresql": "postgresql+psycopg",
    "mysql": "mysql+pymysql",
    "mariadb": "mysql+pymysql",
}
"""Whatever driver a URL names, these are the ones that this service speaks."""

_TLS: Final = frozenset({"ssl-mode", "ssl_mode", "sslmode"})
_TLS_FILES: Final = {"ssl-ca": "ssl_ca", "ssl-cert": "ssl_cert", "ssl-key": "ssl_key"}
_PYMYSQL: Final = frozenset(
    {
        *("bind_address", "charset", "connect_timeout", "read_timeout", "unix_socket"),
        *("ssl_ca", "ssl_capath", "ssl_cert", "ssl_check_hostname", "ssl_cipher", "ssl_key"),
        *("write_timeout", "program_name", "read_default_file"),
    }
)
_NOT_USED: Final = "DATABASE_URL cannot be used:"


def read(text: str) -> URL:
    """Read a database's URL; raises CannotStart where it is none that can be used.

    What is wrong is never repeated: it may be half a password.
    """
    try:
        url = make_url(text)
    except (ArgumentError, ValueError):
        raise CannotStart(
            f"{_NOT_USED} write it as postgresql://user:password@host/database, "
            "with special characters of user and password percent-encoded."
        ) from None
    backend = url.get_backend_name()
    if backend == "sqlite":
        if url.database in {None, "", ":memory:"} or url.query.get("mode") == "memory":
            raise CannotStart(f"{_NOT_USED} name a file, as sqlite:///asap.db.")
        return url
    if backend not in _DRIVERS:
        raise CannotStart(f"{_NOT_USED} begin it with sqlite:///, postgresql:// or mysql://.")
    url = url.set(drivername=_DRIVERS[backend])
    return _in_pymysqls_words(url) if url.get_backend_name() == "mysql" else url


def lacks_driver(url: URL) -> CannotStart:
    """Say which driver is not installed."""
    extra = url.get_backend_name()
    return CannotStart(f'{_NOT_USED} install its driver by pip install "asapcomms[{extra}]".')


def _in_pymysqls_words(url: URL) -> URL:
    """Say ``ssl-mode`` and its kin, which MySQL's own tools take, as PyMySQL does."""
    told: dict[str, str] = {}
    mode = "none"
    for name, value in url.query.items():
        word = value if isinstance(value, str) else value[-1]
        if name in _TLS:
            mode = word.lower().replace("-", "_")
        else:
            told[_TLS_FILES.get(name, name)] = word
    if unknown := sorted(told.keys() - _PYMYSQL):
        raise CannotStart(f"{_NOT_USED} leave out {', '.join(unknown)}, which PyMySQL lacks.")
    if mode.startswith("verify") and not told.keys() & {"ssl_ca", "ssl_capath"}:
        raise CannotStart(f"{_NOT_USED} add ssl-ca=/path/to/ca.pem, by which to verify the server.")
    if mode not in {"none", "disabled"}:
        told["ssl_check_hostname"] = str(mode == "verify_identity").lower()
    return url.set(query=told)
