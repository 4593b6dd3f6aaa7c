"""What connections to MariaDB share."""

import ssl

import pytest
from sqlalchemy import make_url, text
from sqlalchemy.exc import OperationalError

from tests.contract.engines import Engines
from tests.gateways.provider import CERTIFICATE
from worker.store import mariadb
from worker.store.engine import Store


@pytest.fixture
def made(monkeypatch: pytest.MonkeyPatch) -> list[object]:
    """Return the TLS contexts that are made from now on."""
    contexts: list[object] = []
    make = ssl.create_default_context

    def counted(*, cafile: str | None, capath: str | None) -> ssl.SSLContext:
        contexts.append(cafile)
        return make(cafile=cafile, capath=capath)

    monkeypatch.setattr(mariadb, "_shared", {})
    monkeypatch.setattr(ssl, "create_default_context", counted)
    return contexts


def connections(url: str, number: int) -> None:
    """Open some at once and let them go."""
    store = Store.open(url)
    opened = [store.engine.connect() for _ in range(number)]
    for connection in opened:
        assert connection.scalar(text("SELECT 1")) == 1
        connection.close()
    store.close()


def test_connections_that_verify_nobody_share_one(engines: Engines, made: list[object]) -> None:
    """Also those of another engine of the process."""
    url = str(engines.server("innodb"))
    for _ in range(2):
        connections(url, 3)
    assert len(made) == 1


def test_who_names_files_has_them_read_each_time(engines: Engines, made: list[object]) -> None:
    """They may have been renewed; a server without TLS then is refused, and is here."""
    url = make_url(engines.server("innodb")).update_query_dict({"ssl_ca": str(CERTIFICATE)})
    for _ in range(2):
        with pytest.raises(OperationalError):
            connections(url.render_as_string(hide_password=False), 1)
    assert [str(CERTIFICATE)] * 2 == made
