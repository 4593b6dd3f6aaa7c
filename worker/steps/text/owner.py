"""The owner of a text: an offer, a row of our own, or nothing any more; each is told what became of it."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Final, Protocol

import structlog

from schemas.codes import SmsMessageSource
from schemas.keys import AsapCommNum, ClinicNum, PatNum
from worker.office import Office
from worker.rules.attempt import OutgoingText, Purpose, TextKey
from worker.rules.skip import Skip
from worker.steps.text.offer_owner import OfferOwner
from worker.steps.text.own_text_owner import OwnTextOwner
from worker.store.engine import Transaction
from worker.store.ledger import own_texts
from worker.store.practice import asapcomms

_NOBODY: Final = PatNum(0)
_NO_CLINIC: Final = ClinicNum(0)

log = structlog.get_logger()


class Owner(Protocol):
    """Whatever a text belongs to; telling it twice is telling it once."""

    @property
    def key(self) -> TextKey:
        """The text."""

    @property
    def pat_num(self) -> PatNum:
        """The patient, 0 where none is known."""

    @property
    def clinic_num(self) -> ClinicNum:
        """The clinic that sends."""

    @property
    def msg_type(self) -> int:
        """smstomobile.MsgType."""

    @property
    def is_capped(self) -> bool:
        """Whether the clinic's limit of a month may keep it back."""

    @property
    def is_seen(self) -> bool:
        """Whether the patient has shown that the text has arrived."""

    @property
    def is_gone(self) -> bool:
        """Whether somebody has deleted it."""

    def waits_for(self, office: Office, now: datetime) -> timedelta | None:
        """Say for how long the text has been due; None where it is not."""

    def tidy_up(self, transaction: Transaction) -> None:
        """Write again what a worker that died right after the text was done may have left."""

    def lock(self, transaction: Transaction, today: date) -> "Owner | None":
        """Wait for whoever decides about the same; the owner as it is then, None where deleted."""

    def prepare(
        self, transaction: Transaction, attempt_no: int, office: Office, now: datetime
    ) -> OutgoingText | Skip | None:
        """Check everything again: what goes out, why nothing does, or None where it was put off."""

    def skip(self, transaction: Transaction, reason: Skip, office: Office, now: datetime) -> None:
        """Leave the text with its reason."""

    def put_off(self, transaction: Transaction, until: datetime, office: Office) -> None:
        """Let the text be due later."""

    def was_sent(self, transaction: Transaction, attempt_id: str, sent_at_local: datetime) -> None:
        """The provider has the text."""

    def may_be_sent(self, transaction: Transaction, began_at_local: datetime) -> None:
        """The call ended without an answer."""

    def waits_again(self, transaction: Transaction) -> None:
        """The provider never had the text: it may be sent again."""

    def failed(self, transaction: Transaction, sentence: str, now_local: datetime | None) -> None:
        """The text will not be sent; a time is given where that is when it was refused."""

    def undelivered(self, transaction: Transaction, sentence: str) -> bool:
        """The provider had the text and could not deliver it; say whether that is shown."""

    def revive(self, transaction: Transaction, sentence: str) -> None:
        """A text that was given up with this sentence is on its way after all."""


@dataclass(frozen=True, slots=True)
class GoneOwner:
    """Nothing: the offer or the text is deleted. The ledger keeps what is known of it."""

    key: TextKey
    pat_num: PatNum = _NOBODY
    clinic_num: ClinicNum = _NO_CLINIC
    msg_type: int = SmsMessageSource.UNDEFINED
    is_capped: bool = False
    is_seen: bool = False
    is_gone: bool = True

    def waits_for(self, office: Office, now: datetime) -> None:
        """Nothing is due."""

    def tidy_up(self, transaction: Transaction) -> None:
        """Nothing shows it."""

    def lock(self, transaction: Transaction, today: date) -> None:
        """Nothing is left to be decided."""

    def prepare(
        self, transaction: Transaction, attempt_no: int, office: Office, now: datetime
    ) -> None:
        """Nothing is to be said."""

    def skip(self, transaction: Transaction, reason: Skip, office: Office, now: datetime) -> None:
        """Nobody is there to be told why."""

    def put_off(self, transaction: Transaction, until: datetime, office: Office) -> None:
        """Nothing is due later."""

    def was_sent(self, transaction: Transaction, attempt_id: str, sent_at_local: datetime) -> None:  # noqa: ARG002
        """It went out for nobody."""
        self._log("sent")

    def may_be_sent(self, transaction: Transaction, began_at_local: datetime) -> None:
        """The looks go on, and end."""

    def waits_again(self, transaction: Transaction) -> None:  # noqa: ARG002
        """Nothing is there to be sent again."""
        self._log("not-sent")

    def failed(self, transaction: Transaction, sentence: str, now_local: datetime | None) -> None:  # noqa: ARG002
        """Nobody is there to be told why."""
        self._log("failed")

    def undelivered(self, transaction: Transaction, sentence: str) -> bool:  # noqa: ARG002
        """The receipt is kept with the attempt."""
        return False

    def revive(self, transaction: Transaction, sentence: str) -> None:
        """It has no Note."""

    def _log(self, outcome: str) -> None:
        log.warning("attempt.orphaned", outcome=outcome, **self.key.ids)


def load(transaction: Transaction, key: TextKey) -> Owner:
    """Read what a text belongs to."""
    if key.purpose is Purpose.OFFER:
        offer = asapcomms.load(transaction, AsapCommNum(key.subject))
        return GoneOwner(key) if offer is None else OfferOwner(offer)
    text = own_texts.load(transaction, key.subject)
    return GoneOwner(key) if text is None else OwnTextOwner(text)
