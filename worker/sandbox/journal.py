"""The file that outlives the process: one line for each text, and again for each change to it."""

from collections.abc import Iterator
from pathlib import Path

import structlog
from pydantic import TypeAdapter, ValidationError

from worker.errors import CannotStart
from worker.sandbox.message import Message

_log = structlog.get_logger()
_LINE = TypeAdapter(Message)


class Journal:
    """An append-only file of JSON lines.

    A line handed to the system outlives a killed process; a power cut may lose the latest ones.
    """

    def __init__(self, path: Path) -> None:
        self._path = path
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
            self._mend()
        except OSError as error:
            reason = error.strerror or str(error)
            raise CannotStart(f"The sandbox cannot keep its texts in {path}: {reason}.") from None

    def read(self) -> Iterator[Message]:
        """Yield every line in order; one that cannot be understood is left out with a warning."""
        with self._path.open("rb") as lines:
            for number, line in enumerate(lines, start=1):
                try:
                    yield _LINE.validate_json(line)
                except ValidationError:
                    _log.warning("journal.line_skipped", line=number)

    def append(self, message: Message) -> None:
        """Write the text as it is now, in one go; the next start finds it so."""
        with self._path.open("ab", buffering=0) as lines:
            lines.write(_LINE.dump_json(message, exclude_defaults=True) + b"\n")

    def _mend(self) -> None:
        """Cut off a last line that was torn, so that the next one begins on its own."""
        with self._path.open("a+b") as lines:
            lines.seek(0)
            lines.truncate(sum(len(line) for line in lines if line.endswith(b"\n")))
