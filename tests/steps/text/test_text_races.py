"""Two workers with the same receipt or the same patient's text: one effect."""

from concurrent.futures import ThreadPoolExecutor

from schemas.codes import YesNo
from tests.world.office import World
from tests.world.provider import ANNA, OFFICE, attempt_id, last_attempt
from worker.rules.rate_limit import RateLimits
from worker.steps import inbound, receipts
from worker.store.ledger import senders
from worker.store.ledger.inbound import Arrived
from worker.store.ledger.receipts import Word
from worker.store.ledger.tables import consent, receipt, spending, text
from worker.store.practice import tables

WORKERS = 6


def test_a_text_has_one_effect(world: World) -> None:
    """However many workers have it at once, it is shown, logged, recorded and answered once."""
    world.policy(answers_keywords=True)
    arrived = Arrived(
        message_sid="SM1", sender=ANNA, recipient=OFFICE, body="STOP", opt_out_type=""
    )
    inbound_num = inbound.take(world.store, arrived, world.now) or 0

    with ThreadPoolExecutor(WORKERS) as pool:
        answers = list(
            pool.map(
                lambda _: inbound.apply(inbound_num, world.office, world.clock), range(WORKERS)
            )
        )

    assert 1 == len([each for each in answers if each is not None])
    assert 1 == len(world.rows(tables.smsfrommobile))
    assert 2 == len(world.rows(tables.commlog))
    assert 2 == len(world.rows(consent))
    assert 1 == len(world.rows(text))
    assert YesNo.NO == world.row(tables.patient)["txt_msg_ok"]


def test_a_callback_is_written_once(world: World) -> None:
    """The provider may bring the same word by two connections at once."""
    world.send(world.offered())
    word = Word(
        attempt_id=attempt_id(world), message_sid="SM1", status="delivered", error_code=None
    )

    with ThreadPoolExecutor(WORKERS) as pool:
        nums = list(pool.map(lambda _: receipts.take(world.store, word, world.now), range(WORKERS)))

    assert 1 == len([num for num in nums if num is not None])
    assert 1 == len(world.rows(receipt))


def test_receipts_at_once_end_at_the_furthest(world: World) -> None:
    """Workers that have one receipt each do not overtake each other."""
    num = world.offered()
    world.send(num)
    told = last_attempt(world, num)
    sid = told.provider_sid or ""
    nums = [
        receipts.take(
            world.store,
            Word(attempt_id=told.attempt_id, message_sid=sid, status=status, error_code=None),
            world.now,
        )
        for status in ("queued", "sending", "sent", "delivered", "undelivered")
    ]

    with ThreadPoolExecutor(WORKERS) as pool:
        list(pool.map(lambda num: receipts.apply(num or 0, world.office, world.clock), nums))

    shown = world.row(tables.smstomobile)
    assert shown["sms_status"] in {2, 4}  # whichever end came first
    assert all(row["applied_at"] for row in world.rows(receipt))


def test_limits_hold_however_many_send(world: World) -> None:
    """Workers that send at once count in one place: no more goes out than is allowed."""
    world.policy(limits=RateLimits(segments_per_month=3, segments_per_second=100))
    nums = []
    for n in range(WORKERS):
        world.patient(100 + n, wireless_phone=f"503555{n:04}")
        world.appointment(12_000 + n, 100 + n)
        nums.append(world.offered(apt=12_000 + n))

    with ThreadPoolExecutor(WORKERS) as pool:
        list(pool.map(world.send, nums))

    assert 3 == len(world.gateway.texts)
    assert [3] == [row["segments"] for row in world.rows(spending)]


def test_one_text_tries_a_stopped_sender(world: World) -> None:
    """However many workers find that it is time, one text goes."""
    with world.store.writing() as transaction:
        senders.stop(
            transaction,
            world.office.sender_key,
            20003,
            is_by_receipt=True,
            now=world.now,
            probe_at=world.now,
        )
    nums = []
    for n in range(WORKERS):
        world.patient(100 + n, wireless_phone=f"503555{n:04}")
        world.appointment(12_000 + n, 100 + n)
        nums.append(world.offered(apt=12_000 + n))

    with ThreadPoolExecutor(WORKERS) as pool:
        list(pool.map(world.send, nums))

    assert 1 == len(world.gateway.texts)
