"""What the service asks of an SMS provider, and the three answers there are."""

from collections.abc import Callable, Collection, Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Final, Protocol

from worker.rules.attempt import OutgoingText


@dataclass(frozen=True, slots=True)
class Accepted:
    """The provider has the text."""

    sid: str
    sender: str
    segments: int
    body: str
    """As the provider keeps it; empty where it keeps none."""


@dataclass(frozen=True, slots=True)
class NotSent:
    """The text certainly did not go out."""

    sentence: str
    is_permanent: bool
    code: int | None = None
    http_status: int | None = None
    retry_after: timedelta | None = None


TOO_LATE: Final = NotSent(
    "The service was interrupted before the text could leave.", is_permanent=False
)
"""What becomes of a text that may not leave any more."""


@dataclass(frozen=True, slots=True)
class NoAnswer:
    """Nobody knows: the call may or may not have reached the provider."""

    reason: str
    http_status: int | None = None


@dataclass(frozen=True, slots=True)
class CannotTell:
    """The provider's list was read and proves nothing: the text may be in it, hidden from us."""

    reason: str


@dataclass(frozen=True, slots=True)
class Habits:
    """What the provider tells of itself by its list of texts."""

    utc: datetime | None
    """Its clock, read the moment it was asked."""
    hides_bodies: bool
    hides_numbers: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class ListedText:
    """A text of the account, as the provider's list shows it; numbers are digits with country code."""

    sid: str
    sender: str = field(repr=False)
    recipient: str = field(repr=False)
    body: str = field(repr=False)
    segments: int
    age: timedelta
    """How long ago it was made, by the provider's clock."""
    is_inbound: bool
    hides_body: bool
    hides_number: bool


@dataclass(frozen=True, slots=True)
class ProviderStatus:
    """Where a text stands that the provider had accepted, in the provider's own words."""

    status: str
    code: int | None


CallOutcome = Accepted | NotSent | NoAnswer


class CannotAsk(Exception):
    """The provider did not say which texts it has, or how one stands."""


class Gateway(Protocol):
    """An SMS provider."""

    def send(self, text: OutgoingText, may_leave: Callable[[], bool] = ...) -> CallOutcome:
        """Hand over a text: at most one call that may have gone through, bounded in time.

        ``may_leave`` is asked right before each write: whoever slept too long must not send any
        more, nothing of it is written then, and it is NotSent.

        Killed at any point, the text has been handed over once or not at all.
        """

    def find(
        self, recipient: str, token: str, age: timedelta, besides: Collection[str] = ()
    ) -> Accepted | CannotTell | None:
        """Look for a text to this number that holds the token; raises CannotAsk.

        Its call began that long ago: whose clock shows what is no matter. Those whose ids are in
        ``besides`` are others that hold it too. None only where the list proves it.
        """

    def listed(self, since: datetime, now: datetime) -> Iterator[ListedText]:
        """Go through all texts of the account, newest first, back to a moment of our clock.

        Raises CannotAsk, also on the way: then nothing is known of what was not seen yet.
        """

    def habits(self) -> Habits:
        """Say what the provider's list shows and hides; raises CannotAsk."""

    def look_up(self, sid: str) -> ProviderStatus:
        """Ask how an accepted text stands; raises CannotAsk."""

    def warm_up(self) -> None:
        """Prepare the first call, so that it takes no longer than the others."""
