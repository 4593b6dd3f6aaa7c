"""Two workers with the same receipt or the same patient's text: one effect."""

from concurrent.futures import ThreadPoolExecutor

from schemas.codes import YesNo
from tests.world.office import World
from tests.world.provider import ANNA, OFFICE, attempt_id
from worker.steps import inbound, receipts
from worker.steps.inbound import Arrived
from worker.steps.receipts import Word
from worker.store import practice_tables as tables
from worker.store.own_tables import consent, receipt, text

WORKERS = 6


def test_a_text_has_one_effect(world: World) -> None:
    """However many workers have it at once, it is shown, logged, recorded and answered once."""
    arrived = Arrived(
        message_sid="SM1", sender=ANNA, recipient=OFFICE, body="STOP", opt_out_type=""
    )
    inbound_num = inbound.take(world.store, arrived, world.now) or 0

    with ThreadPoolExecutor(WORKERS) as pool:
        followed = list(
            pool.map(
                lambda _: inbound.apply(inbound_num, world.office, world.clock), range(WORKERS)
            )
        )

    assert 1 == len([each for each in followed if each.text_num is not None])
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
    world.send(world.offered())
    nums = [
        receipts.take(
            world.store,
            Word(attempt_id=attempt_id(world), message_sid="SM1", status=status, error_code=None),
            world.now,
        )
        for status in ("queued", "sending", "sent", "delivered", "undelivered")
    ]

    with ThreadPoolExecutor(WORKERS) as pool:
        list(pool.map(lambda num: receipts.apply(num or 0, world.office, world.clock), nums))

    shown = world.row(tables.smstomobile)
    assert shown["sms_status"] in {2, 4}  # whichever end came first
    assert all(row["applied_at"] for row in world.rows(receipt))
