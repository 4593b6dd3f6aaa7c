"""Every queue, and every kind of work in one line.

The actors, their messages, what the clock looks for and the README's list all come from here.
"""

from dataclasses import dataclass
from typing import Final

from schemas import messages

CREATE_QUEUE: Final = messages.QUEUE
SEND_QUEUE: Final = "asapcomm-send"
RECEIPT_QUEUE: Final = "asapcomm-receipts"
QUEUES: Final = (CREATE_QUEUE, SEND_QUEUE, RECEIPT_QUEUE)


@dataclass(frozen=True, slots=True)
class Kind:
    """One kind of work: who does it, on which queue, and what its message carries."""

    actor: str
    queue: str
    argument: str
    """The id in its message; a request's id beside it is for the logs."""
    row: str
    """What the clock's log calls one that was left behind."""
    does: str
    left: str
    """What the clock finds and puts on the queue again."""
    priority: int = 0
    """Among the messages that a worker has fetched from a queue, the lowest goes first."""


# fmt: off
CREATE: Final = Kind(messages.ACTOR, CREATE_QUEUE, "request_id", "request", "decides a request, and sends its text at once if it is due", "a request without an answer")
CREATE_OPENING: Final = Kind(messages.OPENING_ACTOR, CREATE_QUEUE, "request_id", "opening", "decides a request for an opening that is offered to a list", "such a request without an answer")
SEND: Final = Kind("send-asapcomm", SEND_QUEUE, "asap_comm_num", "offer", "sends an offer that is due later, or again", "an offer whose time has come and that nobody is sending")
SEND_TEXT: Final = Kind("send-text", SEND_QUEUE, "text_num", "text", "sends a confirmation or an answer to a patient's text", "one whose time has come and that nobody is sending")
RECONCILE: Final = Kind("settle-asapcomm", SEND_QUEUE, "attempt_id", "attempt", "reconciles an attempt that ended without an answer: the provider is asked", "an attempt whose lease has ended, or whose next look is due")
EXPIRE: Final = Kind("expire-asapcomm", SEND_QUEUE, "asap_comm_num", "expired-offer", "ends an offer that nobody has answered", "an offer whose DateTimeExpire is over")
FINISH_ANSWER: Final = Kind("finish-answer", SEND_QUEUE, "answer_num", "answer", "finishes a patient's answer whose web process died", "an answer that has led to nothing yet")
END_BLOCKOUT: Final = Kind("end-blockout", SEND_QUEUE, "schedule_num", "blockout", "takes a blockout off the schedule, where the office wants that", "a blockout whose offers nobody can answer any more")
APPLY_INBOUND: Final = Kind("apply-inbound", RECEIPT_QUEUE, "inbound_num", "inbound", "lets a text from a patient have its effect", "one that has had none yet", priority=1)
APPLY_RECEIPT: Final = Kind("apply-receipt", RECEIPT_QUEUE, "receipt_num", "receipt", "lets the provider's later word on a text have its effect", "one that has had none yet", priority=2)
ASK_RECEIPT: Final = Kind("ask-receipt", RECEIPT_QUEUE, "attempt_id", "unconfirmed", "asks the provider for a receipt that has not come", "an accepted attempt whose receipt is late", priority=3)
DELIVER: Final = Kind("deliver-events", RECEIPT_QUEUE, "endpoint_num", "webhook", "tells an end point what has happened", "an end point for which something is due", priority=4)
# fmt: on

KINDS: Final = tuple(kind for kind in tuple(globals().values()) if isinstance(kind, Kind))
"""In this order the clock puts on the queues what it finds."""

ACTORS: Final = frozenset(kind.actor for kind in KINDS)
