"""Texts of one blockout that are recorded at once: its Note counts them all."""

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from typing import Final

from schemas.codes import SendStatus
from schemas.keys import AsapCommNum, ScheduleNum
from tests.world.office import World
from worker.rules.blockout import note_after_sending
from worker.store.engine import Transaction
from worker.store.practice import asapcomms, blockouts, tables

TEXTS: Final = 8


def share_a_blockout(world: World) -> list[AsapCommNum]:
    """Make the offers of one list: all on one blockout, as Open Dental's own window does."""
    for number in range(TEXTS):
        world.patient(500 + number)
        world.appointment(500 + number, 500 + number)
    nums = [world.offered(apt=500 + number) for number in range(TEXTS)]
    world.change(tables.asapcomm, schedule_num=its_num(world))
    return nums


def its_num(world: World) -> ScheduleNum:
    """Return the number of the blockout that was made first."""
    return ScheduleNum(world.rows(tables.schedule)[0]["schedule_num"])


def test_texts_that_are_recorded_together_are_all_counted(world: World) -> None:
    """Whoever comes last has counted what the others wrote, whatever they saw before."""
    nums = share_a_blockout(world)
    is_alone = world.store.engine.dialect.name == "sqlite"  # one writer at a time
    blockout = its_num(world)
    together = Barrier(1 if is_alone else TEXTS)

    def record(num: AsapCommNum) -> None:
        with world.store.writing() as transaction:
            was_sent(transaction, num)
            together.wait(30)
            blockouts.refresh_note(transaction, blockout)

    with ThreadPoolExecutor(TEXTS) as pool:
        list(pool.map(record, nums))

    note = world.rows(tables.schedule)[0]["note"]
    assert note_after_sending(TEXTS, 0) == note


def was_sent(transaction: Transaction, num: AsapCommNum) -> None:
    """Write that an offer's text was sent."""
    waiting = (SendStatus.SEND_NOT_ATTEMPTED,)
    asapcomms.change(transaction, num, waiting, sms_send_status=SendStatus.SEND_SUCCESSFUL)


def test_offers_that_are_sent_together_are_all_counted(world: World) -> None:
    """The whole road says the same, from the claim to the record."""
    nums = share_a_blockout(world)

    with ThreadPoolExecutor(TEXTS) as pool:
        list(pool.map(world.send, nums))

    note = world.rows(tables.schedule)[0]["note"]
    assert (TEXTS, note_after_sending(TEXTS, 0)) == (len(world.gateway.texts), note)


def test_emails_of_open_dentals_window_are_counted(world: World) -> None:
    """It offers by text and by email; recording a text does not take its emails out of the Note."""
    nums = share_a_blockout(world)
    statuses = (SendStatus.SEND_SUCCESSFUL, SendStatus.SEND_NOT_ATTEMPTED, SendStatus.SEND_FAILED)
    for num, status in zip(nums, statuses, strict=False):
        with world.store.writing() as transaction:
            transaction.change(tables.asapcomm, num, {}, email_send_status=status)

    world.send(nums[-1])

    note = world.rows(tables.schedule)[0]["note"]
    assert note_after_sending(1, TEXTS - 1, 1, 1) == note
