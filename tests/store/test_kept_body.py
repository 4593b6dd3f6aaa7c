"""Attempts of releases that kept only a hash of what they handed over."""

import pytest
from alembic.migration import MigrationContext
from alembic.operations import Operations
from sqlalchemy import Column, String, inspect

from tests.contract.engines import KINDS, Engines
from tests.world.office import World
from tests.world.provider import tell
from worker.gateways.port import NoAnswer
from worker.rules.attempt import AttemptState
from worker.store.engine import Store
from worker.store.ledger.tables import VERSION_TABLE, attempt
from worker.store.migrate import upgrade_store
from worker.store.practice import tables


@pytest.fixture(params=KINDS)
def world(request: pytest.FixtureRequest, engines: Engines) -> World:
    """Return an office whose provider does not answer."""
    world = World.on(engines.store(request.param, "changed"))
    world.gateway.answers = [NoAnswer("told so")]
    return world


def be_the_release_before(store: Store) -> None:
    """Have the ledger as it was."""
    with store.engine.begin() as connection:
        operations = Operations(MigrationContext.configure(connection))
        operations.drop_column(attempt.name, "body")
        old = Column("body_sha256", String(64), nullable=False, server_default="0")
        operations.add_column(attempt.name, old)
        connection.exec_driver_sql(f"UPDATE {VERSION_TABLE} SET version_num = '0005'")  # noqa: S608


def upgraded(world: World) -> None:
    """Bring a database of the release before up to date, an hour after the last text."""
    be_the_release_before(world.store)
    upgrade_store(world.store)
    world.later(hours=1)


@pytest.mark.parametrize(("is_found", "texts"), [(True, 1), (False, 2)])
def test_an_offer_in_doubt_is_looked_for_by_its_link(
    world: World, *, is_found: bool, texts: int
) -> None:
    """It goes out once: the one that the provider has, or the one that follows it."""
    num = world.offered()
    world.send(num)
    upgraded(world)
    world.gateway.is_found = is_found

    world.settle(num)
    world.send(num)

    assert texts == len(world.gateway.texts)
    assert [world.gateway.texts[-1].body] == [
        row["msg_text"] for row in world.rows(tables.smstomobile)
    ]


def test_an_offer_of_which_a_receipt_comes_is_shown_by_its_template(world: World) -> None:
    """Name and link are not known any more."""
    world.send(world.offered())
    upgraded(world)

    tell(world, "delivered")

    template = world.row(tables.asapcomm)["template_text"]
    assert template
    assert template == world.row(tables.smstomobile)["msg_text"]


@pytest.mark.parametrize(("is_found", "texts"), [(True, 1), (False, 2)])
def test_a_confirmation_in_doubt_is_looked_for_by_its_words(
    world: World, *, is_found: bool, texts: int
) -> None:
    """Our own row has them."""
    num = world.say(expires_at=world.now.replace(year=2024))
    world.send_text(num)
    upgraded(world)
    world.gateway.is_found = is_found

    world.settle_text(num)
    world.send_text(num)

    assert [world.gateway.texts[0].body] == [words for _, words in world.gateway.asked]
    assert texts == len(world.gateway.texts)


def test_what_has_ended_gets_no_words(world: World) -> None:
    """Of texts that were sent before nothing is kept."""
    world.gateway.answers = []
    world.send(world.offered())

    upgraded(world)

    row = world.row(attempt)
    assert (AttemptState.ACCEPTED, "") == (row["state"], row["body"])


def test_a_migration_that_died_after_any_statement_is_run_again(world: World) -> None:
    """MariaDB has the new column by then, or has dropped the old one too."""
    world.send(world.offered())
    be_the_release_before(world.store)
    for _ in range(2):
        upgrade_store(world.store)
        with world.store.engine.begin() as connection:
            connection.exec_driver_sql(
                f"UPDATE {VERSION_TABLE} SET version_num = '0005'"  # noqa: S608
            )

    columns = {column["name"] for column in inspect(world.store.engine).get_columns(attempt.name)}
    assert ("body" in columns, "body_sha256" in columns) == (True, False)
    assert world.row(tables.asapcomm)["template_text"] == world.row(attempt)["body"]
