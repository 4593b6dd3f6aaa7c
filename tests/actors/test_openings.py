"""The actor of openings: any producer's message makes one, once, and what cannot be meant is kept."""

from typing import Any
from uuid import uuid4

import dramatiq
import pytest

from schemas.codes import SendStatus
from tests.steps.opening.lists import put_on_list
from tests.world.office import OP
from tests.world.stack import Stack
from worker.store.ledger.tables import opening
from worker.store.practice import tables


def message(**told: Any) -> dramatiq.Message[Any]:
    """Write a message as any dramatiq producer does."""
    asked = {"op": OP, "dateTimeStart": "2023-10-18 14:00:00", "lengthMinutes": 60}
    kwargs = {"request_id": str(uuid4()), **asked, **told}
    return dramatiq.Message("asapcomm", "create-opening", (), kwargs, {})


@pytest.fixture(autouse=True)
def listed(service: Stack) -> None:
    """Have three patients on the list."""
    put_on_list(service.world)


def test_a_message_makes_an_opening_and_sends_what_is_due(service: Stack) -> None:
    """The first text goes out, the others wait for their time."""
    service.producer.enqueue(message())
    service.idle()

    assert [
        SendStatus.SEND_SUCCESSFUL,
        SendStatus.SEND_NOT_ATTEMPTED,
        SendStatus.SEND_NOT_ATTEMPTED,
    ] == [row["sms_send_status"] for row in service.offers()]


def test_every_message_may_come_again(service: Stack) -> None:
    """One request is one opening, in however many messages."""
    request_id = str(uuid4())
    for _ in range(4):
        service.producer.enqueue(message(request_id=request_id, pacing="at-once"))
    service.idle()

    assert (3, 3, 1) == (
        len(service.offers()),
        len(service.world.gateway.texts),
        len(service.world.rows(tables.schedule)),
    )


@pytest.mark.parametrize(
    ("wrong", "reason"),
    [
        ({"aptNums": []}, "aptNums is empty; leave it out to offer"),
        ({"dryRun": True}, "dryRun is not a field of this request."),
        ({"request_id": "x"}, "request_id must be a UUID."),
    ],
)
def test_a_message_that_cannot_be_meant_is_kept(
    service: Stack, wrong: dict[str, Any], reason: str
) -> None:
    """It is not tried again, and says why."""
    service.producer.enqueue(message(**wrong))
    service.idle()

    (kept,) = service.kept()
    assert "create-opening" == kept["actor"]
    assert reason in kept["reason"]
    assert [] == service.offers()


def test_another_opening_by_the_same_id_is_kept(service: Stack) -> None:
    """The first counts."""
    request_id = str(uuid4())
    service.producer.enqueue(message(request_id=request_id))
    service.idle()
    service.producer.enqueue(message(request_id=request_id, pacing=1))
    service.idle()

    assert ["request_id was used before for another opening."] == [
        kept["reason"] for kept in service.kept()
    ]
    assert 1 == len(service.world.rows(tables.schedule))


def test_the_clock_finds_an_opening_that_no_worker_has_seen(service: Stack) -> None:
    """A request whose message was lost is decided all the same."""
    body = (
        '{"op":2,"dateTimeStart":"2023-10-18 14:00:00","lengthMinutes":60,"pacing":"open-dental"}'
    )
    service.world.add(opening, request_id=str(uuid4()), body=body, received_at=service.world.now)

    service.tick()
    service.idle()

    assert [200] == [row["status"] for row in service.world.rows(opening)]
