"""A provider in memory: it keeps what it was given and answers as it is told."""

from collections.abc import Callable
from datetime import datetime

from worker.gateways.port import Accepted, CannotAsk, Outcome, Text


class KeepingGateway:
    """Accepts every text, unless told to answer otherwise."""

    def __init__(self) -> None:
        self.texts: list[Text] = []
        self.answers: list[Outcome] = []
        self.before_answer: Callable[[], None] = lambda: None
        self.is_found = False
        self.can_be_asked = True
        self.asked: list[tuple[str, str]] = []

    def send(self, text: Text) -> Outcome:
        """Keep the text; answer as told, else accept it."""
        self.texts.append(text)
        self.before_answer()
        if self.answers:
            return self.answers.pop(0)
        return self._accepted(text.body)

    def find(self, recipient: str, token: str, since: datetime) -> Accepted | None:  # noqa: ARG002
        """Find a text that was handed over, if told that it is found."""
        self.asked.append((recipient, token))
        if not self.can_be_asked:
            raise CannotAsk("told so")
        bodies = [text.body for text in self.texts if token in text.body]
        return self._accepted(bodies[0]) if self.is_found and bodies else None

    def warm_up(self) -> None:
        """Nothing to prepare."""

    def _accepted(self, body: str) -> Accepted:
        return Accepted(f"SM{len(self.texts):032}", "15035550199", 1, body)
