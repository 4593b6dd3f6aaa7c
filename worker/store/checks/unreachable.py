"""Why a database cannot be reached, in a sentence with what to do."""

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from sqlalchemy import URL
from sqlalchemy.exc import DBAPIError

from worker.errors import CannotStart, Unavailable
from worker.store.dialects import CONNECT_SECONDS

MIGRATE: Final = "Run `asapcomms migrate`; with --dry-run it only shows what it would do."

_MAY_NOT_USE: Final = (
    "The user {user} may not use the database {database}, or there is none of that name.",
    "Correct the name in DATABASE_URL, or grant the rights that `asapcomms grants` prints.",
)
_DENIED: Final = (
    "The server at {host} does not accept the user {user} with this password.",
    "Correct user and password in DATABASE_URL, where special characters are percent-encoded.",
)
_NO_DATABASE: Final = (
    "The server at {host} has no database named {database}.",
    "Correct the name at the end of DATABASE_URL.",
)
_NOT_LET_IN: Final = (
    "The server at {host} does not let the user {user} in from this machine.",
    "Allow this machine for the user on the server.",
)
_NO_RIGHT: Final = (
    "The user {user} lacks a right: {words}.",
    "Grant it; `asapcomms grants` prints the rights.",
)
_NO_FILE: Final = (
    "The file {database} cannot be opened.",
    "Check its folder and whether this user may write there.",
)
_READ_ONLY: Final = (
    "The file {database} cannot be written.",
    "Let this user write there, in its folder too, or name another file in DATABASE_URL.",
)
_NO_OPTION: Final = (
    "PostgreSQL does not know an option of DATABASE_URL: {words}.",
    "Leave it out.",
)
_NO_TLS: Final = (
    "The server at {host} does not speak TLS.",
    "Have it do so, or leave sslmode or ssl-mode out of DATABASE_URL.",
)
_NO_SQLITE: Final = (
    "The file {database} is not a database.",
    "Name another file in DATABASE_URL.",
)
_UNKNOWN_HOST: Final = (
    "The host {host} is not known.",
    "Correct the host in DATABASE_URL, or this machine's name service.",
)
_NOBODY_THERE: Final = (
    "No database server listens at {host}.",
    "Start it, or correct host and port in DATABASE_URL.",
)
_SILENT: Final = (
    f"The database server at {{host}} did not answer within {CONNECT_SECONDS} seconds.",
    "Check that it runs and that no firewall stands between.",
)
_FULL: Final = (
    "The database server at {host} has no connection left.",
    "Raise its limit of connections, or run fewer processes.",
)

_TOO_MANY: Final = ((_FULL, ("too many", "connection slots", "max_user_connections")),)
"""First, because PostgreSQL names the role for which there are too many."""

_FOR_GOOD: Final = (
    (_MAY_NOT_USE, ("(1044,", "permission denied for database")),
    (_DENIED, ("(1045,", "(1698,", "authentication failed", "no password", "role ")),
    (_NO_DATABASE, ("unknown database", "does not exist")),
    (_NOT_LET_IN, ("(1130,", "pg_hba.conf")),
    (_NO_RIGHT, ("command denied", "permission denied for ")),
    (_NO_FILE, ("unable to open database file",)),
    (_READ_ONLY, ("readonly database",)),
    (_NO_OPTION, ("invalid connection option", "invalid uri query")),
    (_NO_TLS, ("ssl is required but", "does not support ssl")),
    (_NO_SQLITE, ("file is not a database",)),
)
_FOR_NOW: Final = (
    (
        _UNKNOWN_HOST,
        ("not known", "nodename", "name resolution", "translate host", "resolve", "getaddrinfo"),
    ),
    (_NOBODY_THERE, ("refused", "no such file")),
    (_SILENT, ("timed out", "timeout")),
)
"""Signs in the drivers' words, in lower case; the first that fits counts."""


@dataclass(frozen=True, slots=True)
class Problem:
    """What is wrong with a database, and what to do about it: two sentences."""

    found: str
    todo: str
    may_pass: bool = False
    """Whether waiting may help: a server that is away, not a password that is wrong."""

    @property
    def sentence(self) -> str:
        """Both, as one line."""
        return f"{self.found} {self.todo}"


def place(url: URL) -> str:
    """Name a database without its password, as a person would."""
    if url.get_backend_name() == "sqlite":
        return url.database or "memory"
    return f"{url.database or 'no name'} on {_host(url)}"


def missing_file(url: URL) -> Path | None:
    """Return the SQLite file that is not there; to connect would make it."""
    if url.get_backend_name() != "sqlite" or not url.database or url.database == ":memory:":
        return None
    file = Path(url.database).absolute()
    return None if file.exists() else file


def no_file(url: URL) -> Problem | None:
    """Say that the SQLite file is not there, if so."""
    file = missing_file(url)
    return None if file is None else Problem(f"There is no database at {file}.", MIGRATE)


@contextmanager
def explained(url: URL) -> Iterator[None]:
    """Raise what the database refuses as a sentence that says why; the rest goes its way."""
    if problem := no_file(url):
        raise CannotStart(problem.sentence)
    try:
        yield
    except (Unavailable, DBAPIError) as error:
        if not isinstance(error.__cause__ if isinstance(error, Unavailable) else error, DBAPIError):
            raise
        raise Unavailable(explain(error, url).sentence) from error


def explain(error: Unavailable | DBAPIError | sqlite3.Error, url: URL) -> Problem:
    """Say why a database could not be used."""
    cause = error.__cause__ if isinstance(error, Unavailable) else error
    original = cause.orig if isinstance(cause, DBAPIError) else cause
    words = str(original or error)
    names = {
        "host": _host(url),
        "user": url.username or "",
        "database": url.database or "",
        "words": _told(original or error),
    }
    for may_pass, known in ((True, _TOO_MANY), (False, _FOR_GOOD), (True, _FOR_NOW)):
        for (found, todo), signs in known:
            if any(sign in words.lower() for sign in signs):
                return Problem(found.format(**names), todo, may_pass)
    return Problem(
        f"The database says: {names['words']}.",
        "Its own log may say more.",
        isinstance(error, Unavailable),
    )


def _told(error: BaseException) -> str:
    """Return a driver's own words without its number and without the statement they quote."""
    words = error.args[-1] if error.args and isinstance(error.args[-1], str) else str(error)
    return " ".join(words.partition("\nLINE ")[0].split()).rstrip(".")


def _host(url: URL) -> str:
    socket = url.query.get("unix_socket") or (None if url.host else url.query.get("host"))
    if socket:
        return str(socket)
    host = url.host or "localhost"
    return f"{host}:{url.port}" if url.port else host
