"""Every text the sandbox has got: in memory to be found quickly, in the journal to be kept."""

import re
from bisect import bisect_left, bisect_right
from collections import Counter
from collections.abc import Iterator, Sequence
from pathlib import Path

import structlog
from pydantic import TypeAdapter, ValidationError

from worker.errors import CannotStart
from worker.sandbox.message import Message
from worker.sandbox.optout import OptOuts

_LINK = re.compile(r"https?://[^\s<>\"]*?/([A-Za-z0-9_-]+)(?=[\s.,;:!?)]|$)")
_LINE = TypeAdapter(Message)

_log = structlog.get_logger()


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


class Counts:
    """Counts of accepted texts; erasing or deleting a text later takes nothing back."""

    def __init__(self) -> None:
        self._accepted = 0
        self._by_link: Counter[str] = Counter()
        self._by_text: Counter[tuple[str, str]] = Counter()

    def add(self, message: Message) -> None:
        """Count a text that has just been accepted by the API."""
        if message.direction != "outbound-api":
            return
        self._accepted += 1
        self._by_text[message.to, message.body] += 1
        self._by_link.update(set(_LINK.findall(message.body)))

    def shown(self) -> dict[str, object]:
        """Build the counts: in all, by the last part of a link, and by recipient with body."""
        texts = self._by_text.items()
        return {
            "accepted": self._accepted,
            "links": dict(self._by_link),
            "texts": [{"to": to, "body": body, "accepted": n} for (to, body), n in texts],
        }


class Inbox:
    """Texts by order of arrival, by sid, by the number that was texted and by the person."""

    def __init__(self, journal: Journal) -> None:
        self._journal = journal
        self.counts = Counts()
        self.opt_outs = OptOuts()
        self._messages: list[Message] = []
        self._place_of: dict[str, int] = {}
        self._places_to: dict[str, list[int]] = {}
        self._places_with: dict[str, list[int]] = {}
        for message in journal.read():
            self._remember(message)

    def keep(self, message: Message) -> None:
        """Store a new text, or a known one with a change."""
        self._journal.append(message)
        self._remember(message)

    def find(self, sid: str) -> Message | None:
        """Return the text of this sid unless it has been deleted."""
        place = self.place_of(sid)
        if place is None or self._messages[place].deleted_at is not None:
            return None
        return self._messages[place]

    def place_of(self, sid: str) -> int | None:
        """Return how many texts came before this one, deleted ones included."""
        return self._place_of.get(sid)

    def everything(self) -> Sequence[Message]:
        """Return all that ever arrived, oldest first, deleted ones included."""
        return self._messages

    def older(self, than: int | None = None, to: str | None = None) -> Iterator[Message]:
        """Yield the texts before this place, newest first."""
        places = self._places(to)
        end = len(places) if than is None else bisect_left(places, than)
        return self._at(places[index] for index in range(end - 1, -1, -1))

    def newer(self, than: int, to: str | None = None) -> Iterator[Message]:
        """Yield the texts after this place, oldest first."""
        places = self._places(to)
        start = bisect_right(places, than)
        return self._at(places[index] for index in range(start, len(places)))

    def latest(self, person: str) -> Iterator[Message]:
        """Yield the texts to and from a person, newest first."""
        return self._at(reversed(self._places_with.get(person, ())))

    def people(self) -> Iterator[str]:
        """Yield the numbers of those who were texted or who texted, the latest first."""
        return reversed(self._places_with)

    def _remember(self, message: Message) -> None:
        known = self._place_of.get(message.sid)
        if known is not None:
            self._messages[known] = message
            return
        place = len(self._messages)
        self._messages.append(message)
        self._place_of[message.sid] = place
        self.counts.add(message)
        self.opt_outs.learn(message)
        self._places_to.setdefault(message.to, []).append(place)
        places = self._places_with.pop(message.person, [])
        places.append(place)
        self._places_with[message.person] = places  # put last: people() goes by the latest text

    def _places(self, to: str | None) -> Sequence[int]:
        return range(len(self._messages)) if to is None else self._places_to.get(to, ())

    def _at(self, places: Iterator[int]) -> Iterator[Message]:
        texts = (self._messages[place] for place in places)
        return (text for text in texts if text.deleted_at is None)
