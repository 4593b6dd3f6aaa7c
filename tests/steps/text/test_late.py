"""Whoever stood still on the way sends nothing any more: others have looked for the text meanwhile."""

import json
import subprocess
import sys
from collections.abc import Callable, Iterator
from datetime import datetime
from pathlib import Path
from subprocess import PIPE
from typing import Final

import pytest

from schemas.codes import ResponseStatus, SendStatus
from schemas.keys import AsapCommNum
from tests.gateways.provider import performing
from tests.world.office import World
from worker.gateways.port import NoAnswer
from worker.rules.attempt import LEASE, AttemptState, Purpose, TextKey
from worker.steps.text.hand_over import send
from worker.store.ledger.tables import attempt, text
from worker.store.practice import tables

ROOT: Final = Path(__file__).parents[3]
OTHER: Final = 27


def asleep_after_the_claim(
    world: World, seconds: float, meanwhile: Callable[[], None] = lambda: None
) -> Callable[[], datetime]:
    """Return the clock of a worker that sleeps once its attempt is written."""
    slept: list[bool] = []

    def clock() -> datetime:
        if world.rows(attempt) and not slept:
            slept.append(True)
            world.later(seconds=seconds)
            meanwhile()
        return world.now

    return clock


@pytest.mark.parametrize("seconds", [LEASE.total_seconds(), 200])
def test_a_sleeper_does_not_call(world: World, seconds: float) -> None:
    """A lease that is over while nobody looked ends the attempt, and the offer waits again."""
    num = world.offered()

    send(TextKey(Purpose.OFFER, num), world.office, asleep_after_the_claim(world, seconds))

    assert [] == world.gateway.texts
    assert AttemptState.REJECTED == world.row(attempt)["state"]
    assert SendStatus.SEND_NOT_ATTEMPTED == world.row(tables.asapcomm)["sms_send_status"]


def test_a_short_rest_is_no_sleep(world: World) -> None:
    """Within its lease a worker may be slow."""
    num = world.offered()

    send(
        TextKey(Purpose.OFFER, num),
        world.office,
        asleep_after_the_claim(world, LEASE.total_seconds() - 1),
    )

    assert 1 == len(world.gateway.texts)


def test_who_was_overtaken_does_not_call(world: World) -> None:
    """While one sleeps others look in vain and send the text: it stays one."""
    num = world.offered()

    def others() -> None:
        world.settle(num)
        world.send(num)

    send(TextKey(Purpose.OFFER, num), world.office, asleep_after_the_claim(world, 200, others))

    assert 1 == len(world.gateway.texts)
    states = {row["attempt_no"]: row["state"] for row in world.rows(attempt)}
    assert {1: AttemptState.NOT_SENT, 2: AttemptState.ACCEPTED} == states


def test_what_a_sleeper_gave_back_goes_out(world: World) -> None:
    """Whoever looked in between shows the offer as perhaps sent; it was not, and is sent soon."""
    num = world.offered()
    send(
        TextKey(Purpose.OFFER, num),
        world.office,
        asleep_after_the_claim(world, 20, lambda: void(world.settle(num))),
    )
    row = world.row(tables.asapcomm)
    assert (SendStatus.SEND_NOT_ATTEMPTED, ResponseStatus.AWAITING_TRANSMIT) == (
        row["sms_send_status"],
        row["response_status"],
    )
    world.later(seconds=16)

    world.send(num)

    assert 1 == len(world.gateway.texts)
    assert SendStatus.SEND_SUCCESSFUL == world.row(tables.asapcomm)["sms_send_status"]


def test_confirmations_go_the_same_way(world: World) -> None:
    """Every text takes the same road."""
    num = world.say()

    send(TextKey(Purpose.OWN, num), world.office, asleep_after_the_claim(world, 200))

    assert [] == world.gateway.texts
    assert "waiting" == world.row(text)["state"]


def test_an_answer_that_was_slept_over_is_no_last_look(world: World) -> None:
    """What the provider said long ago does not tell that it never had the text."""
    world.gateway.answers = [NoAnswer("ReadTimeout")]
    num = world.offered()
    world.send(num)
    world.later(seconds=16)
    find = world.gateway.find

    def found_nothing_then_slept(*asked: object, **more: object) -> None:
        find(*asked, **more)  # type: ignore[arg-type]
        world.later(seconds=200)

    world.gateway.find = found_nothing_then_slept  # type: ignore[method-assign]

    assert world.settle(num) is None
    assert AttemptState.UNKNOWN == world.row(attempt)["state"]


@pytest.fixture(scope="module")
def frozen() -> Iterator[subprocess.Popen[str]]:
    """Return the process whose copies are stopped on their way."""
    words = (sys.executable, "-m", "tests.crash.frozen")
    with subprocess.Popen(words, cwd=ROOT, text=True, stdin=PIPE, stdout=PIPE) as running:
        yield running
        running.stdin.close()  # type: ignore[union-attr]


@pytest.mark.processes
def test_a_frozen_worker_does_not_call_when_it_wakes(
    world: World, frozen: subprocess.Popen[str]
) -> None:
    """Real processes, stopped before the call and before its request, until their leases are over."""
    world.patient(OTHER)
    world.appointment(OTHER, OTHER)
    before, after = world.offered(), world.offered(apt=OTHER)
    url = world.store.engine.url.render_as_string(hide_password=False)
    with performing() as provider:
        frozen.stdin.write(f"{url} {provider.url} {before} before {after} after\n")  # type: ignore[union-attr]
        frozen.stdin.flush()  # type: ignore[union-attr]
        told = json.loads(frozen.stdout.readline())  # type: ignore[union-attr]

        assert {"stopped": [True, True], "ended": [0, 0]} == told
        assert [] == provider.received
    assert [AttemptState.REJECTED] * 2 == [row["state"] for row in world.rows(attempt)]


def void(_: AsapCommNum | None) -> None:
    """Want no answer."""
