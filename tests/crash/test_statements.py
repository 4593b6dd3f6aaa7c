"""Death between every two statements: who comes after ends in the same state.

On tables with transactions a death undoes what was begun; on MyISAM it leaves it half written.
"""

from typing import Any
from uuid import UUID

from schemas.codes import Priority, ResponseStatus
from schemas.keys import AsapCommNum
from tests.crash.deaths import dies_everywhere
from tests.world.office import World
from worker.gateways.port import NoAnswer, NotSent
from worker.queue import kinds
from worker.rules.attempt import LEASE, AttemptState, TextState
from worker.steps.redelivery import LONGEST
from worker.store.ledger.tables import (
    attempt,
    consent,
    inbound,
    number,
    receipt,
    request,
    text,
    trial,
)
from worker.store.practice import tables

REQUEST = UUID("6f1c0e0e-3a52-4b1c-9d0a-0c2f4a5b6c7d")


def start_over(world: World) -> None:
    """Remove what offers have written; the practice stays."""
    world.remove(
        *(tables.asapcomm, tables.schedule, tables.scheduleop, tables.smstomobile),
        *(tables.commlog, tables.smsfrommobile),
        *(attempt, request, text, trial, receipt, inbound, consent, number),
    )
    world.gateway.texts.clear()
    world.gateway.answers.clear()


def practice_of(world: World) -> dict[str, list[dict[str, Any]]]:
    """Return what the office sees of an offer; keys and random parts aside."""
    aside = {
        "asap_comm_num",
        "schedule_num",
        "schedule_op_num",
        "sms_to_mobile_num",
        "commlog_num",
        "short_guid",
        "guid_message",
        "guid_batch",
        "guid_message_to_mobile",
        "date_t_stamp",
        "sec_date_t_edit",
    }
    written = (
        tables.asapcomm,
        tables.schedule,
        tables.scheduleop,
        tables.smstomobile,
        tables.commlog,
    )
    return {
        table.name: [
            {name: _without_link(value) for name, value in row.items() if name not in aside}
            for row in rows
        ]
        for table, rows in world.all_rows(*written).items()
    }


def _without_link(value: Any) -> Any:
    return value.partition("/a/")[0] if isinstance(value, str) else value


def test_a_request_is_decided_once_wherever_a_worker_dies(world: World) -> None:
    """After any death in create, the message delivered again makes exactly one offer."""

    def decide() -> None:
        world.ask(request_id=REQUEST)

    decide()
    undisturbed = practice_of(world)

    deaths = 0
    for statement in dies_everywhere(world, decide, lambda: start_over(world)):
        decide()
        deaths += 1

        assert undisturbed == practice_of(world), f"died at statement {statement}"
        assert world.row(tables.asapcomm)["asap_comm_num"] == world.row(request)["asap_comm_num"]
    assert deaths > 1


def test_a_skip_is_written_once_wherever_a_worker_dies(world: World) -> None:
    """After any death in create, an offer that is not to be sent is one row with one blockout."""
    world.change(tables.patient, txt_msg_ok=2)

    def decide() -> None:
        world.ask(request_id=REQUEST)

    decide()
    undisturbed = practice_of(world)

    for statement in dies_everywhere(world, decide, lambda: start_over(world)):
        decide()

        assert undisturbed == practice_of(world), f"died at statement {statement}"


def test_a_refusal_leaves_no_blockout_wherever_a_worker_died(world: World) -> None:
    """Where the office took the appointment off the ASAP list meanwhile, its blockout goes too."""
    begun = world.now

    def decide() -> None:
        world.ask(request_id=REQUEST)

    def begin() -> None:
        start_over(world)
        world.now = begun
        world.change(tables.appointment, priority=Priority.ASAP)

    refused = 0
    for statement in dies_everywhere(world, decide, begin):
        world.change(tables.appointment, priority=Priority.NORMAL)
        world.later(seconds=LONGEST.total_seconds() + 1)
        decide()
        offers = world.rows(tables.asapcomm)
        refused += not offers

        for table in (tables.schedule, tables.scheduleop):
            assert len(offers) == len(world.rows(table)), f"died at statement {statement}"
    assert refused > 1


def deliver_until_done(world: World, num: AsapCommNum) -> None:
    """Do what queue and clock would do: deliver again, and settle what was left open."""
    world.send(num)
    for _ in range(4):
        world.later(seconds=LEASE.total_seconds() + 1)
        for row in world.rows(attempt):
            if row["state"] in {AttemptState.DISPATCHING, AttemptState.UNKNOWN}:
                world.settle(num)
        world.send(num)


def test_a_text_is_sent_once_wherever_a_worker_dies(world: World) -> None:
    """After any death in send, the provider ends up with one text and the office with one trace."""
    world.policy(looks=(15, 30, 45))
    world.gateway.is_found = True
    nums: list[AsapCommNum] = []
    start = world.now

    def offer_anew() -> None:
        start_over(world)
        world.now = start
        nums.append(world.offered())

    offer_anew()
    world.send(nums[-1])
    undisturbed = practice_of(world)

    deaths = 0
    for statement in dies_everywhere(world, lambda: world.send(nums[-1]), offer_anew):
        deliver_until_done(world, nums[-1])
        deaths += 1

        assert 1 == len(world.gateway.texts), f"died at statement {statement}"
        assert _without_times(undisturbed) == _without_times(practice_of(world)), statement
    assert deaths > 3


def test_a_refusal_is_recorded_wherever_a_worker_dies(world: World) -> None:
    """After any death while recording a refusal, the offer still ends with a reason."""
    nums: list[AsapCommNum] = []
    start = world.now
    landline = NotSent("Not sent because the wireless phone is a landline.", is_permanent=True)
    world.policy(looks=(15, 30, 45))

    def offer_anew() -> None:
        start_over(world)
        world.now = start
        world.gateway.answers = [landline] * 9
        nums.append(world.offered())

    for statement in dies_everywhere(world, lambda: world.send(nums[-1]), offer_anew):
        deliver_until_done(world, nums[-1])

        row = world.row(tables.asapcomm)
        assert landline.sentence == row["note"], f"died at statement {statement}"


def test_an_attempt_is_settled_wherever_a_settler_dies(world: World) -> None:
    """After any death while settling, the text that the provider has is recorded once."""
    world.policy(looks=(15, 30, 45))
    world.gateway.is_found = True
    nums: list[AsapCommNum] = []
    start = world.now

    def leave_open() -> None:
        start_over(world)
        world.now = start
        world.gateway.answers = [NoAnswer("ReadTimeout")]
        nums.append(world.offered())
        world.send(nums[-1])
        world.later(seconds=16)

    leave_open()
    world.settle(nums[-1])
    undisturbed = practice_of(world)

    for statement in dies_everywhere(world, lambda: world.settle(nums[-1]), leave_open):
        deliver_until_done(world, nums[-1])

        assert 1 == len(world.gateway.texts), f"died at statement {statement}"
        assert _without_times(undisturbed) == _without_times(practice_of(world)), statement


def test_another_text_is_sent_once_wherever_a_worker_dies(world: World) -> None:
    """After any death, a confirmation goes out once and stands in the chart once."""
    world.policy(looks=(15, 30, 45))
    world.gateway.is_found = True
    nums: list[int] = []
    start = world.now

    def say_anew() -> None:
        start_over(world)
        world.now = start
        nums.append(world.say())

    def deliver() -> None:
        world.send_text(nums[-1])
        for _ in range(4):
            world.later(seconds=LEASE.total_seconds() + 1)
            for overdue in world.sweep()[kinds.RECONCILE]:
                world.settle_attempt(overdue.attempt_id)
            world.send_text(nums[-1])

    for statement in dies_everywhere(world, lambda: world.send_text(nums[-1]), say_anew):
        deliver()

        assert 1 == len(world.gateway.texts), f"died at statement {statement}"
        assert TextState.SENT == world.row(text)["state"], f"died at statement {statement}"
        assert (1, 1) == (len(world.rows(tables.smstomobile)), len(world.rows(tables.commlog)))
        assert [] == world.rows(trial)


def test_an_offer_expires_wherever_a_worker_dies(world: World) -> None:
    """After any death while an offer is ended, the next one ends it, and nobody looks again."""
    nums: list[AsapCommNum] = []
    start = world.now

    def let_it_pass() -> None:
        start_over(world)
        world.now = start
        nums.append(world.offered())
        world.send(nums[-1])
        world.later(days=10)

    for statement in dies_everywhere(world, lambda: world.expire(nums[-1]), let_it_pass):
        world.expire(nums[-1])

        shown = world.row(tables.asapcomm)["response_status"]
        assert ResponseStatus.EXPIRED == shown, f"died at statement {statement}"
        assert [] == world.sweep()[kinds.EXPIRE]


def _without_times(seen: dict[str, list[dict[str, Any]]]) -> dict[str, list[dict[str, Any]]]:
    """Leave out when it was sent: a later try is later."""
    aside = {"date_time_sms_sent", "date_time_sent", "comm_date_time", "date_t_entry"}
    return {
        table: [{name: value for name, value in row.items() if name not in aside} for row in rows]
        for table, rows in seen.items()
    }
