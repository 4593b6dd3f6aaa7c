"""A database with the tables and nothing else, and one that holds the demo practice."""

from collections.abc import Iterator

import pytest

from tests.demo.days import TODAY
from tests.world.kept import KeptFile, made_by, migrated
from worker.demo.practice import fill, top_up
from worker.store.engine import Store, Transaction


@pytest.fixture(scope="module")
def empty_store(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Store]:
    """Make the tables; whoever writes must roll back."""
    store = KeptFile(tmp_path_factory.mktemp("demo"), migrated()).fresh()
    yield store
    store.close()


@pytest.fixture(scope="session")
def filled(tmp_path_factory: pytest.TempPathFactory) -> KeptFile:
    """Make the demo practice as of TODAY, once."""
    return KeptFile(tmp_path_factory.mktemp("demo"), made_by(fill_it))


def fill_it(store: Store) -> None:
    """Write the demo practice."""
    with store.writing() as transaction:
        fill(transaction, TODAY)
        top_up(transaction, TODAY)


@pytest.fixture
def store(filled: KeptFile) -> Iterator[Store]:
    """Open a demo practice of one's own."""
    store = filled.fresh()
    yield store
    store.close()


@pytest.fixture
def transaction(store: Store) -> Iterator[Transaction]:
    """Read the demo practice."""
    with store.reading() as transaction:
        yield transaction
