"""Every queue and actor there is."""

from typing import Final

from schemas import messages

CREATE_QUEUE: Final = messages.QUEUE
CREATE_ACTOR: Final = messages.ACTOR
"""Decides a request; the contract with producers outside this service."""

OPENING_ACTOR: Final = messages.OPENING_ACTOR
"""Decides a request for an opening that is offered to a list; the same contract."""

SEND_QUEUE: Final = "asapcomm-send"
SEND_ACTOR: Final = "send-asapcomm"
"""Sends a due offer."""

SEND_TEXT_ACTOR: Final = "send-text"
"""Sends a due text that is no offer."""

EXPIRE_ACTOR: Final = "expire-asapcomm"
"""Ends an offer that nobody has answered by DateTimeExpire."""

SETTLE_ACTOR: Final = "settle-asapcomm"
"""Asks the provider about an attempt that ended without an answer."""

FINISH_ACTOR: Final = "finish-answer"
"""Finishes a patient's answer whose web process died."""

END_ACTOR: Final = "end-blockout"
"""Takes a blockout off the schedule when nobody can answer any more."""

RECEIPT_QUEUE: Final = "asapcomm-receipts"
RECEIPT_ACTOR: Final = "apply-receipt"
"""Lets the provider's later word on a text have its effect."""

ASK_ACTOR: Final = "ask-receipt"
"""Asks the provider for a receipt that has not come."""

INBOUND_ACTOR: Final = "apply-inbound"
"""Lets a text from a patient have its effect; goes before receipts."""

QUEUES: Final = (CREATE_QUEUE, SEND_QUEUE, RECEIPT_QUEUE)
ACTORS: Final = (
    *(CREATE_ACTOR, OPENING_ACTOR, SEND_ACTOR, SEND_TEXT_ACTOR, SETTLE_ACTOR, EXPIRE_ACTOR),
    *(RECEIPT_ACTOR, ASK_ACTOR, INBOUND_ACTOR, FINISH_ACTOR, END_ACTOR),
)
