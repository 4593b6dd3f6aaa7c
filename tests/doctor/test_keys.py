"""Whether any program may use the API."""

from datetime import timedelta
from pathlib import Path

from tests.doctor.reading import bad, notes, settings
from tests.world.office import World
from worker.api_key import Permission
from worker.doctor import own
from worker.store.engine import Store
from worker.store.ledger import api_keys


def add(world: World, name: str, lives: timedelta | None = None) -> None:
    """Make a key."""
    now = world.store.now()
    ends_at = None if lives is None else now + lives
    with world.store.writing() as transaction:
        api_keys.add(transaction, name, frozenset(Permission), now, ends_at)


def test_an_api_that_nobody_may_use_is_a_note(world: World) -> None:
    """Requests may come by the queue alone."""
    assert ["There is no API key, so nobody may use the API."] == notes(
        own.examine(world.store, settings(), [own.keys])
    )


def test_keys_of_both_kinds_are_counted(world: World) -> None:
    """Those of the settings are as good as those of the table."""
    add(world, "billing")
    found = own.examine(world.store, settings(api_keys="a/b"), [own.keys])

    assert [] == bad(found)
    assert ["2 API keys may be used."] == [each.found for each in found]


def test_a_key_that_ends_soon_is_a_note(world: World) -> None:
    """It names the command that helps, and not a key that has been changed already."""
    add(world, "billing", timedelta(days=13))
    add(world, "late", timedelta(days=15))
    found = own.examine(world.store, settings(), [own.keys])
    now = world.store.now()
    with world.store.writing() as transaction:
        old = api_keys.find_newest(transaction, "billing")
        assert old
        api_keys.rotate(transaction, old, now, now + timedelta(days=1), None)

    (note,) = notes(found)
    assert "The API key billing ends on" in note
    assert [] == notes(own.examine(world.store, settings(), [own.keys]))


def test_a_database_without_our_tables_is_reported_elsewhere(tmp_path: Path) -> None:
    """The rest of the check-up says so."""
    empty = Store.open(f"sqlite:///{tmp_path / 'empty.db'}")

    assert [] == own.examine(empty, settings(), [own.keys])
    empty.close()
