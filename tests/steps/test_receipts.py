"""What the provider says of a text afterwards, and what follows."""

from datetime import timedelta

import pytest
import structlog

from schemas.codes import ResponseStatus, SendStatus, SmsDeliveryStatus
from schemas.keys import AsapCommNum
from schemas.wire import NEVER
from tests.world.office import World
from tests.world.provider import ANNA, attempt_id, last_attempt, tell
from worker.gateways.port import NoAnswer, ProviderStatus
from worker.queue import kinds
from worker.rules.attempt import AttemptState, UnknownPolicies, UnknownPolicy
from worker.steps import receipts
from worker.steps.text.reconcile import GIVEN_UP
from worker.store.ledger.receipts import Word
from worker.store.ledger.tables import attempt, number, receipt
from worker.store.practice import tables

PENDING = SmsDeliveryStatus.PENDING
LANDLINE = "The number cannot receive texts (landline)."


@pytest.fixture
def sent(world: World) -> AsapCommNum:
    """Return an offer that the provider has accepted."""
    num = world.offered()
    world.send(num)
    return num


def shown(world: World) -> tuple[int, int]:
    """Return both statuses of the only offer."""
    row = world.row(tables.asapcomm)
    return row["sms_send_status"], row["response_status"]


def delivery(world: World) -> tuple[int, bool]:
    """Return what the text window shows, and whether that is the end."""
    row = world.row(tables.smstomobile)
    return row["sms_status"], row["date_time_terminated"] != NEVER


@pytest.mark.usefixtures("sent")
def test_delivery_is_seen(world: World) -> None:
    """Open Dental's text window shows how a text has fared, step by step."""
    seen = []
    for status in ("queued", "teleported", "sent", "delivered"):
        tell(world, status)
        seen.append(delivery(world))

    assert [
        (PENDING, False),
        (PENDING, False),
        (SmsDeliveryStatus.DELIVERY_UNCONF, False),
        (SmsDeliveryStatus.DELIVERY_CONF, True),
    ] == seen


@pytest.mark.usefixtures("sent")
def test_a_delivered_text_stays_as_it_is(world: World) -> None:
    """Delivery changes nothing on the offer: it waits for the patient."""
    tell(world, "delivered")

    assert (SendStatus.SEND_SUCCESSFUL, ResponseStatus.PENDING_RSVP) == shown(world)
    assert "" == world.row(tables.asapcomm)["note"]


@pytest.mark.usefixtures("sent")
def test_a_failed_delivery_says_why(world: World) -> None:
    """The offer fails with a sentence that a receptionist understands."""
    tell(world, "undelivered", 30006)

    assert (SendStatus.SEND_FAILED, ResponseStatus.FAILED) == shown(world)
    assert LANDLINE == world.row(tables.asapcomm)["note"]
    assert LANDLINE == world.row(tables.smstomobile)["cust_error_text"]
    assert "0 texts sent, 0 texts to be sent" in world.row(tables.schedule)["note"]


@pytest.mark.usefixtures("sent")
def test_who_has_answered_has_the_text(world: World) -> None:
    """A failed delivery does not undo what the patient has done with the link."""
    world.change(tables.asapcomm, response_status=ResponseStatus.ACCEPTED_AND_MOVED)

    tell(world, "undelivered", 30008)

    assert (SendStatus.SEND_SUCCESSFUL, ResponseStatus.ACCEPTED_AND_MOVED) == shown(world)
    assert "" == world.row(tables.asapcomm)["note"]


@pytest.mark.parametrize(
    "order",
    [
        ("delivered", "undelivered"),
        ("delivered", "queued", "sent", "delivered"),
    ],
)
@pytest.mark.usefixtures("sent")
def test_order_is_no_matter(world: World, order: tuple[str, ...]) -> None:
    """What comes late or again takes nothing back."""
    for status in order:
        tell(world, status)

    assert (SmsDeliveryStatus.DELIVERY_CONF, True) == delivery(world)
    assert (SendStatus.SEND_SUCCESSFUL, ResponseStatus.PENDING_RSVP) == shown(world)


@pytest.mark.usefixtures("sent")
def test_a_repeated_receipt_is_kept_once(world: World) -> None:
    """The same word twice is one row."""
    for _ in range(3):
        tell(world, "delivered")

    assert ["delivered"] == [row["status"] for row in world.rows(receipt)]


@pytest.mark.usefixtures("sent")
def test_a_receipt_has_its_effect_once(world: World) -> None:
    """A message that comes twice finds the receipt applied."""
    tell(world, "sent")
    before = world.rows(tables.smstomobile)
    world.later(seconds=5)

    receipts.apply(world.row(receipt)["receipt_num"], world.office, world.clock)

    assert before == world.rows(tables.smstomobile)


def test_an_unknown_attempt_is_recorded(world: World) -> None:
    """A receipt for an attempt that was lost is written down, and that is all."""
    tell(world, "delivered", of="00000000-0000-0000-0000-000000000000")

    assert world.row(receipt)["applied_at"] is not None
    assert [] == world.sweep()[kinds.APPLY_RECEIPT]


@pytest.mark.usefixtures("sent")
@pytest.mark.parametrize(("status", "code"), [("undelivered", 30005), ("delivered", None)])
def test_another_texts_receipt_is_an_alarm(world: World, status: str, code: int | None) -> None:
    """An id that the provider did not give this text says nothing about it."""
    with structlog.testing.capture_logs() as lines:
        tell(world, status, code, sid="SM" + "f" * 32)

    assert ["receipt.of-another"] == [
        line["event"] for line in lines if line["log_level"] == "error"
    ]
    assert (SendStatus.SEND_SUCCESSFUL, ResponseStatus.PENDING_RSVP) == shown(world)
    assert (PENDING, False) == delivery(world)
    assert [] == world.rows(number)
    assert world.row(receipt)["applied_at"] is not None


def test_the_first_receipt_names_a_text_that_nobody_knew(world: World) -> None:
    """Where the call had no answer its id is the first that comes, and no later one."""
    world.gateway.answers = [NoAnswer("ReadTimeout")]
    world.send(world.offered())
    tell(world, "sent", sid="SM" + "a" * 32)

    tell(world, "undelivered", 30005, sid="SM" + "b" * 32)

    assert "SM" + "a" * 32 == world.row(attempt)["provider_sid"]
    assert (SendStatus.SEND_SUCCESSFUL, ResponseStatus.PENDING_RSVP) == shown(world)


def test_a_callback_settles_what_nobody_knew(world: World) -> None:
    """A call without an answer was heard all the same: its receipt brings the provider's id."""
    world.gateway.answers = [NoAnswer("ReadTimeout")]
    num = world.offered()
    world.send(num)

    tell(world, "sent")

    settled = last_attempt(world, num)
    assert (AttemptState.ACCEPTED, "SM" + "1".zfill(32)) == (settled.state, settled.provider_sid)
    assert (SendStatus.SEND_SUCCESSFUL, ResponseStatus.PENDING_RSVP) == shown(world)
    assert (SmsDeliveryStatus.DELIVERY_UNCONF, False) == delivery(world)


def test_a_callback_settles_a_killed_workers_text(world: World) -> None:
    """The worker died during the call; the receipt restores the id, and nobody asks or sends again."""

    class Killed(BaseException):
        pass

    def die() -> None:
        raise Killed

    num = world.offered()
    world.gateway.before_answer = die
    with pytest.raises(Killed):
        world.send(num)
    world.gateway.before_answer = lambda: None

    tell(world, "delivered")
    world.later(minutes=10)

    assert AttemptState.ACCEPTED is last_attempt(world, num).state
    assert (SmsDeliveryStatus.DELIVERY_CONF, True) == delivery(world)
    assert [] == world.sweep()[kinds.RECONCILE]
    assert 1 == len(world.gateway.texts)


def test_a_text_that_was_given_up_is_taken_up_again(world: World) -> None:
    """The provider speaks of a text that nobody could find: the office sees it as sent."""
    world.policy(policies=UnknownPolicies(UnknownPolicy.NEVER))
    world.gateway.answers = [NoAnswer("told so")]
    num = world.offered()
    world.send(num)
    world.later(seconds=181)
    world.settle(num)
    given_up = world.row(tables.asapcomm)

    tell(world, "delivered")

    row = world.row(tables.asapcomm)
    assert (GIVEN_UP, "") == (given_up["note"], row["note"])
    assert (SendStatus.SEND_SUCCESSFUL, ResponseStatus.PENDING_RSVP) == (
        row["sms_send_status"],
        row["response_status"],
    )
    assert 1 == len(world.rows(tables.smstomobile))


def test_a_text_that_shows_up_before_it_is_sent_again(world: World) -> None:
    """Its receipt comes after the last look: nothing is sent a second time."""
    world.gateway.answers = [NoAnswer("told so")]
    num = world.offered()
    world.send(num)
    world.later(seconds=181)
    world.settle(num)

    tell(world, "sent")
    world.send(num)

    assert 1 == len(world.gateway.texts)
    assert SendStatus.SEND_SUCCESSFUL == world.row(tables.asapcomm)["sms_send_status"]


def test_a_text_that_was_canceled_there_waits_on(world: World) -> None:
    """That somebody canceled it at the provider does not say that the patient has it."""
    world.gateway.answers = [NoAnswer("told so")]
    num = world.offered()
    world.send(num)
    world.later(seconds=181)
    world.settle(num)

    tell(world, "canceled")

    assert SendStatus.SEND_NOT_ATTEMPTED == world.row(tables.asapcomm)["sms_send_status"]


def test_an_earlier_text_that_fails_does_not_fail_the_later_one(world: World) -> None:
    """The first text had no trace and was sent again: its late failure says nothing of the second."""
    world.gateway.answers = [NoAnswer("ReadTimeout")]
    num = world.offered()
    world.send(num)
    first = attempt_id(world)
    for seconds in (16, 60, 180):
        world.later(seconds=seconds)
        world.settle(num)
    world.send(num)

    tell(world, "undelivered", 30008, of=first)

    assert 2 == len(world.gateway.texts)
    assert (SendStatus.SEND_SUCCESSFUL, ResponseStatus.PENDING_RSVP) == shown(world)


def test_a_receipt_before_the_answer(world: World) -> None:
    """A callback may overtake the answer to the call; the text is recorded once."""
    num = world.offered()
    world.gateway.before_answer = lambda: tell(world, "sent")

    world.send(num)

    assert 1 == len(world.rows(tables.smstomobile))
    assert 1 == len(world.rows(tables.commlog))
    assert (SendStatus.SEND_SUCCESSFUL, ResponseStatus.PENDING_RSVP) == shown(world)


@pytest.mark.parametrize(("code", "remembered"), [(30006, ["bad"]), (30003, [])])
@pytest.mark.usefixtures("sent")
def test_a_bad_number_is_remembered(world: World, code: int, remembered: list[str]) -> None:
    """A number that cannot receive texts is known from then on; one that is out of reach is not."""
    tell(world, "undelivered", code)

    assert remembered == [row["state"] for row in world.rows(number)]
    assert all(ANNA == row["number"] for row in world.rows(number))


@pytest.mark.usefixtures("sent")
def test_a_receipt_that_does_not_come_is_asked_for(world: World) -> None:
    """After some minutes the provider is asked for the text by its id."""
    world.later(minutes=5, seconds=1)
    (overdue,) = world.sweep()[kinds.ASK_RECEIPT]
    world.gateway.standings["SM" + "1".zfill(32)] = ProviderStatus("undelivered", 30006)

    receipt_num = receipts.ask(overdue, world.office, world.clock)
    assert receipt_num is not None
    receipts.apply(receipt_num, world.office, world.clock)

    assert (SendStatus.SEND_FAILED, ResponseStatus.FAILED) == shown(world)
    world.later(days=2)
    assert [] == world.sweep()[kinds.ASK_RECEIPT]


@pytest.mark.usefixtures("sent")
def test_it_is_asked_a_few_times_only(world: World) -> None:
    """A text that never comes to its end is asked for four times, then left."""
    questions = 0
    for _ in range(24 * 4):
        world.later(minutes=15)
        for overdue in world.sweep()[kinds.ASK_RECEIPT]:
            receipts.ask(overdue, world.office, world.clock)
            questions += 1

    assert 4 == questions
    assert 4 == len(world.gateway.looked_up)


@pytest.mark.usefixtures("sent")
def test_two_do_not_ask_at_once(world: World) -> None:
    """A question is claimed before it is asked."""
    world.later(minutes=6)
    (overdue,) = world.sweep()[kinds.ASK_RECEIPT]

    for _ in range(2):
        receipts.ask(overdue, world.office, world.clock)

    assert 1 == len(world.gateway.looked_up)


@pytest.mark.usefixtures("sent")
def test_a_provider_that_is_away_is_asked_later(world: World) -> None:
    """A question without an answer changes nothing, and the next one comes."""
    world.later(minutes=6)
    world.gateway.can_be_asked = False

    assert receipts.ask(attempt_id(world), world.office, world.clock) is None

    world.gateway.can_be_asked = True
    world.later(minutes=20)
    assert [attempt_id(world)] == world.sweep()[kinds.ASK_RECEIPT]


@pytest.mark.usefixtures("sent")
def test_a_final_receipt_ends_the_questions(world: World) -> None:
    """Who has been told does not ask."""
    tell(world, "delivered")
    world.later(days=1)

    assert [] == world.sweep()[kinds.ASK_RECEIPT]
    assert world.row(attempt)["next_at"] is None


@pytest.mark.usefixtures("sent")
def test_receipts_left_behind_are_swept(world: World) -> None:
    """A receipt whose message was lost is found by the clock."""
    word = Word(
        attempt_id=attempt_id(world), message_sid="SM9", status="delivered", error_code=None
    )
    receipt_num = receipts.take(world.store, word, world.now)
    world.now += timedelta(seconds=6)

    assert [receipt_num] == world.sweep()[kinds.APPLY_RECEIPT]
