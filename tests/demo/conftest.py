"""A database with the tables and nothing else, and one that holds the demo practice."""

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.demo.days import TODAY
from worker.demo.practice import fill, top_up
from worker.store.engine import Store, Transaction
from worker.store.migrate import upgrade_store


@pytest.fixture(scope="module")
def empty_store(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Store]:
    """Make the tables; whoever writes must roll back."""
    store = Store.open(f"sqlite:///{tmp_path_factory.mktemp('demo') / 'empty.db'}")
    upgrade_store(store)
    yield store
    store.close()


@pytest.fixture(scope="session")
def filled(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Make the demo practice as of TODAY, once."""
    path = tmp_path_factory.mktemp("demo") / "filled.db"
    store = Store.open(f"sqlite:///{path}")
    upgrade_store(store)
    with store.writing() as transaction:
        fill(transaction, TODAY)
        top_up(transaction, TODAY)
    store.close()
    return path


@pytest.fixture
def store(tmp_path: Path, filled: Path) -> Iterator[Store]:
    """Open a demo practice of one's own."""
    store = Store.open(f"sqlite:///{shutil.copy(filled, tmp_path / 'demo.db')}")
    yield store
    store.close()


@pytest.fixture
def transaction(store: Store) -> Iterator[Transaction]:
    """Read the demo practice."""
    with store.reading() as transaction:
        yield transaction
