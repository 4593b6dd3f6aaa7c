"""End an offer that nobody has answered by its DateTimeExpire."""

from datetime import datetime

import structlog

from schemas.codes import ResponseStatus, SendStatus
from schemas.events import EventKind
from schemas.keys import AsapCommNum
from worker.office import Office
from worker.rules.answer import WAITING
from worker.rules.attempt import OPEN, Purpose, TextKey
from worker.store.engine import Transaction
from worker.store.ledger import attempts, events, requests
from worker.store.practice import asapcomms
from worker.store.practice.asapcomms import StoredOffer

log = structlog.get_logger()


def expire(num: AsapCommNum, office: Office, now: datetime) -> None:
    """Show an unanswered offer as Expired once its time is over; run twice, it is ended once.

    One that still waits is ended by sending, which says so in Note; one whose call has not been
    settled is come back to.
    """

    def work(transaction: Transaction) -> None:
        offer = asapcomms.load(transaction, num)
        if offer is None or _is_over(transaction, offer, office.local(now)):
            is_news = requests.close(transaction, num)
            # it is Expired now, or was made so by a process that died
            ended = {*WAITING, ResponseStatus.EXPIRED}
            if is_news and offer is not None and offer.response_status in ended:
                events.tell(transaction, EventKind.OFFER_EXPIRED, now, asap_comm_num=num)

    office.store.write(work)


def _is_over(transaction: Transaction, offer: StoredOffer, now_local: datetime) -> bool:
    if now_local < offer.date_time_expire or offer.sms_send_status == SendStatus.SEND_NOT_ATTEMPTED:
        return False
    last = attempts.last(transaction, TextKey(Purpose.OFFER, offer.asap_comm_num))
    if last is not None and last.state in OPEN:
        return False
    if asapcomms.expire(transaction, offer.asap_comm_num):
        log.info("offer.expired", asap_comm_num=offer.asap_comm_num)
    return True
