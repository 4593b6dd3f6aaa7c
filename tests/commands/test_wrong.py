"""Whatever is wrong, a command says it in one sentence, and with what to do about it."""

from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from tests.up.test_cli import asapcomms as typed
from tests.up.test_cli import assert_one_sentence
from worker.cli import app
from worker.errors import AsapError, CannotStart, Unavailable
from worker.store.engine import Store
from worker.store.migrate import upgrade_store

NOBODY = "127.0.0.1:1"

THAT_READ: tuple[tuple[str, ...], ...] = (
    ("keys", "list"),
    ("webhooks", "list"),
    ("messages", "list"),
    ("staff", "list"),
    ("hold", "--why", "A storm"),
    ("release",),
    ("release", "--unreconciled"),
    ("reconcile",),
    ("status", "--once"),
    ("show", "1"),
    ("number", "+15035550100"),
    ("templates",),
    ("release-sender",),
)
"""Each command that needs the database."""


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Return a data folder in which nothing is yet."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("ASAPCOMMS_HOME", str(tmp_path))
    return tmp_path


@pytest.fixture
def migrated(home: Path) -> Path:
    """Return one with a database."""
    store = Store.open(f"sqlite:///{home / 'asapcomms.db'}")
    upgrade_store(store)
    store.close()
    return home


def asapcomms(*words: str) -> Result:
    """Run a command."""
    return CliRunner().invoke(app, words)


def said_by(*words: str) -> str:
    """Return the sentence with which a command ends."""
    error = asapcomms(*words).exception
    assert isinstance(error, AsapError), error
    return error.sentence


@pytest.mark.parametrize("words", THAT_READ, ids=" ".join)
def test_no_database(home: Path, words: tuple[str, ...]) -> None:
    """A file that is not there is no outage: it must be made, and is not made by looking."""
    assert f"There is no database at {home}/asapcomms.db. Run `asapcomms migrate`" in said_by(
        *words
    )
    assert [] == list(home.iterdir())


@pytest.mark.parametrize("words", THAT_READ, ids=" ".join)
def test_no_database_file(
    home: Path, monkeypatch: pytest.MonkeyPatch, words: tuple[str, ...]
) -> None:
    """A file that is something else is named."""
    (home / "letter.txt").write_text("Dear patient, " * 100)
    monkeypatch.setenv("DATABASE_URL", f"sqlite:///{home}/letter.txt")

    assert "letter.txt is not a database. Name another file" in said_by(*words)


@pytest.mark.parametrize("words", [("keys", "list"), ("show", "1"), ("hold", "--why", "A storm")])
@pytest.mark.parametrize(
    ("url", "said"),
    [
        (f"mysql://user:secret@{NOBODY}/opendental", "No database server listens at "),
        (f"postgres://user:secret@{NOBODY}/asap?frobnicate=1", "does not know an option"),
    ],
)
def test_no_server(
    *,
    home: Path,
    monkeypatch: pytest.MonkeyPatch,
    socket_enabled: None,
    words: tuple[str, ...],
    url: str,
    said: str,
) -> None:
    """What keeps from the server is said, as `doctor` says it, and never the password."""
    _ = (home, socket_enabled)
    monkeypatch.setenv("DATABASE_URL", url)

    sentence = said_by(*words)

    assert said in sentence
    assert "secret" not in sentence


def test_a_table_that_is_gone(migrated: Path) -> None:
    """A database that is not whole is told by the database's own words, without the statement."""
    store = Store.open(f"sqlite:///{migrated / 'asapcomms.db'}")
    with store.writing() as transaction:
        transaction.connection.exec_driver_sql("DROP TABLE asapcomms_endpoint")
    store.close()

    assert "The database says: no such table: asapcomms_endpoint." in said_by("webhooks", "list")


@pytest.mark.parametrize("words", [("release", "--unreconciled"), ("messages", "list")])
def test_no_redis(
    migrated: Path,
    monkeypatch: pytest.MonkeyPatch,
    socket_enabled: None,
    words: tuple[str, ...],
) -> None:
    """A command that needs Redis says that it is away."""
    _ = (migrated, socket_enabled)
    monkeypatch.setenv("REDIS_URL", f"redis://{NOBODY}/0")

    assert said_by(*words).startswith("Redis")


@pytest.mark.parametrize(
    "words",
    [
        ("show", "9" * 20),
        ("show", "four"),
        ("webhooks", "rotate", "9" * 19),
        ("webhooks", "replay", "1e3", "--since", "2026-12-24"),
        ("templates", "--clinic", "-5"),
        ("hold", "--why", "A storm", "--clinic", "9" * 30),
        ("release", "--clinic", "٣"),
        ("keys", "rotate", "billing", "--grace", "a day"),
        ("keys", "add", "billing", "--expires", "9999-12-31"),
        ("keys", "add", "billing", "--expires", "tomorrow"),
    ],
    ids=" ".join,
)
def test_what_is_no_number(migrated: Path, words: tuple[str, ...]) -> None:
    """A number that no row can have, or a day that is none, is a mistake in typing."""
    _ = migrated
    ran = asapcomms(*words)

    assert 2 == ran.exit_code
    assert ": it must be a " in ran.stderr or ": the year " in ran.stderr


def test_a_grace_without_end(migrated: Path) -> None:
    """An old pair that would outlive the calendar is refused."""
    _ = migrated
    assert "9999999 hours more at most" in said_by(
        "keys", "rotate", "billing", "--grace", "999999999"
    )


@pytest.mark.parametrize("how", [("--body",), ("--set",)])
def test_a_body_that_nests_for_ever(migrated: Path, how: tuple[str]) -> None:
    """JSON that no program can hold is none."""
    _ = migrated
    deep = "[" * 100_000

    ran = asapcomms(
        "messages", "replay", "x", *how, deep if how == ("--body",) else f"aptNum={deep}"
    )

    assert isinstance(ran.exception, AsapError)


@pytest.mark.processes
def test_what_is_not_text(migrated: Path) -> None:
    """Bytes of another encoding are refused by a sentence."""
    latin = b"Jos\xe9".decode(errors="surrogateescape")

    for words in (
        ("staff", "remove", latin),
        ("hold", "--why", latin),
        ("messages", "show", latin),
    ):
        ran = typed(migrated, *words, ASAPCOMMS_HOME=str(migrated))
        assert_one_sentence(ran, "What was given is not text in UTF-8.")


def test_what_may_pass_is_an_outage(
    migrated: Path, monkeypatch: pytest.MonkeyPatch, socket_enabled: None
) -> None:
    """Whoever calls a command from a program can tell what may be over later."""
    _ = (migrated, socket_enabled)
    monkeypatch.setenv("DATABASE_URL", f"mysql://user:secret@{NOBODY}/opendental")
    assert isinstance(asapcomms("keys", "list").exception, Unavailable)
    monkeypatch.setenv("DATABASE_URL", "sqlite:///nowhere.db")
    assert isinstance(asapcomms("keys", "list").exception, CannotStart)
