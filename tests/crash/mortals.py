"""The workers of a house that die where they are told, and how each has ended."""

import json
import os
import select
import signal
from contextlib import ExitStack
from io import TextIOWrapper
from pathlib import Path
from typing import Final

from tests.crash.crew import Crew

_PATIENCE_SECONDS: Final = 30.0


class Mortals:
    """Workers of one process each, which are killed one after the other."""

    def __init__(self, crew: Crew, folder: Path, options: tuple[str, ...]) -> None:
        self._crew = crew
        self._options = options
        self._told, self._ended = folder / "mortals.told", folder / "mortals.ended"
        self._pipes: tuple[TextIOWrapper, TextIOWrapper] | None = None
        self._stack = ExitStack()

    def begin(self, **told: str) -> None:
        """Begin a worker; the first also begins the process that is copied."""
        telling, _ = self._pipes = self._pipes or self._open()
        telling.write(json.dumps(told) + "\n")
        telling.flush()

    def has_died(self) -> bool:
        """Wait until the worker has been killed; False where it lives too long, or ended otherwise."""
        if self._pipes is None:
            raise ValueError("nobody has begun")
        _, hearing = self._pipes
        heard, _, _ = select.select([hearing], [], [], _PATIENCE_SECONDS)
        return bool(heard) and hearing.readline() == f"{-signal.SIGKILL}\n"

    def close(self) -> None:
        """Let no more begin."""
        self._stack.close()

    def _open(self) -> tuple[TextIOWrapper, TextIOWrapper]:
        for pipe in (self._told, self._ended):
            os.mkfifo(pipe)
        words = ("nursery", "tests.crash.mortal", *self._options)
        self._crew.spawn("mortal", words, self._told, self._ended)
        return (
            self._stack.enter_context(self._told.open("w")),
            self._stack.enter_context(self._ended.open()),
        )
