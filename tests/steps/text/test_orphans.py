"""Attempts whose offer or text somebody has deleted: each comes to its end, and the ledger knows it."""

from collections.abc import Callable
from http import HTTPStatus
from typing import Any

import pytest
from structlog.testing import capture_logs

from tests.world.office import World
from tests.world.provider import attempt_id, tell
from tests.world.visitor import Visitor
from worker.gateways.port import Accepted, CallOutcome, NoAnswer, NotSent
from worker.queue import kinds
from worker.rules.attempt import AttemptState, UnknownPolicies, UnknownPolicy
from worker.store.ledger.tables import attempt, request
from worker.store.ledger.tables import text as text_table
from worker.store.practice import tables

SILENT = NoAnswer("ReadTimeout")
REFUSED = NotSent("No.", is_permanent=True)
BUSY = NotSent("Later.", is_permanent=False)


def remove_offer(world: World) -> None:
    """Somebody deletes the offer."""
    world.remove(tables.asapcomm)


def settle_until_nothing_is_due(world: World) -> int:
    """Do what the clock asks for over an hour; return how often it asked."""
    looked = 0
    for _ in range(20):
        for due in world.sweep()[kinds.RECONCILE]:
            world.settle_attempt(due.attempt_id)
            looked += 1
        world.later(minutes=3)
    return looked


def orphaned(logs: list[Any]) -> list[str]:
    """Return what the log says of attempts that belong to nothing."""
    return [line["outcome"] for line in logs if line["event"] == "attempt.orphaned"]


@pytest.mark.parametrize(
    ("answer", "state", "outcome"),
    [
        (None, AttemptState.ACCEPTED, "sent"),
        (REFUSED, AttemptState.REJECTED, "failed"),
        (BUSY, AttemptState.REJECTED, "failed"),
    ],
)
def test_an_offer_that_is_deleted_during_its_call_is_recorded(
    world: World, answer: CallOutcome | None, state: AttemptState, outcome: str
) -> None:
    """What the provider has said is kept in the ledger, and nothing raises."""
    world.gateway.answers = [answer] if answer else []
    world.gateway.before_answer = lambda: remove_offer(world)
    num = world.offered()

    with capture_logs() as logs:
        world.send(num)

    row = world.row(attempt)
    assert (state, [outcome]) == (row["state"], orphaned(logs))
    assert (0, answer is None) == (settle_until_nothing_is_due(world), bool(row["provider_sid"]))


def test_an_offer_that_is_deleted_during_its_call_is_not_made_again(world: World) -> None:
    """Between the claim and the provider's answer the ledger alone knows."""
    num = world.offered()
    held = []

    def delete() -> None:
        world.gateway.before_answer = lambda: None
        remove_offer(world)
        held.append(world.ask().status)

    world.gateway.before_answer = delete
    world.send(num)

    assert ([HTTPStatus.CONFLICT], 1) == (held, len(world.gateway.texts))


@pytest.mark.parametrize("is_found", [True, False])
@pytest.mark.parametrize("policy", UnknownPolicy)
@pytest.mark.parametrize("is_deleted_at_once", [True, False])
def test_a_silent_call_of_a_deleted_offer_comes_to_its_end(
    world: World, policy: UnknownPolicy, *, is_found: bool, is_deleted_at_once: bool
) -> None:
    """The provider is asked a few times, and then nobody looks any more."""
    world.policy(policies=UnknownPolicies(policy))
    world.gateway.answers = [SILENT]
    world.gateway.is_found = is_found
    if is_deleted_at_once:
        world.gateway.before_answer = lambda: remove_offer(world)
    world.send(world.offered())
    remove_offer(world)

    with capture_logs() as logs:
        looked = settle_until_nothing_is_due(world)

    never = policy is UnknownPolicy.NEVER
    ended = AttemptState.GIVEN_UP if never else AttemptState.NOT_SENT
    told = "failed" if never else "not-sent"
    assert (AttemptState.ACCEPTED if is_found else ended) == world.row(attempt)["state"]
    assert ["sent" if is_found else told] == orphaned(logs)
    assert 0 < looked < 4
    assert 1 == len(world.gateway.texts)


def test_a_dead_workers_attempt_of_a_deleted_offer_comes_to_its_end(world: World) -> None:
    """A lease that ended leads to looks, not to a look for ever."""
    num = world.offered()
    world.send(num)
    world.change(
        attempt, state=AttemptState.DISPATCHING, next_at=world.now, provider_sid=None, tries=10
    )
    remove_offer(world)

    assert 1 == settle_until_nothing_is_due(world)
    assert AttemptState.GIVEN_UP == world.row(attempt)["state"]


@pytest.mark.parametrize("answer", [None, SILENT, REFUSED])
def test_an_own_text_that_is_deleted_during_its_call_comes_to_its_end(
    world: World, answer: CallOutcome | None
) -> None:
    """A confirmation whose row is gone cannot be looked for, and is not taken for another text."""
    world.gateway.answers = [answer] if answer else []
    world.gateway.before_answer = lambda: world.remove(text_table)
    world.gateway.is_found = True
    world.send_text(world.say())

    looked = settle_until_nothing_is_due(world)

    ended: dict[CallOutcome | None, AttemptState] = {
        None: AttemptState.ACCEPTED,
        SILENT: AttemptState.GIVEN_UP,
        REFUSED: AttemptState.REJECTED,
    }
    assert (ended[answer], answer is SILENT) == (world.row(attempt)["state"], looked == 1)
    assert [] == world.gateway.asked


@pytest.mark.parametrize("settled", [False, True])
@pytest.mark.parametrize("status", ["sent", "delivered", "undelivered"])
def test_a_receipt_settles_a_deleted_offers_attempt(
    world: World, status: str, *, settled: bool
) -> None:
    """What the provider says of it later ends the doubt, before or after it was given up."""
    world.gateway.answers = [SILENT]
    world.send(world.offered())
    remove_offer(world)
    if settled:
        settle_until_nothing_is_due(world)

    tell(world, status, code=30003 if status == "undelivered" else None)

    row = world.row(attempt)
    assert (AttemptState.ACCEPTED, status) == (row["state"], row["provider_status"])
    assert 0 == settle_until_nothing_is_due(world)


def test_a_deleted_offers_text_is_shown_with_its_number(world: World) -> None:
    """The text window has every text that went out, also where no patient is known by it any more."""
    world.gateway.before_answer = lambda: remove_offer(world)
    world.send(world.offered())

    row = world.row(tables.smstomobile)
    assert (0, world.gateway.texts[0].recipient, attempt_id(world)) == (
        row["pat_num"],
        row["mobile_phone_number"],
        row["guid_message"],
    )


@pytest.mark.parametrize("when", [Visitor.texted, lambda world: world.offered()])
def test_the_expiry_of_a_deleted_offer_ends(world: World, when: Callable[[World], object]) -> None:
    """A request whose offer is gone is closed once."""
    when(world)
    remove_offer(world)
    world.later(days=10)
    for over in world.sweep()[kinds.EXPIRE]:
        world.expire(over.asap_comm_num)

    assert (None, []) == (world.row(request)["open_until"], world.sweep()[kinds.EXPIRE])


def test_a_question_for_a_deleted_offers_receipt_ends(world: World) -> None:
    """Nobody is asked for ever about a text whose offer is gone."""
    world.gateway.answers = [Accepted("SM1", "", 1, "")]
    world.send(world.offered())
    remove_offer(world)
    tell(world, "delivered")
    world.later(days=1)

    assert [] == world.sweep()[kinds.ASK_RECEIPT]
