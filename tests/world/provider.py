"""What the provider says and brings, in a world."""

from itertools import count

from tests.world.office import World
from worker.rules.attempt import Purpose, TextKey
from worker.steps import inbound, receipts
from worker.store.ledger import attempts
from worker.store.ledger.inbound import Arrived
from worker.store.ledger.receipts import Word
from worker.store.ledger.tables import attempt

ANNA = "15035550100"
"""The number of the world's patients."""

OFFICE = "15035550199"

_sids = count(1)


def attempt_id(world: World, position: int = -1) -> str:
    """Return the id of an attempt, as the provider has it in the address it calls."""
    rows = sorted(world.rows(attempt), key=lambda row: row["attempt_no"])
    return str(rows[position]["attempt_id"])


def last_attempt(world: World, num: int) -> attempts.Attempt:
    """Return the newest attempt to send an offer."""
    with world.store.reading() as transaction:
        found = attempts.last(transaction, TextKey(Purpose.OFFER, num))
    if found is None:
        raise AssertionError("nothing was attempted")
    return found


def tell(
    world: World,
    status: str,
    code: int | None = None,
    of: str | None = None,
    sid: str | None = None,
) -> None:
    """Let the provider say something of a text, of the last attempt unless told otherwise."""
    named = of or attempt_id(world)
    with world.store.reading() as transaction:
        known = attempts.find(transaction, named)
    word = Word(
        attempt_id=named,
        message_sid=sid or (known and known.provider_sid) or "SM" + "1".zfill(32),
        status=status,
        error_code=code,
        sender=OFFICE,
    )
    receipt_num = receipts.take(world.store, word, world.now)
    if receipt_num is not None:
        receipts.apply(receipt_num, world.office, world.clock)


def reply(
    world: World, body: str, sender: str = ANNA, opt_out_type: str = "", sid: str | None = None
) -> int | None:
    """Let a patient write; returns the answer by its number."""
    text = Arrived(
        message_sid=sid or f"SM{next(_sids):032}",
        sender=sender,
        recipient=OFFICE,
        body=body,
        opt_out_type=opt_out_type,
    )
    inbound_num = inbound.take(world.store, text, world.now)
    if inbound_num is None:
        return None
    return inbound.apply(inbound_num, world.office, world.clock)
