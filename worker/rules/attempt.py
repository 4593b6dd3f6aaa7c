"""The ledger's states: what one call of the provider has come to, and what follows."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import StrEnum

from schemas.keys import ClinicNum

LEASE = timedelta(seconds=15)
"""Longer than the gateway ever takes: who holds an attempt longer than this has died."""

SOONEST_LAST_LOOK = timedelta(seconds=60)
"""A call may begin when the lease has just not ended, and the provider's list lags behind."""

FIRST_PAUSE = timedelta(seconds=15)
LONGEST_PAUSE = timedelta(minutes=5)


class AttemptState(StrEnum):
    """Where an attempt stands."""

    DISPATCHING = "dispatching"
    """Committed before the call; if its lease runs out, nobody knows what became of it."""
    ACCEPTED = "accepted"
    """The provider has the text."""
    REJECTED = "rejected"
    """The provider refused it, or it never got there: certainly not sent."""
    UNKNOWN = "unknown"
    """The call ended without an answer: the provider is asked before anything is sent again."""
    NOT_SENT = "not_sent"
    """Was unknown; the provider had no trace of it at any look."""
    GIVEN_UP = "given_up"
    """Was unknown and stays so: it is not sent again."""


class UnknownPolicy(StrEnum):
    """What follows the last look at an attempt that the provider has no trace of."""

    RESEND = "resend"
    NEVER = "never"


class Purpose(StrEnum):
    """What a text is for; with the row it belongs to, that names the text."""

    OFFER = "offer"
    """An opening; it belongs to a row of asapcomm."""
    CONFIRMATION = "confirmation"
    """The appointment was moved; like a reply it belongs to a row of asapcomms_text."""
    REPLY = "reply"
    """An answer to a patient's keyword."""
    OWN = "own"
    """One of these two, where only the text's number is known: its row says which."""


@dataclass(frozen=True, slots=True)
class TextKey:
    """Which text: an offer by its AsapCommNum, any other by its number in asapcomms_text."""

    purpose: Purpose
    subject: int

    @property
    def ids(self) -> dict[str, object]:
        """The text, for the logs."""
        name = "asap_comm_num" if self.purpose is Purpose.OFFER else "text_num"
        return {name: self.subject}

    def __str__(self) -> str:
        return f"{'offer' if self.purpose is Purpose.OFFER else 'text'}/{self.subject}"


@dataclass(frozen=True, slots=True, kw_only=True)
class OutgoingText:
    """One text to one number, from its claim to the patient's chart: one attempt to send it."""

    key: TextKey
    attempt_id: str
    attempt_no: int = 1
    recipient: str = field(repr=False)
    """Digits with country code."""
    body: str = field(repr=False)
    token: str = field(default="", repr=False)
    """What the provider's list is searched for; empty stands for the whole body."""
    began_at: datetime
    valid_for: timedelta = timedelta()
    """After this the provider should drop a text it still holds."""
    callback_url: str = ""
    """Where the provider tells what becomes of the text."""
    is_probe: bool = False
    """Whether it tries if a stopped sender works again."""

    @property
    def ids(self) -> dict[str, object]:
        """Which text it is, for the logs."""
        return self.key.ids


class TextState(StrEnum):
    """Where a text stands that is no offer."""

    WAITING = "waiting"
    UNSURE = "unsure"
    """Its call ended without an answer; the provider is asked before anything is sent again."""
    SENT = "sent"
    SKIPPED = "skipped"
    FAILED = "failed"


TEXT_ON_ITS_WAY = frozenset({TextState.WAITING, TextState.UNSURE})
"""What comes of a text that is no offer is not known."""

TEXT_ENDED = frozenset(TextState) - TEXT_ON_ITS_WAY
"""Nobody comes back to it."""

OPEN = frozenset({AttemptState.DISPATCHING, AttemptState.UNKNOWN})
"""While an attempt is open its text must not be sent again, and somebody must come back to it."""

CLOSED = frozenset({AttemptState.NOT_SENT, AttemptState.GIVEN_UP})
"""Nobody looks after an attempt in one of these, but a receipt may yet prove it wrong."""

CERTAIN = frozenset({AttemptState.ACCEPTED, AttemptState.REJECTED})
"""Nothing is to be learned any more of an attempt in one of these; of others a receipt may come."""

NOT_WITH_PATIENT = frozenset({AttemptState.REJECTED, AttemptState.NOT_SENT})
"""As far as anybody can tell, the patient does not have the text of an attempt in one of these."""


def may_follow(state: AttemptState, next_at: datetime | None, now: datetime) -> bool:
    """Say whether a text may be attempted again after its last attempt.

    Only what certainly was not sent is: after the pause it asked for, or after the provider had no
    trace of it at any look.
    """
    if state is AttemptState.REJECTED:
        return next_at is not None and next_at <= now
    return state is AttemptState.NOT_SENT


def pause_before_retry(attempt_no: int, retry_after: timedelta | None) -> timedelta:
    """Wait longer each time a text certainly was not sent, and never less than the provider asks."""
    doubled = min(FIRST_PAUSE * (1 << min(attempt_no - 1, 10)), LONGEST_PAUSE)
    return max(doubled, retry_after or timedelta())


@dataclass(frozen=True, slots=True)
class UnknownPolicies:
    """What happens to a text of which the provider has no trace at any look, clinic by clinic."""

    everywhere: UnknownPolicy
    of_clinic: Mapping[ClinicNum, UnknownPolicy] = field(default_factory=dict)

    def of(self, clinic_num: ClinicNum) -> UnknownPolicy:
        """Return a clinic's own, else that of all."""
        return self.of_clinic.get(clinic_num, self.everywhere)

    def __str__(self) -> str:
        own = (f"{clinic}:{policy}" for clinic, policy in self.of_clinic.items())
        return ",".join((self.everywhere, *own))


def read_policies(text: str) -> UnknownPolicies:
    """Read ``resend,2:never``: one for all, and those of single clinics by ClinicNum.

    Raises ValueError.
    """
    everywhere = UnknownPolicy.RESEND
    of_clinic = {}
    for part in filter(None, map(str.strip, text.split(","))):
        clinic, colon, name = part.rpartition(":")
        if name not in list(UnknownPolicy) or (colon and not clinic.isdecimal()):
            raise ValueError("must be resend or never, or a list as resend,2:never")
        if colon:
            of_clinic[ClinicNum(int(clinic))] = UnknownPolicy(name)
        else:
            everywhere = UnknownPolicy(name)
    return UnknownPolicies(everywhere, of_clinic)


def next_look(began_at: datetime, now: datetime, looks: Sequence[float]) -> datetime | None:
    """Return when the provider is asked next about an unknown attempt; None after the last look.

    ``now`` is when it was asked: an answer that somebody slept over says nothing about later. Looks are seconds after the call began; those that have passed are over, done or missed.
    """
    moments = (began_at + timedelta(seconds=seconds) for seconds in looks)
    return next((moment for moment in moments if moment > now), None)
