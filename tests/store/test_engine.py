"""Transactions: what is kept, what is undone, and what a failure says."""

from datetime import UTC, datetime
from pathlib import Path

import pytest
from sqlalchemy.exc import OperationalError, StatementError

from tests.world.office import NOW, World
from worker.errors import CannotStart, Unavailable
from worker.store.engine import Store
from worker.store.ledger import dead_letters
from worker.store.ledger.tables import kept_message
from worker.store.practice import tables


def test_a_failed_transaction_leaves_nothing(world: World) -> None:
    """An error in the middle undoes everything before it."""

    def fail_half_way() -> None:
        with world.store.writing() as transaction:
            transaction.insert(tables.clinic, description="half")
            raise RuntimeError

    with pytest.raises(RuntimeError):
        fail_half_way()

    assert [] == world.rows(tables.clinic)


def test_columns_left_out_get_open_dentals_zero(world: World) -> None:
    """A row is complete whatever the caller names."""
    world.add(tables.commlog)

    row = world.row(tables.commlog)
    assert (0, "", datetime(1, 1, 1)) == (row["pat_num"], row["note"], row["comm_date_time"])


def test_keys_are_never_used_again(world: World) -> None:
    """A deleted row's number does not come back as another row's."""
    world.add(tables.asapcomm)
    world.remove(tables.asapcomm)

    assert 2 == world.add(tables.asapcomm)


@pytest.mark.parametrize("url", ["nonsense", "oracle://somewhere", "sqlite-but-not", "sqlite://"])
def test_a_url_that_cannot_be_used_says_so(url: str) -> None:
    """A wrong DATABASE_URL is one sentence, not a traceback."""
    with pytest.raises(CannotStart, match="DATABASE_URL cannot be used"):
        Store.open(url)


def test_a_database_that_is_away_is_unavailable(tmp_path: Path) -> None:
    """A file that cannot be opened is the same to callers as a server that is down."""
    store = Store.open(f"sqlite:///{tmp_path / 'missing' / 'practice.db'}")

    with pytest.raises(Unavailable):
        store.ping()
    store.close()


def test_a_wrong_statement_is_not_an_outage(world: World) -> None:
    """A mistake of ours is not hidden behind "cannot be reached"."""
    with pytest.raises(OperationalError), world.store.reading() as transaction:
        transaction.connection.exec_driver_sql("SELECT no_such_column FROM clinic")


def test_errors_do_not_repeat_what_was_written(world: World) -> None:
    """A failing statement's message names no patient."""
    with pytest.raises(StatementError) as caught, world.store.writing() as transaction:
        transaction.insert(tables.patient, pat_num=26, f_name="Annabel")

    assert "Annabel" not in str(caught.value)


def test_instants_come_back_in_utc(world: World) -> None:
    """A moment keeps its microseconds and its zone."""
    moment = datetime(2026, 3, 8, 9, 59, 59, 123456, tzinfo=UTC)
    with world.store.writing() as transaction:
        dead_letters.keep(
            transaction, "id", queue="q", actor="a", arguments="[]", reason="r", received_at=moment
        )

    assert moment == world.row(kept_message)["received_at"]


def test_a_moment_without_a_zone_is_refused(world: World) -> None:
    """A naive time cannot slip into a column of instants."""
    with pytest.raises(StatementError), world.store.writing() as transaction:
        dead_letters.keep(
            transaction,
            "id",
            queue="q",
            actor="a",
            arguments="[]",
            reason="r",
            received_at=NOW.replace(tzinfo=None),
        )


def test_a_message_is_kept_once(world: World) -> None:
    """A message that was delivered twice is one row."""
    for _ in range(2):
        with world.store.writing() as transaction:
            dead_letters.keep(
                transaction, "id", queue="q", actor="a", arguments="[]", reason="r", received_at=NOW
            )

    assert 1 == len(world.rows(kept_message))
