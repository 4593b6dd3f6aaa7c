"""What is being measured now, on standard error; the table alone goes to standard output."""

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from time import monotonic


class Step:
    """One step, and how far it has come."""

    def __init__(self, name: str) -> None:
        self._name = name
        self._began = monotonic()
        self._is_shown = sys.stderr.isatty()
        if self._is_shown:
            _write(f"{name} ...")

    def tell(self, done: int, of: int) -> None:
        """Show a count, in place; what is no terminal gets none."""
        if self._is_shown:
            _write(f"\r{self._name} {done}/{of} ")

    def end(self) -> None:
        """Show how long it took."""
        start = "\r" if self._is_shown else ""
        _write(f"{start}{self._name}: {monotonic() - self._began:.0f} s    \n")

    @classmethod
    @contextmanager
    def named(cls, name: str) -> Iterator["Step"]:
        """Show a step until the end of the block."""
        step = cls(name)
        yield step
        step.end()


def _write(text: str) -> None:
    sys.stderr.write(text)
    sys.stderr.flush()
