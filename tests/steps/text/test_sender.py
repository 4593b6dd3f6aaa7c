"""The sender: one that cannot send, rate limits, and quiet hours."""

from datetime import time, timedelta

import pytest

from schemas.codes import ResponseStatus, SendStatus
from schemas.keys import AsapCommNum
from tests.world.office import NOW, PAT, START, World
from tests.world.provider import ANNA, tell
from worker.gateways.port import NotSent
from worker.queue import kinds
from worker.rules import skip
from worker.rules.quiet_hours import QuietHours
from worker.rules.rate_limit import Pace, RateLimits
from worker.rules.skip import monthly_limit, weekly_limit
from worker.steps.text.sender import PROBE_AFTER
from worker.store import locks
from worker.store.engine import Transaction
from worker.store.ledger import senders
from worker.store.ledger.tables import attempt, number, sender, spending
from worker.store.practice import tables

WRONG_TOKEN = NotSent("Not sent.", is_permanent=True, code=20003, http_status=401)
LANDLINE = NotSent("Not sent.", is_permanent=True, code=21614, http_status=400)
FEDERAL = QuietHours(time(21), time(8))


def offers_to(world: World, how_many: int) -> list[AsapCommNum]:
    """Offer the slot to more patients, each with a number of their own."""
    nums = []
    for n in range(how_many):
        pat, apt = 100 + n, 12_000 + n
        world.patient(pat, wireless_phone=f"503555{n:04}")
        world.appointment(apt, pat)
        nums.append(world.offered(apt=apt))
    return nums


def send_due(world: World) -> int:
    """Send what the clock finds; returns how many texts went to the provider."""
    before = len(world.gateway.texts)
    for due in world.sweep()[kinds.SEND]:
        world.send(due.asap_comm_num)
    return len(world.gateway.texts) - before


def statuses(world: World) -> set[tuple[int, int]]:
    """Return the statuses that offers have."""
    return {(row["sms_send_status"], row["response_status"]) for row in world.rows(tables.asapcomm)}


WAITING = (SendStatus.SEND_NOT_ATTEMPTED, ResponseStatus.AWAITING_TRANSMIT)
FAILED = (SendStatus.SEND_FAILED, ResponseStatus.FAILED)
SENT = (SendStatus.SEND_SUCCESSFUL, ResponseStatus.PENDING_RSVP)


def test_a_wrong_token_fails_no_text(world: World) -> None:
    """The first refusal stops the sender; nothing fails, everything waits."""
    world.gateway.answers = [WRONG_TOKEN]
    nums = offers_to(world, 5)

    for num in nums:
        world.send(num)

    assert 1 == len(world.gateway.texts)
    assert {WAITING} == statuses(world)
    world.later(minutes=1)
    assert [] == world.sweep()[kinds.SEND]


def test_a_stopped_sender_is_tried_with_one_text(world: World) -> None:
    """After some minutes one text tries; as long as it is refused, no other does."""
    world.gateway.answers = [WRONG_TOKEN] * 3
    for num in offers_to(world, 3):
        world.send(num)
    sent = []
    for _ in range(11):
        world.later(minutes=1)
        sent.append(send_due(world))

    assert 2 == sum(sent)
    assert {WAITING} == statuses(world)


def test_a_sender_that_works_again_sends_all(world: World) -> None:
    """When the text that tries is taken, the others go too, each once."""
    world.gateway.answers = [WRONG_TOKEN]
    for num in offers_to(world, 4):
        world.send(num)
    world.now += PROBE_AFTER + timedelta(seconds=1)

    assert 1 == send_due(world)
    world.later(seconds=6)
    assert 3 == send_due(world)
    assert {SENT} == statuses(world)
    assert 4 == len({text.recipient for text in world.gateway.texts[1:]})


def test_a_sender_may_be_released_by_hand(world: World) -> None:
    """Whoever has mended the settings need not wait."""
    world.gateway.answers = [WRONG_TOKEN]
    for num in offers_to(world, 2):
        world.send(num)

    with world.store.writing() as transaction:
        assert senders.release(transaction, world.office.sender_key)
    world.later(seconds=10)

    assert 2 == send_due(world)


@pytest.mark.parametrize("code", [30032, 30033, 30034])
def test_a_sender_that_carriers_block_is_judged_by_receipts(world: World, code: int) -> None:
    """Where the provider takes every text and no carrier does, only a delivery opens the door."""
    nums = offers_to(world, 3)
    world.send(nums[0])
    world.later(seconds=1)
    tell(world, "undelivered", code)
    world.now += PROBE_AFTER

    assert 1 == send_due(world)
    world.later(seconds=10)
    assert 0 == send_due(world)
    probe = max(world.rows(attempt), key=lambda row: row["began_at"])["attempt_id"]
    tell(world, "delivered", of=probe)
    assert 1 == send_due(world)


def test_one_alarm(world: World) -> None:
    """A sender that is stopped already is not stopped again."""
    world.gateway.answers = [WRONG_TOKEN] * 2
    for num in offers_to(world, 2):
        world.send(num)
    first = world.row(sender)["stopped_at"]
    world.now += PROBE_AFTER
    send_due(world)

    assert first == world.row(sender)["stopped_at"]
    assert 20003 == world.row(sender)["code"]


def test_a_bad_number_is_not_texted_again(world: World) -> None:
    """What the provider said of a number holds for every later offer."""
    world.gateway.answers = [LANDLINE]
    world.send(world.offered())

    world.offered(start=START.replace(hour=16))

    assert ["bad"] == [row["state"] for row in world.rows(number)]
    last = world.rows(tables.asapcomm)[-1]
    assert (SendStatus.DO_NOT_SEND, skip.BAD_NUMBER.sentence) == (
        last["sms_send_status"],
        last["note"],
    )


def test_a_number_that_turns_bad_stops_what_waits(world: World) -> None:
    """It is looked at again at the moment of sending."""
    num = world.offered()
    world.add(number, number=ANNA, state="bad", code=30006, since=NOW)

    world.send(num)

    assert [] == world.gateway.texts
    assert skip.BAD_NUMBER.sentence == world.row(tables.asapcomm)["note"]


def test_another_number_is_texted(world: World) -> None:
    """A new wireless phone is another matter."""
    world.add(number, number=ANNA, state="bad", code=30006, since=NOW)
    world.change(tables.patient, wireless_phone="503-555-0123")

    world.send(world.offered())

    assert ["15035550123"] == [text.recipient for text in world.gateway.texts]


def test_pace(world: World) -> None:
    """No more than the sender's segments go in a second; the others come back and lose nothing."""
    world.policy(limits=RateLimits(segments_per_second=2))
    for num in offers_to(world, 8):
        world.send(num)
    sent = [len(world.gateway.texts)]
    for _ in range(12):
        world.later(seconds=1)
        sent.append(send_due(world))

    assert 2 == sent[0]
    assert 8 == sum(sent)
    assert max(sent) <= 2
    assert {1} == {row["attempt_no"] for row in world.rows(attempt)}
    assert {SENT} == statuses(world)


def stopped(world: World) -> None:
    """Stop the sender, and let the time of the next try come."""
    world.gateway.answers = [WRONG_TOKEN]
    world.send(world.offered())
    world.later(seconds=PROBE_AFTER.total_seconds() + 1)


@pytest.mark.parametrize("how_many", [2, 3])
def test_a_try_that_must_wait_is_not_used_up(world: World, how_many: int) -> None:
    """A text that comes too fast for its sender leaves the one try to whoever may go."""
    nums = offers_to(world, how_many)
    stopped(world)
    world.policy(limits=RateLimits(segments_per_second=0.1))
    with world.store.writing() as transaction:
        locks.take_sender(transaction, world.office.sender_key)
        busy = world.now + timedelta(minutes=1)
        senders.set_pace(transaction, world.office.sender_key, Pace(busy, busy))
    for num in nums:
        world.send(num)
    before = len(world.gateway.texts)
    world.later(minutes=2)

    world.send(nums[0])

    assert 1 == len(world.gateway.texts) - before


@pytest.mark.parametrize("how_many", [1, 3])
def test_a_try_that_never_reached_the_provider_is_not_used_up(world: World, how_many: int) -> None:
    """It said nothing about the sender, so the next text tries."""
    nums = offers_to(world, how_many)
    stopped(world)
    world.gateway.answers = [NotSent("The text provider could not be reached.", is_permanent=False)]
    world.send(nums[0])
    world.later(seconds=20)

    world.send(nums[-1])

    assert 3 == len(world.gateway.texts)
    assert world.row(sender)["stopped_at"] is None


def test_month(world: World) -> None:
    """A clinic that has used its segments sends no more, and says so; a refused text costs none."""
    world.policy(limits=RateLimits(segments_per_month=2))
    nums = offers_to(world, 4)
    world.gateway.answers = [LANDLINE]
    for num in nums:
        world.send(num)

    assert 3 == len(world.gateway.texts)
    assert monthly_limit(2).sentence == world.rows(tables.asapcomm)[-1]["note"]
    assert [2] == [row["segments"] for row in world.rows(spending)]


def test_the_next_month_is_another(world: World) -> None:
    """The count begins anew on the first of the office's month."""
    world.policy(limits=RateLimits(segments_per_month=1))
    first, second = offers_to(world, 2)
    world.send(first)
    world.send(second)
    world.now = NOW.replace(month=11, day=1)
    world.send(world.offered(start=START.replace(month=11, day=3)))

    assert 2 == len(world.gateway.texts)
    assert ["2023-10", "2023-11"] == sorted(row["month"] for row in world.rows(spending))


def test_week(world: World) -> None:
    """A patient who has had the week's offers gets no more of them."""
    world.policy(limits=RateLimits(texts_per_week=2))
    world.preference("WebSchedAsapTextLimit", "")
    for day in range(3):
        world.send(world.offered(start=START.replace(hour=14) + timedelta(days=day)))
        world.later(hours=24)

    assert 2 == len(world.gateway.texts)
    assert weekly_limit(2).sentence == world.rows(tables.asapcomm)[-1]["note"]
    world.later(days=6)
    world.send(world.offered(start=START + timedelta(days=14)))
    assert 3 == len(world.gateway.texts)


def test_quiet_hours_put_a_text_off(world: World) -> None:
    """At nine in London it is two in Oregon: the text is due at eight there."""
    world.policy(quiet_hours=FEDERAL)

    num = world.offered()
    world.send(num)

    assert [] == world.gateway.texts
    due = world.row(tables.asapcomm)["date_time_sms_scheduled"]
    assert NOW.replace(hour=15, minute=0, second=0, tzinfo=None) == due
    world.now = NOW.replace(hour=15, minute=0, second=0)
    world.send(num)
    assert 1 == len(world.gateway.texts)


def test_quiet_hours_that_end_too_late(world: World) -> None:
    """A text that quiet hours keep until the slot says so, and does not go out in the night."""
    world.policy(quiet_hours=FEDERAL)

    num = world.offered(start=NOW.replace(hour=15, minute=10, second=0, tzinfo=None))
    world.send(num)

    assert [] == world.gateway.texts
    assert skip.QUIET_HOURS.sentence == world.row(tables.asapcomm)["note"]


def test_quiet_hours_count_at_sending_too(world: World) -> None:
    """Quiet hours that are set while a text waits hold for it."""
    num = world.offered()
    world.policy(quiet_hours=FEDERAL)

    world.send(num)

    assert [] == world.gateway.texts
    assert {WAITING} == statuses(world)


def test_a_provider_that_is_down_for_an_hour(world: World) -> None:
    """Nothing is lost, nothing is sent twice, and there is no storm: neither then nor after."""
    away = NotSent("The text provider could not be reached.", is_permanent=False)
    nums = offers_to(world, 6)
    world.later(seconds=6)
    calls = []
    for _ in range(60):
        world.gateway.answers = [away] * 100
        calls.append(send_due(world))
        world.later(minutes=1)
    world.gateway.answers = []
    after = []
    for _ in range(6):
        after.append(send_due(world))
        world.later(minutes=1)

    assert 6 == sum(after)
    assert {SENT} == statuses(world)
    assert max(calls[10:]) <= len(nums)
    assert sum(calls) <= len(nums) * 20


def test_locks_are_taken_in_one_order(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    """Slot and patient come before clinic and sender, so that no two wait for each other."""
    world.policy(limits=RateLimits(segments_per_second=100, segments_per_month=100))
    num = world.offered()
    taken: list[tuple[object, ...]] = []
    take = locks._take

    def note(transaction: Transaction, kind: str, *several: tuple[object, ...]) -> None:
        taken.extend((kind, *which) for which in several)
        take(transaction, kind, *several)

    monkeypatch.setattr(locks, "_take", note)
    world.send(num)

    assert ["slot", "patient", "clinic", "sender"] == [kind for kind, *_ in taken]
    assert ("patient", PAT) == taken[1]
