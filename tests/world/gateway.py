"""A provider in memory: it keeps what it was given and answers as it is told."""

from collections.abc import Callable, Collection, Iterator
from datetime import datetime, timedelta

from worker.gateways.port import (
    Accepted,
    CallOutcome,
    CannotAsk,
    CannotTell,
    Habits,
    ListedText,
    ProviderStatus,
)
from worker.rules.attempt import OutgoingText


class KeepingGateway:
    """Accepts every text, unless told to answer otherwise."""

    def __init__(self) -> None:
        self.texts: list[OutgoingText] = []
        self.answers: list[CallOutcome] = []
        self.before_answer: Callable[[], None] = lambda: None
        self.is_found = False
        self.doubt: CannotTell | None = None
        self.told = Habits(None, hides_bodies=False, hides_numbers=False)
        self.can_be_asked = True
        self.asked: list[tuple[str, str]] = []
        self.asked_habits = 0
        self.standings: dict[str, ProviderStatus] = {}
        self.looked_up: list[str] = []
        self.received: list[ListedText] = []
        self.keeps: Callable[[str], str] = str

    def send(
        self,
        text: OutgoingText,
        may_leave: Callable[[], bool] = lambda: True,  # noqa: ARG002
    ) -> CallOutcome:
        """Keep the text; answer as told, else accept it."""
        self.texts.append(text)
        self.before_answer()
        if self.answers:
            return self.answers.pop(0)
        return _accepted(len(self.texts), text)

    def find(
        self,
        recipient: str,
        token: str,
        age: timedelta,  # noqa: ARG002
        besides: Collection[str] = (),
    ) -> Accepted | CannotTell | None:
        """Find a text that was handed over, if told that it is found."""
        self.asked.append((recipient, token))
        if not self.can_be_asked:
            raise CannotAsk("told so")
        found = (
            _accepted(number, text)
            for number, text in enumerate(self.texts, start=1)
            if token in text.body
        )
        known = (text for text in found if self.is_found and text.sid not in besides)
        return next(known, self.doubt)

    def listed(self, since: datetime, now: datetime) -> Iterator[ListedText]:
        """Show what was handed over, newest first, and what patients have written."""
        yield from self.received
        for number, text in reversed(list(enumerate(self.texts, start=1))):
            if not self.can_be_asked:
                raise CannotAsk("told so")
            if text.began_at < since:
                return
            hides, shown = self.told, _accepted(number, text)
            yield ListedText(
                sid=shown.sid,
                sender=shown.sender,
                recipient="1503555XXXX" if hides.hides_numbers else text.recipient,
                body="" if hides.hides_bodies else self.keeps(text.body),
                segments=1,
                age=now - text.began_at,
                is_inbound=False,
                hides_body=hides.hides_bodies,
                hides_number=hides.hides_numbers,
            )

    def habits(self) -> Habits:
        """Tell of itself as it is told."""
        self.asked_habits += 1
        if not self.can_be_asked:
            raise CannotAsk("told so")
        return self.told

    def look_up(self, sid: str) -> ProviderStatus:
        """Say how a text stands, if told; else it is on its way."""
        self.looked_up.append(sid)
        if not self.can_be_asked:
            raise CannotAsk("told so")
        return self.standings.get(sid, ProviderStatus("sent", None))

    def warm_up(self) -> None:
        """Nothing to prepare."""


def _accepted(number: int, text: OutgoingText) -> Accepted:
    return Accepted(f"SM{number:032}", "15035550199", 1, text.body)
