"""Which of many rows that are due are looked at in one go."""

from dataclasses import asdict, dataclass
from typing import Any

from sqlalchemy import Select, bindparam


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
