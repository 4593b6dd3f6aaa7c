"""What a process asks of its connections to a database server: how many, and how each behaves."""

from dataclasses import dataclass
from typing import Final, Self

from worker.settings import Settings

KEPT: Final = 20
"""As many as a process has threads that often want one; more are closed after use."""


@dataclass(frozen=True, slots=True)
class Pool:
    """A process' connections; SQLite, which has no server, only counts them."""

    connections: int = 30
    lock_seconds: int = 10
    """How long a row that another holds is waited for."""
    prepares: bool = True
    """Whether statements may be prepared where no pooler is seen between."""

    @classmethod
    def of(cls, settings: Settings) -> Self:
        """Return what an office wants."""
        return cls(
            settings.database_connections,
            settings.database_lock_seconds,
            settings.database_prepared,
        )

    @property
    def kept(self) -> int:
        """How many stay open."""
        return min(self.connections, KEPT)


DEFAULT: Final = Pool()
