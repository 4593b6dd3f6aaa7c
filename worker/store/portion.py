"""Which of many rows that are due are looked at in one go."""

from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass
from typing import Any, Final, TypeVar

from sqlalchemy import Select, bindparam

T = TypeVar("T")

_KEYS_AT_ONCE: Final = 500


@dataclass(frozen=True, slots=True)
class Portion:
    """So many rows, after some that have been looked at before."""

    at_most: int
    skipped: int = 0

    @property
    def values(self) -> dict[str, int]:
        """The parameters of a statement that is read in portions."""
        return asdict(self)


def in_portions(statement: Select[Any]) -> Select[Any]:
    """Read a statement in portions; it must order its rows, no two alike."""
    return statement.limit(bindparam("at_most")).offset(bindparam("skipped"))


def in_batches(keys: Sequence[T]) -> Iterator[Sequence[T]]:
    """Return keys some at a time, as many as one statement asks for."""
    for begin in range(0, len(keys), _KEYS_AT_ONCE):
        yield keys[begin : begin + _KEYS_AT_ONCE]
