"""API keys that a command has made, on every kind of database."""

from datetime import timedelta

import pytest

from tests.contract.engines import KINDS, Engines
from tests.world.office import NOW
from worker.api_key import Permission, digest
from worker.store.engine import Store
from worker.store.ledger import api_keys
from worker.store.ledger.api_keys import StoredKey
from worker.store.ledger.operating_tables import api_key

DAY = timedelta(days=1)
BOTH = frozenset(Permission)


@pytest.fixture(params=KINDS)
def store(request: pytest.FixtureRequest, engines: Engines) -> Store:
    """Return an empty database with this service's tables."""
    return engines.store(request.param)


def add(store: Store, name: str = "billing") -> str | None:
    """Make the first pair of a name."""
    with store.writing() as transaction:
        return api_keys.add(transaction, name, BOTH, NOW, None)


def newest(store: Store) -> StoredKey:
    """Read the newest pair."""
    with store.reading() as transaction:
        found = api_keys.find_newest(transaction, "Billing ")
    assert found is not None
    return found


def rotate(store: Store, old: StoredKey) -> str | None:
    """Make the next pair; the old one has a day."""
    with store.writing() as transaction:
        return api_keys.rotate(transaction, old, NOW, NOW + DAY, None)


def live(store: Store, after: timedelta = timedelta()) -> set[str]:
    """Read the digests of what opens something."""
    with store.reading() as transaction:
        return set(api_keys.read_live(transaction, NOW + after))


def test_only_a_digest_is_kept(store: Store) -> None:
    """Whoever reads the database cannot call, and no two pairs are alike."""
    made, other = add(store), add(store, "other")

    assert made
    assert other
    with store.reading() as transaction:
        rows = transaction.all(api_key.select())
    customer = made.partition("/")[2]
    assert 32 == len(customer)
    assert not any(customer in str(row) for row in rows)
    assert {digest(made), digest(other)} == live(store)
    assert 4 == len({*made.split("/"), *other.split("/")})


def test_a_name_has_one_pair(store: Store) -> None:
    """Whoever wants another rotates the first."""
    assert add(store)
    assert add(store, " Billing") is None
    assert 1 == len(live(store))


def test_two_pairs_are_good_during_a_change(store: Store) -> None:
    """The old one ends after its grace, and the developer's key stays."""
    old, new = add(store), rotate(store, newest(store))

    assert old
    assert new
    assert old.partition("/")[0] == new.partition("/")[0]
    assert {digest(old), digest(new)} == live(store)
    assert {digest(new)} == live(store, DAY)


def test_a_second_change_ends_the_first_pair(store: Store) -> None:
    """No more than two are good at a time."""
    first, second, third = (add(store), *(rotate(store, newest(store)) for _ in range(2)))

    assert first
    assert second
    assert third
    assert {digest(second), digest(third)} == live(store)


def test_who_changes_a_key_second_is_told(store: Store) -> None:
    """Two who rotate at once make one new pair, and the old one keeps the grace of the first."""
    add(store)
    old = newest(store)

    assert rotate(store, old)
    assert rotate(store, old) is None
    assert 2 == len(live(store))


def test_what_was_ended_opens_nothing(store: Store) -> None:
    """The name may have a new pair then; what has ended before keeps its end."""
    add(store)
    rotate(store, newest(store))
    with store.writing() as transaction:
        assert 2 == api_keys.end(transaction, "billing", newest(store).turn, NOW)
        assert 0 == api_keys.end(transaction, "billing", newest(store).turn, NOW + DAY)

    assert set() == live(store)
    made = add(store)
    assert made
    assert {digest(made)} == live(store)


def test_the_last_use_is_kept(store: Store) -> None:
    """Whoever looks at the list sees which pair is still in use."""
    add(store)
    with store.writing() as transaction:
        api_keys.note_use(transaction, newest(store).key_num, NOW)

    assert newest(store).used_at == NOW
