"""Reconciling an attempt that ended without an answer: the provider is asked before anything else."""

import pytest

from schemas.codes import ResponseStatus, SendStatus
from schemas.keys import AsapCommNum
from tests.world.office import World
from tests.world.provider import tell
from worker.gateways.port import CannotTell, NoAnswer, NotSent
from worker.queue import kinds
from worker.rules.attempt import LEASE, AttemptState, UnknownPolicies, UnknownPolicy
from worker.steps.text.reconcile import GIVEN_UP
from worker.store.ledger.tables import attempt, request
from worker.store.practice import tables


class Killed(BaseException):
    """A worker that dies in the middle of a call."""


def die() -> None:
    """Die."""
    raise Killed


@pytest.fixture
def silent(world: World) -> AsapCommNum:
    """Return an offer whose call ended without an answer."""
    world.gateway.answers = [NoAnswer("ReadTimeout")]
    num = world.offered()
    world.send(num)
    return num


@pytest.fixture
def orphan(world: World) -> AsapCommNum:
    """Return an offer whose worker died during the call."""
    num = world.offered()
    world.gateway.before_answer = die
    with pytest.raises(Killed):
        world.send(num)
    world.gateway.before_answer = lambda: None
    return num


def state(world: World) -> str:
    """Return the state of the only attempt."""
    return str(world.row(attempt)["state"])


def test_nobody_is_asked_before_the_first_look(world: World, silent: AsapCommNum) -> None:
    """The provider gets 15 seconds to finish what it may be doing."""
    world.later(seconds=14)

    world.settle(silent)

    assert [] == world.gateway.asked


def test_a_text_that_is_found_was_sent(world: World, silent: AsapCommNum) -> None:
    """The provider's list holds the text: the offer is sent, nothing is sent again."""
    world.gateway.is_found = True
    world.later(seconds=16)

    again = world.settle(silent)

    row = world.row(tables.asapcomm)
    assert again is None
    assert (SendStatus.SEND_SUCCESSFUL, ResponseStatus.PENDING_RSVP) == (
        row["sms_send_status"],
        row["response_status"],
    )
    assert [world.gateway.texts[0].body] == [r["msg_text"] for r in world.rows(tables.smstomobile)]


def test_a_dead_workers_text_is_looked_for_when_its_lease_ends(
    world: World, orphan: AsapCommNum
) -> None:
    """The clock finds the attempt, the provider has it: it is recorded as if nothing happened."""
    world.gateway.is_found = True
    world.later(seconds=LEASE.total_seconds() + 1)
    (found,) = world.sweep()[kinds.RECONCILE]

    world.settle(orphan)

    assert world.row(attempt)["attempt_id"] == found.attempt_id
    assert world.row(request)["request_id"] == found.request_id
    assert AttemptState.ACCEPTED == state(world)
    assert 1 == len(world.gateway.texts)


def test_nothing_is_sent_again_before_the_last_look(world: World, silent: AsapCommNum) -> None:
    """The provider is asked three times before a text counts as not sent."""
    sent_again = []
    for seconds in (16, 45, 118):
        world.later(seconds=seconds)
        sent_again.append(world.settle(silent))

    assert [None, None, None] == sent_again
    assert 2 == len(world.gateway.asked)
    assert AttemptState.UNKNOWN == state(world)


def test_no_trace_at_any_look_sends_it_again(world: World, silent: AsapCommNum) -> None:
    """After the last look the text goes out once more, with the same link."""
    world.later(seconds=181)

    again = world.settle(silent)
    world.send(silent)

    assert silent == again
    assert 2 == len(world.gateway.texts)
    assert world.gateway.texts[0].body == world.gateway.texts[1].body
    assert SendStatus.SEND_SUCCESSFUL == world.row(tables.asapcomm)["sms_send_status"]


def test_an_office_may_want_no_second_try(world: World, silent: AsapCommNum) -> None:
    """UNKNOWN_POLICY=never gives the offer up, and its Note says so."""
    world.policy(policies=UnknownPolicies(UnknownPolicy.NEVER))
    world.later(seconds=181)

    again = world.settle(silent)

    row = world.row(tables.asapcomm)
    assert again is None
    assert AttemptState.GIVEN_UP == state(world)
    assert (SendStatus.SEND_FAILED, ResponseStatus.FAILED, GIVEN_UP) == (
        row["sms_send_status"],
        row["response_status"],
        row["note"],
    )


def test_a_provider_that_does_not_tell_is_asked_again(world: World, silent: AsapCommNum) -> None:
    """A question without an answer is no look: nothing is decided on it."""
    world.gateway.can_be_asked = False
    world.later(seconds=400)

    world.settle(silent)

    assert AttemptState.UNKNOWN == state(world)
    assert [] == world.sweep()[kinds.RECONCILE]


def test_two_settlers_ask_once(world: World, silent: AsapCommNum) -> None:
    """A look is claimed: the second one who comes leaves it alone."""
    world.later(seconds=16)
    world.settle(silent)

    world.settle(silent)

    assert 1 == len(world.gateway.asked)


def test_a_settler_that_died_is_followed_by_another(world: World, silent: AsapCommNum) -> None:
    """The claim on a look runs out like any lease."""
    world.later(seconds=16)
    world.gateway.find = die  # type: ignore[method-assign, assignment]
    with pytest.raises(TypeError):
        world.settle(silent)
    world.later(seconds=LEASE.total_seconds())

    assert 1 == len(world.sweep()[kinds.RECONCILE])


def test_a_late_answer_is_believed(world: World) -> None:
    """A worker that hung beyond its lease and then got its 201 still records it, once."""
    num = world.offered()

    def hang() -> None:
        world.later(seconds=LEASE.total_seconds() + 1)
        world.gateway.is_found = False
        world.settle(num)

    world.gateway.before_answer = hang
    world.send(num)

    assert AttemptState.ACCEPTED == state(world)
    assert SendStatus.SEND_SUCCESSFUL == world.row(tables.asapcomm)["sms_send_status"]
    assert 1 == len(world.rows(tables.smstomobile))


HIDDEN = CannotTell("the provider keeps no bodies")


def test_a_list_that_proves_nothing_sends_nothing_again(world: World, silent: AsapCommNum) -> None:
    """Whatever the office wants, a text that may be hidden is given up, and its Note says so."""
    world.policy(policies=UnknownPolicies(UnknownPolicy.RESEND))
    world.gateway.doubt = HIDDEN
    world.later(seconds=181)

    again = world.settle(silent)
    world.send(silent)

    assert again is None
    assert AttemptState.GIVEN_UP == state(world)
    assert GIVEN_UP == world.row(tables.asapcomm)["note"]
    assert 1 == len(world.gateway.texts)


def test_a_doubt_is_looked_at_again(world: World, silent: AsapCommNum) -> None:
    """Before the last look nothing is given up, and a text may still show up."""
    world.gateway.doubt = HIDDEN
    world.later(seconds=16)
    world.settle(silent)
    world.gateway.is_found = True
    world.later(seconds=45)

    world.settle(silent)

    assert AttemptState.ACCEPTED == state(world)


def test_what_was_handed_over_is_kept_while_there_is_doubt(
    world: World, silent: AsapCommNum
) -> None:
    """It is looked for and recorded as it was said, whatever has become of the patient's name."""
    said = world.gateway.texts[0].body
    assert said == world.row(attempt)["body"]
    world.change(tables.patient, f_name="Annie")
    world.gateway.answers = []
    world.later(seconds=16)

    tell(world, "sent")

    assert [said] == [row["msg_text"] for row in world.rows(tables.smstomobile)]
    assert (AttemptState.ACCEPTED, "") == (state(world), world.row(attempt)["body"])
    assert silent == world.row(tables.asapcomm)["asap_comm_num"]


@pytest.mark.parametrize("answer", [None, NotSent("No.", is_permanent=True)])
def test_what_was_handed_over_is_forgotten_at_its_end(world: World, answer: NotSent | None) -> None:
    """Nobody needs it in the ledger once the provider has said what became of it."""
    world.gateway.answers = [answer] if answer else []

    world.send(world.offered())

    assert "" == world.row(attempt)["body"]


def test_a_receipt_after_all_is_recorded_as_it_was_said(world: World, silent: AsapCommNum) -> None:
    """A text that was given up is kept, as its receipt may still come."""
    world.policy(policies=UnknownPolicies(UnknownPolicy.NEVER))
    world.later(seconds=181)
    world.settle(silent)
    assert AttemptState.GIVEN_UP == state(world)

    tell(world, "delivered")

    assert [world.gateway.texts[0].body] == [
        row["msg_text"] for row in world.rows(tables.smstomobile)
    ]
    assert "" == world.row(attempt)["body"]
