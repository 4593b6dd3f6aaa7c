"""How often each text was accepted: what a test of "no text twice" asks."""

import re
from collections import Counter

from worker.sandbox.message import Message

_LINK = re.compile(r"https?://[^\s<>\"]*?/([A-Za-z0-9_-]+)(?=[\s.,;:!?)]|$)")


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
