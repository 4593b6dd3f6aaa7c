"""What is due when it is decided is claimed in the same transaction and sent by the same worker."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from uuid import uuid4

import pytest

from schemas.codes import AptStatus, ResponseStatus, SendStatus
from schemas.messages import CreateAsapComm
from tests.world.office import APT, OP, START, World
from worker.gateways.port import NoAnswer
from worker.queue import kinds
from worker.rules import skip
from worker.rules.attempt import LEASE, AttemptState
from worker.rules.rate_limit import RateLimits
from worker.steps import create as creating
from worker.steps.create import create
from worker.store.ledger.tables import attempt, request, trial
from worker.store.practice import tables

REQUEST = uuid4()


def test_the_patient_has_the_text(world: World) -> None:
    """One message is all that a text takes."""
    decided = world.text()

    row = world.row(tables.asapcomm)
    assert 1 == len(world.gateway.texts)
    assert decided.asap_comm_num == row["asap_comm_num"]
    assert SendStatus.SEND_SUCCESSFUL == row["sms_send_status"]
    assert ResponseStatus.PENDING_RSVP == row["response_status"]


def test_the_answer_is_as_before(world: World) -> None:
    """When it is decided the offer waits to be sent, whoever sends it."""
    seen = []
    world.gateway.before_answer = lambda: seen.extend(world.rows(tables.asapcomm))

    world.text()

    assert [SendStatus.SEND_NOT_ATTEMPTED] == [row["sms_send_status"] for row in seen]
    assert [ResponseStatus.AWAITING_TRANSMIT] == [row["response_status"] for row in seen]


def test_the_blockout_counts_it(world: World) -> None:
    """Its Note says that one text was sent."""
    world.text()

    assert str(world.row(tables.schedule)["note"]).startswith("1 text sent, 0 texts to be sent")


def test_a_text_that_is_too_long_is_skipped_at_once(world: World) -> None:
    """The decision itself says why nothing goes out."""
    world.preference("WebSchedAsapTextTemplate", "[NameF]" * 401)

    world.text()

    row = world.row(tables.asapcomm)
    assert [] == world.gateway.texts
    assert (SendStatus.SEND_FAILED, skip.TOO_LONG.sentence) == (row["sms_send_status"], row["note"])


def test_a_patient_note_in_the_slot_is_left_to_sending(world: World) -> None:
    """The opening is offered all the same, and its text finds the slot taken."""
    world.booked(START, apt_status=AptStatus.PT_NOTE)

    decided = world.text()
    assert decided.asap_comm_num is not None
    world.send(decided.asap_comm_num)

    assert [] == world.gateway.texts
    assert skip.SLOT_TAKEN.sentence == world.row(tables.asapcomm)["note"]


def test_a_message_that_comes_twice_sends_once(world: World) -> None:
    """Whoever comes second finds the answer, and nothing to claim."""
    first = world.text(request_id=REQUEST)

    second = world.text(request_id=REQUEST)

    assert first.asap_comm_num == second.asap_comm_num
    assert 1 == len(world.gateway.texts)
    assert 1 == len(world.rows(request))


def test_two_at_once_send_once(world: World) -> None:
    """Of workers that have the same message in the same moment one decides."""
    with ThreadPoolExecutor(4) as pool:
        decided = list(pool.map(lambda _: world.text(request_id=REQUEST), range(4)))

    assert 1 == len({each.asap_comm_num for each in decided})
    assert 1 == len(world.gateway.texts)
    assert 1 == len(world.rows(tables.asapcomm))


def test_a_death_before_the_call_is_looked_after(world: World) -> None:
    """The attempt is written with its lease: nobody sends before it has been looked for."""
    message = CreateAsapComm(request_id=REQUEST, op=OP, aptNum=APT, dateTimeStart=START)
    decided = create(message, world.office, world.now, may_call=lambda: True)
    assert decided.claimed is not None
    assert decided.asap_comm_num is not None

    world.send(decided.asap_comm_num)
    assert [] == world.gateway.texts
    world.later(seconds=LEASE.total_seconds() + 1)
    assert [1] == [len(world.sweep()[kinds.RECONCILE])]
    world.settle(decided.asap_comm_num)

    assert AttemptState.UNKNOWN == world.row(attempt)["state"]


def test_a_call_without_an_answer_is_not_repeated(world: World) -> None:
    """As on the longer road, nobody knows."""
    world.gateway.answers.append(NoAnswer("timeout"))

    world.text()

    assert SendStatus.SENT_AWAITING_RECEIPT == world.row(tables.asapcomm)["sms_send_status"]


def test_what_sending_would_skip_is_left_to_it(world: World) -> None:
    """A patient's note in the slot is no obstacle to an offer, but to its text."""
    world.booked(START, apt_status=AptStatus.PT_NOTE)

    decided = world.text()
    assert decided.claimed is None
    assert decided.is_due
    assert decided.asap_comm_num is not None
    world.send(decided.asap_comm_num)

    assert [] == world.gateway.texts
    assert skip.SLOT_TAKEN.sentence in world.row(tables.asapcomm)["note"]


def test_a_limit_of_the_week_is_left_to_sending(world: World) -> None:
    """What only sending counts is counted there."""
    world.policy(limits=RateLimits(texts_per_week=1))

    assert world.text().claimed is None


def test_a_text_that_is_not_due_waits(world: World) -> None:
    """Outside of the office's window nothing is claimed."""
    world.preference("AutomaticCommunicationTimeStart", "01-01-0001 10:00:00")
    world.preference("AutomaticCommunicationTimeEnd", "01-01-0001 18:00:00")

    decided = world.text()

    assert decided.claimed is None
    assert not decided.is_due


def test_usual_work_is_not_counted(world: World) -> None:
    """A try is written down only where somebody may have died before."""
    seen = []
    world.gateway.before_answer = lambda: seen.extend(world.rows(trial))

    world.text()

    assert [] == seen


def test_a_request_that_is_old_is_counted(world: World) -> None:
    """A message that was enqueued long ago may have killed somebody."""
    message = CreateAsapComm(request_id=REQUEST, op=OP, aptNum=APT, dateTimeStart=START)
    long_ago = world.now - timedelta(minutes=1)
    world.policy(max_attempts=0)

    decided = create(message, world.office, world.now, asked_at=long_ago, may_call=lambda: True)

    assert "tried-too-often" == decided.refusal_code


@pytest.mark.parametrize("age", [timedelta(), timedelta(minutes=1)])
def test_a_request_that_meets_a_bug_keeps_its_row(world: World, age: timedelta) -> None:
    """However old it is: the clock has it decided when the bug is mended."""
    message = CreateAsapComm(request_id=REQUEST, op=OP, aptNum=APT, dateTimeStart=START)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(creating, "_facts", lambda *_: int("told so"))
        with pytest.raises(ValueError, match="told so"):
            create(message, world.office, world.now, asked_at=world.now - age)

    assert [None] == [row["decided_at"] for row in world.rows(request)]
    assert world.text(request_id=REQUEST).asap_comm_num is not None
