"""DATABASE_URL as platforms hand it out."""

import pytest
from sqlalchemy.exc import DBAPIError

from tests.contract import bases
from tests.contract.engines import Engines
from worker.errors import CannotStart, Unavailable
from worker.settings import Settings
from worker.store import address
from worker.store.checks import unreachable
from worker.store.engine import Store
from worker.store.migrate import plan


@pytest.mark.parametrize(
    ("given", "used"),
    [
        (
            "postgres://u:p@db.example.org:5432/od",
            "postgresql+psycopg://u:p@db.example.org:5432/od",
        ),
        (
            "postgresql://u:p@db/od?sslmode=require",
            "postgresql+psycopg://u:p@db/od?sslmode=require",
        ),
        ("postgresql+psycopg2://u:p@db/od", "postgresql+psycopg://u:p@db/od"),
        ("mysql://u:p%40ss@db/od", "mysql+pymysql://u:p%40ss@db/od"),
        ("mariadb+mysqldb://u:p@db/od", "mysql+pymysql://u:p@db/od"),
        (
            "mysql://u:p@db/od?ssl-mode=REQUIRED",
            "mysql+pymysql://u:p@db/od?ssl_check_hostname=false",
        ),
        (
            "mysql://u:p@db/od?ssl-mode=VERIFY_IDENTITY&ssl-ca=/ca.pem",
            "mysql+pymysql://u:p@db/od?ssl_ca=%2Fca.pem&ssl_check_hostname=true",
        ),
        ("mysql://u:p@db/od?ssl-mode=DISABLED", "mysql+pymysql://u:p@db/od"),
        ("sqlite:////srv/od.db", "sqlite:////srv/od.db"),
    ],
)
def test_a_platforms_url_is_used(given: str, used: str) -> None:
    """The driver is the one that comes with this service, whatever the URL names."""
    assert used == address.read(given).render_as_string(hide_password=False)


@pytest.mark.parametrize(
    ("url", "cure"),
    [
        ("nonsense", "write it as postgresql://user:password@host/database"),
        ("postgres://u:secret:x@host:54a/db", "percent-encoded"),
        ("oracle://u:secret@host/db", "begin it with sqlite:///"),
        ("mysql://u:secret@host/db?reconnect=true", "leave out reconnect"),
        ("mysql://u:secret@host/db?ssl-mode=VERIFY_CA", "add ssl-ca="),
        ("sqlite://", "name a file"),
        ("sqlite:///:memory:", "name a file"),
        ("sqlite:///file:office?mode=memory&uri=true", "name a file"),
    ],
)
def test_what_cannot_be_used_names_the_cure(url: str, cure: str) -> None:
    """One sentence says what to write, and nothing of what is there."""
    with pytest.raises(CannotStart) as refused:
        plan(Settings(_env_file=None, database_url=url))  # type: ignore[call-arg]

    assert refused.value.sentence.startswith("DATABASE_URL cannot be used: ")
    assert cure in refused.value.sentence
    assert "secret" not in refused.value.sentence


@pytest.mark.parametrize(("kind", "scheme"), [("postgresql", "postgres"), ("mariadb", "mysql")])
def test_a_platforms_url_opens_the_database(engines: Engines, kind: str, scheme: str) -> None:
    """What the platform calls its database is opened as it stands."""
    with bases.empty(engines, kind) as base:
        given = base.url.set(drivername=scheme).render_as_string(hide_password=False)
        store = Store.open(given)
        store.ping()
        store.close()


def test_an_option_that_is_none_is_said(engines: Engines) -> None:
    """A parameter of another driver is named, and is no outage to be waited out."""
    with bases.empty(engines, "postgresql") as base:
        url = base.url.update_query_dict({"schema": "public"})
        store = Store.open(url.render_as_string(hide_password=False))
        with pytest.raises((Unavailable, DBAPIError)) as failed:
            store.ping()
        problem = unreachable.explain(failed.value, store.engine.url)  # type: ignore[arg-type]
        store.close()

    assert "schema" in problem.found
    assert ("Leave it out.", False) == (problem.todo, problem.may_pass)
