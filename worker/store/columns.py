"""Column kinds of an Open Dental database: never NULL, with Open Dental's zero values.

A column is reached by its name in snake case and stored under Open Dental's own.
"""

import sys
import unicodedata
from collections.abc import Callable
from datetime import UTC, date, datetime, time, timedelta
from typing import Any, TypeVar

from pydantic.alias_generators import to_snake
from sqlalchemy import (
    BigInteger,
    Column,
    Date,
    DateTime,
    Dialect,
    Float,
    Integer,
    SmallInteger,
    String,
    Text,
    Time,
    TypeDecorator,
    func,
)
from sqlalchemy.dialects import mysql, sqlite

from schemas.wire import NEVER
from worker.rules.slot import LAST_STOP

Value = TypeVar("Value")

_LAST_OF_THREE_BYTES = "\uffff"

KEY = BigInteger().with_variant(Integer, "sqlite")
"""SQLite counts up only what it calls INTEGER."""
LONG_TEXT = Text().with_variant(mysql.MEDIUMTEXT(), "mysql", "mariadb")
"""A TEXT of MySQL ends at 64 KiB."""
_DATE_TIME = DateTime().with_variant(
    sqlite.DATETIME(truncate_microseconds=True),
    "sqlite",
)
_CLOCK = Time().with_variant(
    sqlite.TIME(truncate_microseconds=True),
    "sqlite",
)


class Foreign(TypeDecorator[Value]):
    """A time or day of Open Dental's, where others may have written what no clock shows: "never"."""

    cache_ok = True
    kind: type[Any]
    never: Any

    def result_processor(self, dialect: Dialect, coltype: object) -> Callable[[object], Value]:
        """Read what the driver gives; this runs for each value, so it is one call where it can be."""
        inner = self.impl_instance.result_processor(dialect, coltype)
        kind, never = self.kind, self.never
        if inner is None:
            return lambda value: value if isinstance(value, kind) else never

        def process(value: object) -> Value:
            try:
                found = inner(value)
            except ValueError:
                return never  # type: ignore[no-any-return]
            return never if found is None else found  # type: ignore[no-any-return]

        return process


class WallTime(Foreign[datetime]):
    """A time on the office's clock; zero dates of any kind are read as "never"."""

    impl = _DATE_TIME
    cache_ok = True
    kind, never = datetime, NEVER


class Day(Foreign[date]):
    """A date; zero dates of any kind are read as "never"."""

    impl = Date
    cache_ok = True
    kind, never = date, NEVER.date()


class Clock(TypeDecorator[time]):
    """A time of day; what lies before or past the day, such as 24:00:00, is its first or last."""

    impl = _CLOCK
    cache_ok = True

    def result_processor(self, dialect: Dialect, coltype: object) -> Callable[[object], time]:  # noqa: ARG002
        """Leave SQLAlchemy's own out: of MariaDB's spans it drops the days."""
        return time_of_day


def time_of_day(value: object) -> time:
    """Read a time of day as each driver gives it: a time, a span, or SQLite's text."""
    if isinstance(value, time):
        return value
    if isinstance(value, timedelta):
        return (NEVER + value).time() if not value.days else _edge(is_past=value.days > 0)
    text = str(value or "")
    try:
        return time.fromisoformat(text)
    except ValueError:
        return _edge(is_past=text[:1].isdigit())


def _edge(*, is_past: bool) -> time:
    return LAST_STOP if is_past else time()


class Words(TypeDecorator[str]):
    """A text; what Open Dental's three-byte character set cannot hold is named: [thumbs up sign].

    MariaDB would refuse to compare such a text with its columns, and keep question marks of it.
    """

    impl = Text
    cache_ok = True

    def __init__(self, length: int | None = None) -> None:
        super().__init__()
        self.kind = String(length) if length else Text()

    def load_dialect_impl(self, dialect: Dialect) -> Any:  # noqa: ANN401 - SQLAlchemy's own
        """Be of limited length, or not."""
        return dialect.type_descriptor(self.kind)

    def process_bind_param(self, value: str | None, dialect: Dialect) -> str | None:
        """Name what does not fit."""
        if value is None or value.isascii() or not _is_short(dialect):
            return value
        return "".join(map(_named, value))


def not_held(text: str, dialect: Dialect) -> str:
    """Return the signs of a text, each once, that no column of Words gives back as they are."""
    last = _LAST_OF_THREE_BYTES if _is_short(dialect) else chr(sys.maxunicode)
    return "".join(dict.fromkeys(sign for sign in text if sign == "\x00" or sign > last))


def _is_short(dialect: Dialect) -> bool:
    return dialect.name in {"mysql", "mariadb"}


def _named(character: str) -> str:
    """Return a character, its plain form, or its name; a shade of skin is left out."""
    if character <= _LAST_OF_THREE_BYTES:
        return character
    plain = unicodedata.normalize("NFKC", character)
    if max(plain) <= _LAST_OF_THREE_BYTES:
        return plain
    if unicodedata.category(character) == "Sk":
        return ""
    return f"[{unicodedata.name(character, 'sign').lower()}]"


class Instant(TypeDecorator[datetime]):
    """A moment with its time zone, stored in UTC to the microsecond.

    MySQL keeps fractions of a second only when told to.
    """

    impl = DateTime().with_variant(mysql.DATETIME(fsp=6), "mysql", "mariadb")
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:  # noqa: ARG002
        """Store UTC; a time without a zone is a mistake of ours and raises ValueError."""
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("an instant needs a time zone")
        return value.astimezone(UTC).replace(tzinfo=None)

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:  # noqa: ARG002
        """Read UTC."""
        return None if value is None else value.replace(tzinfo=UTC)


def key(name: str) -> Column[int]:
    """Make a primary key that is counted up and never used again."""
    return Column(name, KEY, key=to_snake(name), primary_key=True, autoincrement=True)


def number(name: str, *, index: bool = False) -> Column[int]:
    """Make a foreign key or count; 0 is Open Dental's "none"."""
    return _column(name, KEY, 0, index=index)


def code(name: str, *, index: bool = False) -> Column[int]:
    """Make an enumeration, or a yes or no."""
    return _column(name, SmallInteger(), 0, index=index)


def money(name: str) -> Column[float]:
    """Make an amount."""
    return _column(name, Float(), 0.0)


def short_text(name: str, length: int = 255, *, index: bool = False) -> Column[str]:
    """Make a text of limited length."""
    return _column(name, Words(length), "", index=index)


def long_text(name: str) -> Column[str]:
    """Make a text of any length."""
    return _column(name, Words(), "")


def wall_time(name: str, *, index: bool = False) -> Column[datetime]:
    """Make a time on the office's clock, to the second."""
    return _column(name, WallTime(), NEVER, index=index)


def day(name: str, *, index: bool = False) -> Column[date]:
    """Make a date."""
    return _column(name, Day(), NEVER.date(), index=index)


def clock(name: str) -> Column[time]:
    """Make a time of day."""
    return _column(name, Clock(), time())


def stamp(name: str) -> Column[datetime]:
    """Make the time of the row's last change, which the database keeps."""
    return Column(
        name,
        WallTime(),
        key=to_snake(name),
        nullable=False,
        server_default=func.current_timestamp(),
        onupdate=func.current_timestamp(),
    )


def _column(name: str, kind: Any, zero: object, *, index: bool = False) -> Column[Any]:  # noqa: ANN401
    return Column(name, kind, key=to_snake(name), nullable=False, default=zero, index=index)
