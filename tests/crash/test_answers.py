"""Death between every two statements while the provider's answers have their effect."""

from typing import Any

import pytest

from schemas.codes import ResponseStatus, SendStatus, SmsDeliveryStatus, YesNo
from tests.crash.deaths import dies_everywhere
from tests.crash.test_statements import start_over
from tests.world.office import World
from tests.world.provider import ANNA, OFFICE, last_attempt
from worker.rules.skip import OPTED_OUT
from worker.steps import inbound, receipts
from worker.store.ledger.inbound import Arrived
from worker.store.ledger.receipts import Word
from worker.store.ledger.tables import consent, text
from worker.store.practice import tables

OTHER = 27


def take(world: World, body: str) -> int:
    """Write a patient's text down."""
    told = Arrived(
        message_sid=f"SM-{body}", sender=ANNA, recipient=OFFICE, body=body, opt_out_type=""
    )
    inbound_num = inbound.take(world.store, told, world.now)
    assert inbound_num is not None
    return inbound_num


def chart(world: World) -> dict[str, Any]:
    """Return what the office sees of a patient's wish."""
    return {
        "wanted": [row["txt_msg_ok"] for row in world.rows(tables.patient)],
        "logged": sorted((row["pat_num"], row["note"]) for row in world.rows(tables.commlog)),
        "shown": [row["msg_text"] for row in world.rows(tables.smsfrommobile)],
        "offers": [
            (row["sms_send_status"], row["response_status"], row["note"])
            for row in world.rows(tables.asapcomm)
        ],
        "consent": sorted(
            (row["pat_num"], row["what"], row["txt_msg_ok_before"]) for row in world.rows(consent)
        ),
        "answers": len(world.rows(text)),
    }


def two_patients(world: World) -> None:
    """Begin anew with two patients of one number, and an offer that waits."""
    start_over(world)
    world.change(tables.patient, txt_msg_ok=YesNo.YES)
    world.offered()


def test_a_refusal_is_honoured_wherever_a_worker_dies(world: World) -> None:
    """Whoever comes after stops what is to be stopped, once, and knows what START must restore."""
    world.patient(OTHER)
    two_patients(world)
    inbound.apply(take(world, "STOP"), world.office, world.clock)
    expected = chart(world)
    assert [YesNo.NO, YesNo.NO] == expected["wanted"]
    assert [(SendStatus.DO_NOT_SEND, ResponseStatus.FAILED, OPTED_OUT.sentence)] == (
        expected["offers"]
    )
    nums: list[int] = []

    def begin() -> None:
        two_patients(world)
        nums.append(take(world, "STOP"))

    def step() -> None:
        inbound.apply(nums[-1], world.office, world.clock)

    for statements in dies_everywhere(world, step, begin):
        step()
        assert expected == chart(world), statements


def test_start_is_honoured_wherever_a_worker_dies(world: World) -> None:
    """Whoever comes after takes back what the refusal has changed."""
    world.patient(OTHER)
    nums: list[int] = []

    def begin() -> None:
        two_patients(world)
        inbound.apply(take(world, "STOP"), world.office, world.clock)
        nums.append(take(world, "START"))

    def step() -> None:
        inbound.apply(nums[-1], world.office, world.clock)

    begin()
    step()
    expected = chart(world)
    assert [YesNo.YES, YesNo.YES] == expected["wanted"]
    for statements in dies_everywhere(world, step, begin):
        step()
        assert expected == chart(world), statements


@pytest.mark.parametrize("status", ["delivered", "undelivered"])
def test_a_receipt_is_applied_wherever_a_worker_dies(world: World, status: str) -> None:
    """Whoever comes after shows the delivery, or the failure with its reason."""
    nums: list[int | None] = []

    def begin() -> None:
        start_over(world)
        num = world.offered()
        world.send(num)
        told = last_attempt(world, num)
        word = Word(
            attempt_id=told.attempt_id,
            message_sid=told.provider_sid or "",
            status=status,
            error_code=30003,
        )
        nums.append(receipts.take(world.store, word, world.now))

    def step() -> None:
        receipts.apply(nums[-1] or 0, world.office, world.clock)

    for statements in dies_everywhere(world, step, begin):
        step()
        offer, shown = world.row(tables.asapcomm), world.row(tables.smstomobile)
        failed = status == "undelivered"
        told = SmsDeliveryStatus.FAIL_WITH_CHARGE if failed else SmsDeliveryStatus.DELIVERY_CONF
        assert told == shown["sms_status"], statements
        status_seen = SendStatus.SEND_FAILED if failed else SendStatus.SEND_SUCCESSFUL
        assert status_seen == offer["sms_send_status"], statements
        sentence = "Not delivered because the phone is switched off or out of reach."
        assert (sentence if failed else "") == offer["note"]
