"""The road of every text: an attempt is written down, the provider is called, the rest is recorded."""

import hashlib
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

import structlog

from worker.gateways.port import TOO_LATE, Text
from worker.office import Office
from worker.rules.attempt import LEASE, TextKey
from worker.steps.link import callback_url
from worker.steps.record import Sending, record
from worker.store import attempts
from worker.store.engine import Transaction

log = structlog.get_logger()


@dataclass(frozen=True, slots=True, kw_only=True)
class Message:
    """What is to be handed over."""

    key: TextKey
    recipient: str
    body: str
    token: str
    """What the provider's list is searched for; empty stands for the whole body."""
    valid_for: timedelta
    is_probe: bool = False
    """Whether it tries if a stopped sender works again."""


@dataclass(frozen=True, slots=True)
class Claimed:
    """An attempt that is ours, written before the call."""

    sending: Sending
    text: Text


def begin(
    transaction: Transaction, message: Message, attempts_before: int, office: Office, now: datetime
) -> Claimed | None:
    """Write the attempt; None where another worker has just done so."""
    attempt_id = attempts.begin(
        transaction,
        message.key,
        attempts_before + 1,
        recipient=message.recipient,
        token=message.token,
        body_sha256=hashlib.sha256(message.body.encode()).hexdigest(),
        now=now,
    )
    if attempt_id is None:
        return None
    sending = Sending(
        attempt_id=attempt_id,
        key=message.key,
        recipient=message.recipient,
        body=message.body,
        attempt_no=attempts_before + 1,
        began_at=now,
        is_probe=message.is_probe,
    )
    log.info("text.claimed", attempt_no=sending.attempt_no, **sending.ids)
    text = Text(
        recipient=message.recipient,
        body=message.body,
        valid_for=message.valid_for,
        callback_url=callback_url(office.base_url, attempt_id),
    )
    return Claimed(sending, text)


def hand_over(claimed: Claimed | None, office: Office, clock: Callable[[], datetime]) -> None:
    """Call the provider with no transaction open, and record what came of it.

    Whoever stood still until the lease was over, before the call or on the way to it, has not sent
    it and must not: others have looked for it by then, and may have sent it.
    """
    if claimed is None:
        return
    ends = claimed.sending.began_at + LEASE

    def is_ours() -> bool:
        return clock() < ends

    text = replace(claimed.text, may_leave=is_ours)
    outcome = office.gateway.send(text) if is_ours() else TOO_LATE
    if outcome is TOO_LATE:
        log.warning("text.too-late", **claimed.sending.ids)
    record(claimed.sending, outcome, office, clock())
