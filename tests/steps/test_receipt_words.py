"""What a receipt costs the database, from the provider's call to its effect, on every kind."""

import pytest

from schemas.codes import SmsDeliveryStatus
from tests.contract.one_text import noted
from tests.world.office import World
from tests.world.provider import tell
from worker.rules.attempt import AttemptState
from worker.steps import receipts
from worker.store.ledger.receipts import Word
from worker.store.ledger.tables import attempt, receipt
from worker.store.practice import tables


@pytest.fixture(autouse=True)
def sent(world: World) -> None:
    """Let the provider have a text, and say a first word on it."""
    world.send(world.offered())
    tell(world, "queued")


def take(world: World, status: str, code: int | None = None) -> list[str]:
    """Let the provider say something of the text; returns what the database is asked for it."""
    row = world.row(attempt)
    word = Word(
        attempt_id=row["attempt_id"],
        message_sid=row["provider_sid"],
        status=status,
        error_code=code,
    )
    with noted(world.store.engine) as found:
        receipt_num = receipts.take(world.store, word, world.now)
        if receipt_num is not None:
            receipts.apply(receipt_num, world.office, world.clock)
    return found


def said(world: World) -> list[str]:
    """Return the statuses that are kept, and were applied."""
    return [row["status"] for row in world.rows(receipt) if row["applied_at"]]


@pytest.mark.parametrize("status", ["accepted", "sending", "teleported"])
def test_a_word_that_shows_nowhere_is_one_commit(world: World, status: str) -> None:
    """It is kept, and nobody is asked to apply it."""
    before = world.rows(tables.smstomobile), world.rows(tables.asapcomm)

    found = take(world, status)

    assert ["SELECT asapcomms_attempt", "INSERT asapcomms_receipt"] == found[:2]
    assert 1 == found.count("COMMIT")
    assert before == (world.rows(tables.smstomobile), world.rows(tables.asapcomm))
    assert ["queued", status] == said(world)


def test_a_word_that_comes_twice_is_one_read(world: World) -> None:
    """Nothing is written the second time, whatever it says."""
    take(world, "undelivered", 30006)

    assert ["SELECT asapcomms_attempt", "COMMIT"] == take(world, "undelivered", 30006)


def test_a_word_that_comes_late_is_one_commit(world: World) -> None:
    """What is behind the last word is kept, and changes nothing."""
    take(world, "delivered")

    assert 1 == take(world, "sent").count("COMMIT")
    assert SmsDeliveryStatus.DELIVERY_CONF == world.row(tables.smstomobile)["sms_status"]


def test_a_delivery_is_two_commits(world: World) -> None:
    """One keeps the word before the provider is answered, one shows it to the office."""
    found = take(world, "delivered")

    assert 2 == found.count("COMMIT")
    assert SmsDeliveryStatus.DELIVERY_CONF == world.row(tables.smstomobile)["sms_status"]


def test_a_message_that_comes_twice_is_one_read(world: World) -> None:
    """Whoever gets it again finds the receipt applied."""
    take(world, "delivered")
    (*_, last) = world.rows(receipt)

    with noted(world.store.engine) as found:
        receipts.apply(last["receipt_num"], world.office, world.clock)

    assert ["SELECT asapcomms_receipt", "COMMIT"] == found


def test_a_word_on_a_text_in_doubt_is_never_quiet(world: World) -> None:
    """While nobody knows if the provider has a text, any word on it says that it has."""
    world.change(attempt, state=AttemptState.UNKNOWN, provider_sid=None)
    row = world.row(attempt)
    word = Word(attempt_id=row["attempt_id"], message_sid="SM7", status="sending", error_code=None)

    assert receipts.take(world.store, word, world.now) is not None


def test_a_word_on_another_text_is_never_quiet(world: World) -> None:
    """An id that the provider did not give this text is an alarm, whatever its status."""
    word = Word(
        attempt_id=world.row(attempt)["attempt_id"],
        message_sid="SM7",
        status="sending",
        error_code=None,
    )

    assert receipts.take(world.store, word, world.now) is not None
