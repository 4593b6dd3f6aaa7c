"""REDIS_URL where Sentinels are asked: what is read from it, and what is refused."""

import pytest

from worker.errors import CannotStart
from worker.queue.client import connect
from worker.sentinel_url import SentinelUrl, read
from worker.settings import load_settings
from worker.up.addresses import without_password

FULL = (
    "rediss+sentinel://texts:p%40ss@one:26380,two,[::1]:7/office/3"
    "?ssl_cert_reqs=none&sentinel_username=asker&sentinel_password=hush%2F"
)


def test_everything_is_read() -> None:
    """Places with and without port, name, number, user, options, and the Sentinels' own password."""
    assert read(FULL) == SentinelUrl(
        sentinels=(("one", 26380), ("two", 26379), ("::1", 7)),
        name="office",
        master="rediss://texts:p%40ss@office/3?ssl_cert_reqs=none",
        own=(("username", "asker"), ("password", "hush/")),
    )


def test_the_shortest_form() -> None:
    """A place and a name are enough."""
    found = read("redis+sentinel://one/office")

    assert found == SentinelUrl((("one", 26379),), "office", "redis://office/0")


@pytest.mark.parametrize("url", ["redis://one/0", "unix:///tmp/redis.sock", ""])
def test_others_are_left_alone(url: str) -> None:
    """A plain URL is none of these."""
    assert read(url) is None


@pytest.mark.parametrize(
    "url",
    [
        "redis+sentinel://one:26379",
        "redis+sentinel:///office/0",
        "redis+sentinel://one,,two/office",
        "redis+sentinel://one:port/office",
        "redis+sentinel://one:99999/office",
        "redis+sentinel://one/office/first",
        "redis+sentinel://[::1/office",
        "redis+sentinel://one/office?sentinel_passwd=x",
        "rediss+sentinel://one/office?ssl_ca_certs=/nowhere.pem",
    ],
)
def test_what_is_wrong_is_told(url: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """A process does not start with a URL that cannot be meant, and says the setting's name."""
    monkeypatch.setenv("REDIS_URL", url)
    with pytest.raises(CannotStart, match="REDIS_URL must"):
        load_settings()


def test_it_is_taken_as_a_setting(monkeypatch: pytest.MonkeyPatch) -> None:
    """A good one is kept as it is."""
    monkeypatch.setenv("REDIS_URL", FULL)

    assert load_settings().redis == FULL


def test_passwords_are_not_shown() -> None:
    """Neither the server's nor the Sentinels' is on any screen."""
    shown = without_password(FULL)

    assert "p%40ss" not in shown
    assert "hush" not in shown
    assert "office/3" in shown


def test_tls_and_passwords_reach_both() -> None:
    """The server is told its user, the Sentinels theirs, and both are spoken to by TLS."""
    pool = connect(FULL).connection_pool
    asked = pool.sentinel_manager.sentinels[0].connection_pool.connection_kwargs  # type: ignore[attr-defined]
    told = pool.connection_kwargs

    assert ("texts", "p@ss", 3) == (told["username"], told["password"], told["db"])
    assert ("asker", "hush/") == (asked["username"], asked["password"])
    assert "none" == told["ssl_cert_reqs"] == asked["ssl_cert_reqs"]
    assert "SSL" in sentinel_connection(pool)


def sentinel_connection(pool: object) -> str:
    """Return the names of the classes that a connection to the master is of."""
    kind = pool.connection_class  # type: ignore[attr-defined]
    return " ".join(each.__name__ for each in kind.__mro__)
