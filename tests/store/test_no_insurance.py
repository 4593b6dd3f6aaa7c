"""Attempts of releases that could have the provider keep a text for later."""

from datetime import timedelta

import pytest
from alembic.migration import MigrationContext
from alembic.operations import Operations
from sqlalchemy import Column, inspect, select, update

from schemas.codes import SendStatus
from schemas.keys import AsapCommNum
from tests.contract.engines import KINDS, Engines
from tests.world.office import World
from worker.gateways.port import NoAnswer
from worker.queue import kinds
from worker.rules.attempt import AttemptState, UnknownPolicies, UnknownPolicy
from worker.steps.text.reconcile import GIVEN_UP
from worker.store.checks.version import is_current
from worker.store.columns import Instant
from worker.store.engine import Store
from worker.store.ledger.tables import VERSION_TABLE, attempt
from worker.store.migrate import upgrade_store
from worker.store.practice import tables


@pytest.fixture(params=KINDS)
def world(request: pytest.FixtureRequest, engines: Engines) -> World:
    """Return an office whose table still has the column."""
    store = engines.store(request.param, "changed")
    with store.engine.begin() as connection:
        operations = Operations(MigrationContext.configure(connection))
        operations.add_column(attempt.name, Column("send_at", Instant, nullable=True))
    return World.on(store)


def of_the_release_before(store: Store) -> None:
    """Say that the last migration has not been."""
    with store.engine.begin() as connection:
        connection.exec_driver_sql(f"UPDATE {VERSION_TABLE} SET version_num = '0004'")  # noqa: S608


def be(world: World, attempt_no: int, **values: object) -> None:
    """Let an attempt stand as the release before had left it."""
    with world.store.writing() as transaction:
        transaction.run(update(attempt).where(attempt.c.attempt_no == attempt_no).values(**values))


def standing(world: World) -> list[tuple[object, ...]]:
    """Return how the attempts stand, in their order."""
    columns = attempt.c.state, attempt.c.next_at, attempt.c.ended_at
    with world.store.reading() as transaction:
        rows = transaction.all(select(*columns).order_by(attempt.c.attempt_no))
    return [tuple(row.values()) for row in rows]


def lost(world: World) -> AsapCommNum:
    """Return an offer of which the provider had no trace at any look."""
    world.gateway.answers = [NoAnswer("told so")]
    num = world.offered()
    world.send(num)
    world.later(seconds=181)
    world.settle(num)
    be(world, 1, state="insured", next_at=world.now + timedelta(minutes=1), ended_at=None)
    return num


def test_a_text_that_waits_at_the_provider_is_accepted(world: World) -> None:
    """The provider will send it; the one that it insured is given up, and both have ended."""
    began_at, num = world.now, lost(world)
    be(world, 1, state="not_sent")
    world.send(num)
    be(world, 1, state="insured")
    be(world, 2, state="scheduled", next_at=world.now + timedelta(seconds=20), ended_at=None)
    of_the_release_before(world.store)

    upgrade_store(world.store)

    assert [
        (AttemptState.GIVEN_UP, None, began_at),
        (AttemptState.ACCEPTED, None, world.now),
    ] == standing(world)
    world.send(num)
    assert [] == world.sweep()[kinds.RECONCILE]
    assert 2 == len(world.gateway.texts)


@pytest.mark.parametrize("policy", UnknownPolicy)
def test_one_that_nothing_has_followed_yet_goes_by_the_policy(
    world: World, policy: UnknownPolicy
) -> None:
    """It is looked for once more, and then sent again or given up with its reason."""
    num = lost(world)
    of_the_release_before(world.store)
    upgrade_store(world.store)
    world.policy(policies=UnknownPolicies(policy))

    for overdue in world.sweep()[kinds.RECONCILE]:
        world.settle_attempt(overdue.attempt_id)
    world.send(num)

    row = world.row(tables.asapcomm)
    shown = len(world.gateway.texts), row["sms_send_status"], row["note"]
    expected = {
        UnknownPolicy.RESEND: (2, SendStatus.SEND_SUCCESSFUL, ""),
        UnknownPolicy.NEVER: (1, SendStatus.SEND_FAILED, GIVEN_UP),
    }
    assert expected[policy] == shown


def test_a_migration_that_died_after_its_last_statement_is_run_again(world: World) -> None:
    """MariaDB has dropped the column by then: what is done already is not done again."""
    for _ in range(2):
        of_the_release_before(world.store)
        upgrade_store(world.store)

    columns = inspect(world.store.engine).get_columns(attempt.name)
    assert "send_at" not in {column["name"] for column in columns}
    with world.store.reading() as transaction:
        assert is_current(transaction)
