"""The command that says which programs may call the API."""

from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from tests.world.office import World
from worker.cli import app
from worker.errors import AsapError, CannotStart, Conflict, NotFound, Refused
from worker.store.ledger import page_secret


@pytest.fixture(autouse=True)
def _database(world: World, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Have the command work on a world's database."""
    monkeypatch.setenv("DATABASE_URL", str(world.store.engine.url))
    monkeypatch.setenv("TIME_ZONE", "UTC")
    monkeypatch.chdir(tmp_path)


def keys(*words: str) -> Result:
    """Run the command."""
    return CliRunner().invoke(app, ["keys", *words])


def listed() -> list[str]:
    """Return the lines of the list, without what depends on the moment."""
    return [" ".join(line.split()) for line in keys("list").stdout.splitlines()]


def test_a_key_comes_changes_and_goes(monkeypatch: pytest.MonkeyPatch) -> None:
    """A pair is shown once, two are good during a change, and none after it was revoked."""
    assert ["There is no key, so no program may call."] == listed()
    made = keys("add", "Billing", "--permission", "ReadAll")
    developer, _, customer = made.stdout.strip().partition("/")
    assert "billing may ReadAll." in made.stderr
    assert [f"billing {developer} ReadAll never used"] == listed()

    changed = keys("rotate", "billing", "--grace", "2").stdout.strip()
    assert developer == changed.partition("/")[0]
    assert customer not in changed
    [old, new] = listed()
    assert f"billing {developer} ReadAll never used, ends" in old
    assert f"billing {developer} ReadAll never used" == new

    assert "The old pair of billing has ended." in keys("revoke", "billing", "--old").output
    assert isinstance(keys("revoke", "billing", "--old").exception, NotFound)
    assert "Every pair of billing has ended." in keys("revoke", "BILLING").output
    assert all("ended" in line for line in listed())

    monkeypatch.setenv("API_KEYS", "a/b,c/d")
    assert "2 more in API_KEYS." == listed()[-1]


def test_who_names_no_permission_may_not_say_where_events_go() -> None:
    """Reading and texting are usual; telling other systems is asked for by name, beside them."""
    usual = keys("add", "billing")
    named = keys("add", "hub", *("--permission", "ReadAll", "--permission", "Webhooks"))

    assert "billing may ReadAll and TextingASAP." in usual.stderr
    assert "hub may ReadAll and Webhooks." in named.stderr


def test_a_key_lives_as_long_as_the_one_before() -> None:
    """A rotation does not make a key for ever of one that ends, nor lets the old one live on."""
    keys("add", "billing", "--expires", "2999-12-31")
    keys("rotate", "billing", "--grace", "9999999")
    keys("rotate", "billing", "--expires", "2050-01-31", "--grace", "0")

    [first, second, third] = listed()
    assert "ended" in first
    assert "ended" in second
    assert third.endswith("ends 2050-02-01 00:00")


@pytest.mark.parametrize(
    ("words", "error", "said"),
    [
        (("add", "There"), Conflict, "There is a key there already"),
        (("add", "  "), Refused, "1 to 64 letters"),
        (("add", "late", "--expires", "2020-01-31"), Refused, "That day is over already."),
        (("rotate", "nobody"), NotFound, "There is no key nobody that is good."),
        (("revoke", "nobody"), NotFound, "There is no key nobody that is good."),
        (("revoke", "there", "--old"), NotFound, "No old pair of there is good any more."),
    ],
)
def test_what_cannot_be_done_is_a_sentence(
    words: tuple[str, ...], error: type[AsapError], said: str
) -> None:
    """Nothing is half made of a key that cannot be."""
    keys("add", "there")
    done = keys(*words)

    assert isinstance(done.exception, error)
    assert said in done.exception.sentence
    assert 1 == len(listed())


@pytest.mark.parametrize("command", ["keys", "staff"])
def test_a_database_that_was_never_migrated_is_a_sentence(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, command: str
) -> None:
    """It names the command that comes first."""
    monkeypatch.setenv("DATABASE_URL", f"sqlite:///{tmp_path / 'empty.db'}")
    done = CliRunner().invoke(app, [command, "list"])

    assert isinstance(done.exception, CannotStart)
    assert "asapcomms migrate" in done.exception.sentence


def test_the_secret_of_the_pages_is_renewed(world: World) -> None:
    """The command says that web has to be started again."""
    before = page_secret.read_or_make(world.store)

    assert "start every web process again" in keys("renew-pages").stdout
    assert before != page_secret.read_or_make(world.store)
