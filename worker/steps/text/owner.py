"""The owner of a text: an offer, a row of our own, or nothing any more; each is told what became of it."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Final

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

    def waits_for(self, office: Office, now: datetime) -> timedelta | None:
        """Nothing is due."""

    def tidy_up(self, transaction: Transaction) -> None:
        """Nothing shows it."""

    def lock(self, transaction: Transaction, today: date) -> "GoneOwner | None":
        """Nothing is left to be decided."""

    def prepare(
        self, transaction: Transaction, attempt_no: int, office: Office, now: datetime
    ) -> OutgoingText | Skip | None:
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


Owner = OfferOwner | OwnTextOwner | GoneOwner
"""Whatever a text belongs to; telling it twice is telling it once."""


def load(transaction: Transaction, key: TextKey) -> Owner:
    """Read what a text belongs to."""
    if key.purpose is Purpose.OFFER:
        offer = asapcomms.load(transaction, AsapCommNum(key.subject))
        return GoneOwner(key) if offer is None else OfferOwner(offer)
    text = own_texts.load(transaction, key.subject)
    return GoneOwner(key) if text is None else OwnTextOwner(text)
