"""Accounts of the staff pages, on every kind of database."""

import pytest

from tests.contract.engines import KINDS, Engines
from tests.world.office import NOW
from worker.rules.role import Role
from worker.store.engine import Store
from worker.store.ledger import accounts
from worker.store.ledger.operating_tables import account

PASSWORD = "four words are enough"  # noqa: S105


@pytest.fixture(params=KINDS)
def store(request: pytest.FixtureRequest, engines: Engines) -> Store:
    """Return an empty database with this service's tables."""
    return engines.store(request.param)


def add(store: Store, name: str, role: Role = Role.SEND) -> bool:
    """Add an account."""
    with store.writing() as transaction:
        return accounts.add(transaction, name, PASSWORD, role, NOW)


def test_a_name_is_one_account(store: Store) -> None:
    """Capitals make no second account, and the second password changes nothing."""
    assert add(store, "Anna")
    assert not add(store, " anna ", Role.LOOK)

    with store.reading() as transaction:
        [found] = accounts.read_all(transaction)
    assert ("anna", Role.SEND, True) == (found.name, found.role, found.role.may_send)


def test_only_the_password_is_the_password(store: Store) -> None:
    """What is kept is not the password, and nothing but the password opens it."""
    add(store, "anna")

    with store.reading() as transaction:
        found, known = accounts.find_named(transaction, "ANNA")
        [row] = transaction.all(account.select())
    assert found
    assert row["password_hash"].startswith("$argon2id$")
    assert accounts.is_password(known, PASSWORD)
    assert not accounts.is_password(known, PASSWORD.upper())


def test_nobody_has_no_password(store: Store) -> None:
    """A name that is not there is compared too, and never right."""
    with store.reading() as transaction:
        found, known = accounts.find_named(transaction, "nobody")

    assert found is None
    assert not accounts.is_password(known, PASSWORD)


def test_a_number_is_never_used_again(store: Store) -> None:
    """Who is added again under the same name is somebody else to an old session."""
    add(store, "anna")
    with store.writing() as transaction:
        [was] = accounts.read_all(transaction)
        assert accounts.remove(transaction, "Anna")
        assert not accounts.remove(transaction, "Anna")
        assert not accounts.exist(transaction)
    add(store, "anna")

    with store.reading() as transaction:
        assert accounts.find(transaction, was.account_num) is None
        assert accounts.exist(transaction)
