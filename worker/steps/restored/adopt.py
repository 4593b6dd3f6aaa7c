"""Adopt a text that the provider has and the database does not know to be sent."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from uuid import uuid4

import structlog

from schemas.codes import SendStatus
from worker.gateways.port import Accepted, ListedText
from worker.office import Office
from worker.rules.attempt import AttemptState, OutgoingText, Purpose, TextKey
from worker.rules.segments import count_segments
from worker.steps import receipts
from worker.steps.text import owner as owners
from worker.steps.text import sender
from worker.steps.text.offer_owner import OfferOwner
from worker.store.engine import Transaction
from worker.store.ledger import attempts
from worker.store.ledger.attempts import Attempt

log = structlog.get_logger()


@dataclass
class Report:
    """What was found at the provider after a restore."""

    since: datetime
    looked_at: int = 0
    """Texts in the provider's list."""
    adopted: int = 0
    """Those that the database did not know to be sent."""
    doubled: list[str] = field(default_factory=list)
    """The provider's ids of texts whose link another one has as well."""
    unknown: list[str] = field(default_factory=list)
    """The provider's ids of texts with a link of ours that no offer has."""
    heard: int = 0
    """Texts from patients that were not in the database."""
    given_up: int = 0
    """Texts of which the provider's list does not say whether they went out."""
    waiting: int = 0
    """Offers and other texts that are due, and go out after the release if they still may."""
    still_held: list[str] = field(default_factory=list)


def adopt(
    key: TextKey,
    text: ListedText,
    link: str,
    report: Report,
    office: Office,
    clock: Callable[[], datetime],
) -> None:
    """Record it as sent when it was, unless that is known; one more of a text that was sent is told."""
    attempt = office.store.write(
        lambda transaction: _attempt(transaction, key, text, link, office, clock())
    )
    if attempt is None:
        return
    if attempt.state is AttemptState.ACCEPTED:
        if attempt.provider_sid not in {"", None, text.sid}:
            report.doubled.append(text.sid)
            log.error("text.doubled", sid=text.sid, **key.ids)
        return
    found = Accepted(text.sid, text.sender, text.segments, text.body)
    receipts.found_after_all(attempt, found, office, clock)
    report.adopted += 1
    log.info("text.adopted", sid=text.sid, **key.ids)


def _attempt(
    transaction: Transaction,
    key: TextKey,
    text: ListedText,
    link: str,
    office: Office,
    now: datetime,
) -> Attempt | None:
    """Return the attempt that handed this text over: the last one that may have, or a new one."""
    began_at = now - text.age
    owner = owners.load(transaction, key).lock(transaction, office.local(now).date())
    if owner is None:
        return None
    last = attempts.last(transaction, owner.key)
    if last is not None and last.state is not AttemptState.REJECTED:
        return last
    is_sent = (
        isinstance(owner, OfferOwner) and owner.offer.sms_send_status == SendStatus.SEND_SUCCESSFUL
    )
    if last is None and is_sent:
        return None  # so long ago that its attempt has been removed
    made = OutgoingText(
        key=owner.key,
        attempt_id=str(uuid4()),
        attempt_no=last.attempt_no + 1 if last else 1,
        recipient=text.recipient,
        body=text.body,
        token=link if owner.key.purpose is Purpose.OFFER else "",
        began_at=began_at,
    )
    if attempts.begin(transaction, made):
        owner.may_be_sent(transaction, office.local(began_at))
        segments = text.segments or count_segments(text.body)
        sender.count(transaction, office, owner.clinic_num, segments, began_at)
    return attempts.find(transaction, made.attempt_id)
