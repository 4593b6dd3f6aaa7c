"""Rows with numbers that another version of Open Dental may write: shown, and never acted upon."""

from http import HTTPStatus
from typing import Any, Final

import pytest
from sqlalchemy import update

from schemas.codes import FKeyType, ResponseStatus, SendStatus
from tests.steps.test_end_blockout import end_all
from tests.world.office import APT, OP, START, World
from tests.world.provider import reply
from tests.world.visitor import Visitor
from worker.explain.timeline import timeline
from worker.gateways.port import NoAnswer
from worker.queue import kinds
from worker.rules.answer import Outcome
from worker.rules.attempt import AttemptState
from worker.store.ledger.tables import attempt
from worker.store.portion import Portion
from worker.store.practice import asapcomm_list, asapcomms, tables

FOREIGN: Final[list[tuple[dict[str, int], tuple[str, str]]]] = [
    ({"sms_send_status": 6}, ("SmsSendStatus", "6")),
    ({"response_status": 12}, ("ResponseStatus", "12")),
    ({"f_key_type": 6}, ("FKeyType", "6")),
    ({"f_key_type": 77}, ("FKeyType", "77")),
    ({"response_status": 100}, ("ResponseStatus", "100")),
]
VALUES: Final = [values for values, _ in FOREIGN]


def make_foreign(world: World, num: int, values: dict[str, Any]) -> dict[str, Any]:
    """Let another program write its numbers into an offer; returns the row."""
    asapcomm = tables.asapcomm
    with world.store.writing() as transaction:
        transaction.run(update(asapcomm).where(asapcomm.c.asap_comm_num == num).values(**values))
    return row_of(world, num)


def row_of(world: World, num: int) -> dict[str, Any]:
    """Read an offer's row."""
    return next(row for row in world.rows(tables.asapcomm) if row["asap_comm_num"] == num)


@pytest.mark.parametrize(("values", "shown"), FOREIGN)
def test_an_unknown_number_is_shown_as_its_digits(
    world: World, values: dict[str, int], shown: tuple[str, str]
) -> None:
    """Such a row is read like any other, alone and in a list, and hides none beside it."""
    num = world.offered()
    world.offered(start=START.replace(hour=16))
    make_foreign(world, num, values)
    local = world.office.local(world.now)

    with world.store.reading() as transaction:
        one = asapcomms.find(transaction, num)
        many = asapcomm_list.list_entered(
            transaction, local.replace(hour=0), local.replace(hour=23), Portion(10)
        )
        told = timeline(transaction, num, world.office.zone)

    name, text = shown
    assert one is not None
    assert text == one.model_dump(by_alias=True)[name]
    assert [text, many[1].model_dump(by_alias=True)[name]] == [
        each.model_dump(by_alias=True)[name] for each in many
    ]
    assert told is not None


@pytest.mark.parametrize("values", VALUES)
def test_a_due_offer_with_an_unknown_number_is_left_alone(
    world: World, values: dict[str, int]
) -> None:
    """The clock does not find it, and who is told to send it does not."""
    num = world.offered()
    before = make_foreign(world, num, values)
    world.later(seconds=30)

    found = world.sweep()[kinds.SEND]
    world.send(num)

    assert ([], []) == (found, world.gateway.texts)
    assert before == row_of(world, num)


@pytest.mark.parametrize("values", VALUES)
@pytest.mark.parametrize("say", ["open", "accept", "decline", "stop"])
def test_a_page_changes_nothing_of_an_unknown_offer(
    world: World, values: dict[str, int], say: str
) -> None:
    """Its link can be opened, offers nothing of it, and no answer is written on it."""
    visitor = Visitor.texted(world)
    before = make_foreign(world, visitor.num, values)
    appointments = world.rows(tables.appointment)

    assert () == visitor.look().page.open
    getattr(visitor, say)()

    assert before == row_of(world, visitor.num)
    assert appointments == world.rows(tables.appointment)


@pytest.mark.parametrize("values", VALUES)
def test_an_unknown_offer_does_not_hide_the_others_of_a_page(
    world: World, values: dict[str, int]
) -> None:
    """The patient's other opening for the appointment is still offered, and can be taken."""
    visitor = Visitor.texted(world)
    other = world.offered(start=START.replace(hour=16))
    before = make_foreign(world, other, values)

    assert [visitor.num] == [offer.asap_comm_num for offer in visitor.look().page.open]
    assert Outcome.MOVED is visitor.accept()
    assert before == row_of(world, other)


@pytest.mark.parametrize("values", VALUES)
def test_a_taken_slot_leaves_an_unknown_waiting_offer(world: World, values: dict[str, int]) -> None:
    """Who stops the others' texts about a slot does not touch what another program wrote."""
    world.patient(27)
    world.appointment(502, 27)
    other = world.offered(apt=502)
    before = make_foreign(world, other, values)

    Visitor.texted(world).accept()

    assert before == row_of(world, other)


@pytest.mark.parametrize("values", VALUES)
def test_a_stop_leaves_an_unknown_offer(world: World, values: dict[str, int]) -> None:
    """The patient's consent is what stops it; its row is another program's."""
    num = world.offered()
    before = make_foreign(world, num, values)

    reply(world, "STOP")

    assert before == row_of(world, num)


def test_an_unknown_answer_keeps_its_blockout(world: World) -> None:
    """Nobody knows that nobody can answer any more."""
    world.policy(keeps_blockouts=False)
    make_foreign(world, Visitor.texted(world).num, {"response_status": 12})

    assert 0 == end_all(world)


def test_an_unknown_answer_does_not_prove_that_a_text_arrived(world: World) -> None:
    """The provider is asked about a silent call all the same."""
    world.gateway.answers = [NoAnswer("ReadTimeout")]
    num = world.offered()
    world.send(num)
    make_foreign(world, num, {"response_status": 12})
    world.later(seconds=16)
    world.settle(num)

    assert (1, AttemptState.UNKNOWN) == (len(world.gateway.asked), world.row(attempt)["state"])


def test_a_key_of_another_kind_is_not_the_appointment(world: World) -> None:
    """What an unknown FKeyType points to is nobody's refusal, and holds no opening."""
    schedule_num = world.add(
        tables.schedule,
        sched_date=START.date(),
        start_time=START.time(),
        stop_time=START.replace(hour=15).time(),
        sched_type=4,
    )
    world.add(tables.scheduleop, schedule_num=schedule_num, operatory_num=OP)
    world.add(
        tables.asapcomm,
        f_key=APT,
        f_key_type=6,
        pat_num=26,
        schedule_num=schedule_num,
        sms_send_status=SendStatus.SEND_SUCCESSFUL,
        response_status=ResponseStatus.DECLINED_STOP_COMM,
    )

    num = world.offered()

    row = row_of(world, num)
    assert (FKeyType.BROKEN, SendStatus.SEND_NOT_ATTEMPTED) == (
        row["f_key_type"],
        row["sms_send_status"],
    )


@pytest.mark.parametrize("status", [6, 42, -1])
def test_an_unknown_send_status_holds_its_opening(world: World, status: int) -> None:
    """Whoever wrote it may have texted the patient, who gets no second text about the same."""
    num = world.offered_by_staff(recall_num=APT)
    before = make_foreign(world, num, {"f_key_type": FKeyType.BROKEN, "sms_send_status": status})

    alone, listed = world.ask(), world.open(aptNums=[APT])

    assert [HTTPStatus.CONFLICT] * 2 == [alone.status, listed.status]
    assert [before] == world.rows(tables.asapcomm)
